"""Uses a daemon by Debian's python3-websocket:

    websocket_client.py PATH URL…

Prints what it did at each URL.
"""
import json
import sys

import websocket
from websocket import ABNF

path, *urls = sys.argv[1:]


def say(connection, message):
    connection.send(json.dumps(message))


def expect(connection, message):
    found = json.loads(connection.recv())
    assert found == message, f"expected {message}, found {str(found)[:300]}"


def use_bus(connection):
    def event(event, value):
        params = {"path": path, "event": event, "value": value}
        return {"method": "f", "params": params}

    params = {"path": path, "value": 1}
    say(connection, {"id": 1, "method": "add", "params": params})
    expect(connection, {"id": 1, "result": True})
    params = {"id": "f", "path": {"equals": path}}
    say(connection, {"id": 2, "method": "fetch", "params": params})
    expect(connection, {"id": 2, "result": True})
    expect(connection, event("add", 1))
    # The set goes to the state's owner, this peer.
    params = {"path": path, "value": 2}
    say(connection, {"id": 3, "method": "set", "params": params})
    request = json.loads(connection.recv())
    assert request["method"] == path
    say(connection, {"method": "change", "params": params})
    say(connection, {"id": request["id"], "result": True})
    expect(connection, event("change", 2))
    expect(connection, {"id": 3, "result": True})


def closed(connection):
    opcode, frame = connection.recv_data_frame(control_frame=True)
    assert opcode == ABNF.OPCODE_CLOSE, opcode
    connection.shutdown()
    return int.from_bytes(frame.data[:2], "big")


def exercise(url):
    done = []
    for protocols in [None, ["jet"]]:
        connection = websocket.create_connection(
            url, subprotocols=protocols, timeout=30)
        done.append(f'protocol "{connection.getsubprotocol() or ""}"')
        use_bus(connection)
        done.append("bus")
        text = "é" * (1 << 19)
        message = {"id": "long", "method": "echo", "params": text}
        connection.send(json.dumps(message, ensure_ascii=False))
        expect(connection, {"id": "long", "result": text})
        done.append("1 MiB")
        parts = ['{"id":9,"meth', 'od":"echo",', '"params":"é"}']
        for i, part in enumerate(parts):
            opcode = ABNF.OPCODE_TEXT if i == 0 else ABNF.OPCODE_CONT
            last = 1 if i == len(parts) - 1 else 0
            connection.send_frame(ABNF.create_frame(part.encode(), opcode, last))
        expect(connection, {"id": 9, "result": "é"})
        done.append("fragments")
        connection.ping("abc")
        opcode, frame = connection.recv_data_frame(control_frame=True)
        assert opcode == ABNF.OPCODE_PONG, opcode
        done.append(f"ping {frame.data.decode()}")
        if protocols:
            connection.send_close(4321, b"done")
        else:
            # The daemon closes.
            connection.send("null")
        done.append(f"close {closed(connection)}")
    return done


print(json.dumps([exercise(url) for url in urls]))
