# Jet without any library: messages of JSON, each behind its length in 4 bytes.
# An owner of a state, and a client that fetches and sets it.
# Usage: python3 examples/raw.py [tcp://host:port]
import json, os, socket, struct, sys
from urllib.parse import urlsplit

url = (sys.argv[1:] + [os.environ.get("JET_URL", "tcp://localhost:11122")])[0]


class Peer:
    def __init__(self):
        address = urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port))
        self.stream = self.socket.makefile("rb")
        self.last_id = 0

    def send(self, **message):
        data = json.dumps(message).encode()
        self.socket.sendall(struct.pack(">I", len(data)) + data)

    def receive(self):
        (length,) = struct.unpack(">I", self.stream.read(4))
        return json.loads(self.stream.read(length))

    def ask(self, method, **params):
        self.last_id += 1
        self.send(id=self.last_id, method=method, params=params)


owner = Peer()
owner.ask("add", path="python/lamp", value="off")
print("add:", owner.receive()["result"])

client = Peer()
client.ask("fetch", id="lamps", path={"startsWith": "python/"})
print("fetch:", client.receive()["result"])
print("seen:", client.receive()["params"])

# The daemon passes a set on to the owner: with the path as the method.
client.ask("set", path="python/lamp", value="on")
request = owner.receive()
value = request["params"]["value"]
owner.ask("change", path=request["method"], value=value)  # notifies the fetchers
owner.send(id=request["id"], result={})  # answers the caller
print("change:", owner.receive()["result"])

print("seen:", client.receive()["params"])
print("set:", client.receive()["result"])
