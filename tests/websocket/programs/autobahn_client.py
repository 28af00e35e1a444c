"""Uses a daemon by Debian's python3-autobahn:

    autobahn_client.py PATH URL…

Prints what it did at each URL.
"""
import asyncio
import json
import sys
from urllib.parse import urlsplit

from autobahn.asyncio.websocket import (
    WebSocketClientFactory, WebSocketClientProtocol)

path, *urls = sys.argv[1:]


class Peer(WebSocketClientProtocol):
    def __init__(self):
        super().__init__()
        loop = asyncio.get_running_loop()
        self.opened = loop.create_future()
        self.ponged = loop.create_future()
        self.ended = loop.create_future()
        self.messages = asyncio.Queue()
        self.subprotocol = ""

    def onConnect(self, response):
        self.subprotocol = response.protocol or ""

    def onOpen(self):
        self.opened.set_result(True)

    def onMessage(self, payload, isBinary):
        self.messages.put_nowait(json.loads(payload))

    def onPong(self, payload):
        self.ponged.set_result(payload.decode())

    def onClose(self, wasClean, code, reason):
        self.ended.set_result(f"{code}{'' if wasClean else ', not clean'}")

    def say(self, message, size=None):
        self.sendMessage(json.dumps(message).encode(), False, size)

    async def expect(self, message):
        found = await self.messages.get()
        assert found == message, f"expected {message}, found {str(found)[:300]}"


async def use_bus(peer):
    def event(event, value):
        params = {"path": path, "event": event, "value": value}
        return {"method": "f", "params": params}

    params = {"path": path, "value": 1}
    peer.say({"id": 1, "method": "add", "params": params})
    await peer.expect({"id": 1, "result": True})
    params = {"id": "f", "path": {"equals": path}}
    peer.say({"id": 2, "method": "fetch", "params": params})
    await peer.expect({"id": 2, "result": True})
    await peer.expect(event("add", 1))
    # The set goes to the state's owner, this peer.
    params = {"path": path, "value": 2}
    peer.say({"id": 3, "method": "set", "params": params})
    request = await peer.messages.get()
    assert request["method"] == path
    peer.say({"method": "change", "params": params})
    peer.say({"id": request["id"], "result": True})
    await peer.expect(event("change", 2))
    await peer.expect({"id": 3, "result": True})


async def exercise(url):
    done = []
    for protocols in [[], ["jet"]]:
        factory = WebSocketClientFactory(url, protocols=protocols)
        factory.protocol = Peer
        address = urlsplit(url)
        loop = asyncio.get_running_loop()
        _, peer = await loop.create_connection(
            factory, address.hostname, address.port)
        await peer.opened
        done.append(f'protocol "{peer.subprotocol}"')
        await use_bus(peer)
        done.append("bus")
        text = "é" * (1 << 19)
        message = {"id": "long", "method": "echo", "params": text}
        peer.sendMessage(json.dumps(message, ensure_ascii=False).encode())
        await peer.expect({"id": "long", "result": text})
        done.append("1 MiB")
        peer.say({"id": 9, "method": "echo", "params": "é"}, 10)
        await peer.expect({"id": 9, "result": "é"})
        done.append("fragments")
        peer.sendPing(b"abc")
        done.append(f"ping {await peer.ponged}")
        if protocols:
            peer.sendClose(4321, "done")
        else:
            # The daemon closes.
            peer.sendMessage(b"null")
        done.append(f"close {await peer.ended}")
    return done


async def main():
    return [await exercise(url) for url in urls]


print(json.dumps(asyncio.run(asyncio.wait_for(main(), 60))))
