"""A Python peer for tests: `python3 interop.py owner|client|fetcher HOST PORT`.

It prints a JSON line {"info": …} when it is connected. Each line of its input is then a JSON array: the name of a
command, its arguments, and perhaps {"options": {name: value, …}}. It is answered by a line {"result": …} or
{"error": [code, text, data]}. What happens meanwhile is told by lines of their own: {"set": [key, value]},
{"called": [key, arguments]}, {"event": […]}, {"rows": [n, [row, …]]}. The program ends with its input.

Values in lines are those of JSON, with objects for what JSON has not: {"bytes": base64}, {"blob": [type, base64]},
{"array": [typecode, [number, …]]}, {"float": number} where JSON would write a whole number, {"json": an object}.
"""
import base64
import json
import sys
import threading
from array import array

from jet_binary import Event, JetError, Peer
from jet_values import Blob

printing = threading.Lock()


def tell(**line):
    with printing:
        print(json.dumps(line), flush=True)


def spelled(value):
    """A value as it stands in a line."""
    match value:
        case Blob():
            return {"blob": [value.type, base64.b64encode(value.data).decode()]}
        case bytes():
            return {"bytes": base64.b64encode(value).decode()}
        case array():
            return {"array": [value.typecode, list(value)]}
        case float():
            return {"float": value}
        case dict():
            return {"json": value}
        case tuple() | list():
            return [spelled(item) for item in value]
    return value


def read(value):
    """The value that stands in a line."""
    match value:
        case {"blob": [kind, data]}:
            return Blob(kind, base64.b64decode(data))
        case {"bytes": data}:
            return base64.b64decode(data)
        case {"array": [typecode, items]}:
            return array(typecode, items)
        case {"float": number}:
            return float(number)
        case {"json": members}:
            return members
    return value


class Owner:
    """Owns states and methods; each state takes what it is set to in the way that it was added with."""

    def __init__(self, peer):
        self.peer = peer

    def state(self, key, value, way="take", **options):
        """The ways: take the value, at most 10, refuse it, fail, or be read only."""
        def take(wanted):
            tell(set=[key, spelled(wanted)])
            if way == "refuse":
                raise JetError(-32602, "Invalid params", "not this value")
            if way == "fail":
                raise ValueError("out of order")
            return min(wanted, 10) if way == "at most 10" else None

        self.peer.add_state(key, read(value), None if way == "read only" else take, **options)

    def method(self, key, way="return", **options):
        """The ways: return the arguments, or fail with a code of its own."""
        def call(arguments):
            tell(called=[key, spelled(arguments)])
            if way == "fail":
                raise JetError(7, "no luck", {"tried": 1})
            return arguments

        self.peer.add_method(key, call, **options)

    def notify(self, key, value):
        self.peer.notify(key, read(value))

    def notify_below(self, key, values):
        self.peer.notify_below(key, {below: read(value) for below, value in values.items()})

    def add_signal(self, key):
        self.peer.add_signal(key)

    def signal(self, key, value):
        self.peer.signal(key, read(value))

    def remove_signal(self, key):
        self.peer.remove_signal(key)

    def remove(self, key, method=False):
        self.peer.remove_method(key) if method else self.peer.remove_state(key)

    def remove_below(self, key):
        self.peer.remove_below(key)


class Client:
    """Uses what others own."""

    def __init__(self, peer):
        self.peer = peer

    def set(self, key, value, **options):
        return self.peer.set(key, read(value), **options)

    def call(self, key, *arguments, **options):
        return self.peer.call(key, *map(read, arguments), **options)

    def get(self, key):
        return self.peer.get(key)

    def list(self, key, **options):
        return self.peer.list(key, **options)

    def query(self, rules):
        return self.peer.query(rules)

    def echo(self, value):
        return self.peer.echo(read(value))

    def authenticate(self, user, password):
        return self.peer.authenticate(user, password)

    def about(self):
        return self.peer.about()


class Fetcher:
    """Tells what its fetches are told."""

    def __init__(self, peer):
        self.peer = peer

    def fetch(self, what, **options):
        def hear(news):
            if isinstance(news, Event):
                tell(event=spelled(news if news.lost else news[:-1]))
            else:
                tell(rows=spelled(news))

        return self.peer.fetch(what, hear, **options)

    def unfetch(self, id):
        self.peer.unfetch(id)


def main(role, host, port):
    peer = Peer(host, int(port), name=f"python {role}")
    part = {"owner": Owner, "client": Client, "fetcher": Fetcher}[role](peer)
    tell(info=[peer.version, peer.features, peer.max_message, peer.separator, peer.name, peer.program])
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        options = arguments.pop() if arguments and isinstance(arguments[-1], dict) and "options" in arguments[-1] else {}
        try:
            tell(result=spelled(getattr(part, command)(*arguments, **options.get("options", {}))))
        except JetError as error:
            tell(error=[error.code, error.text, error.data])
    peer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
