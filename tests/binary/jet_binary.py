"""A peer that speaks binary Jet, version 1, over TCP; for Python 3.10 and newer.

    peer = Peer("localhost", name="thermometer")
    peer.add_state("room/target", 21.0, lambda value: min(value, 25.0))
    peer.fetch("room/", print)
    peer.set("room/target", 30.0, value_as_result=True)  # 25.0
"""
import io
import itertools
import socket
import struct
import threading
import traceback
from collections import namedtuple
from concurrent.futures import Future, ThreadPoolExecutor

from jet_values import FETCH_ONLY, JSON, KINDS, NO_VALUE, Blob, counted, pack, take, take_options, take_rows

REQUEST, RESPONSE, EVENT = 2, 3, 4
SET_STATE, VALUE_AS_RESULT, INTERNAL_ERROR = 3, 2, -32603
EVENTS = {1: "add", 2: "change", 3: "remove", 4: "rows", 5: "ready", 12: "signal"}
LOST = 29
OPTIONS = {"timeout": (1, "I"), "value_as_result": (VALUE_AS_RESULT, ""), "fetch_only": (3, ""), "access": (4, "j"),
           "kinds": (5, "B"), "start": (6, "I"), "limit": (7, "I"), "values": (8, "")}

Event = namedtuple("Event", "event kind key value fetch_only lost", defaults=("", "", None, False, 0))


class JetError(Exception):
    """A request was refused, by the daemon or by an owner. Handlers raise it to refuse."""

    def __init__(self, code, text, data=None):
        super().__init__(code, text, data)
        self.code, self.text, self.data = code, text, data


def function(number, form="", defaults=()):
    """A method of Peer that asks for a function; its arguments are packed by the form, options have names."""
    def ask(self, *arguments, then=lambda result: None, **options):
        payload = pack(form, *(arguments or defaults))
        for name, value in options.items():
            tag, form_of_option = OPTIONS[name]
            if value is not False:
                payload += pack("B", tag) + counted("H", pack(form_of_option, value) if form_of_option else b"")
        return self._request(number, payload, then)
    return ask


class Peer:
    """A connection. Handlers and callbacks run in a thread of its own, one at a time, and may use the peer."""

    _add_state, remove_state, notify, set = function(1, "tv"), function(2, "t"), function(7, "tv"), function(3, "tv")
    _add_method, remove_method, _call = function(4, "t"), function(5, "t"), function(6, "tv")
    add_signal, signal, remove_signal = function(25, "t"), function(26, "tv"), function(27, "t")
    _fetch_states, _fetch, _unfetch = function(8, "t"), function(10, "v"), function(9, "I")
    get, list, query = function(15, "t"), function(14, "t", defaults=("",)), function(18, "v")
    echo, config, about, remove_below = function(12, "v"), function(11, "t"), function(21), function(19, "t")
    authenticate, passwd = function(13, "tt"), function(16, "tt")

    def __init__(self, host="127.0.0.1", port=11124, name=None):
        self._socket = socket.create_connection((host, port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rb")
        self._sending, self._worker, self._ids = threading.Lock(), ThreadPoolExecutor(1), itertools.count(1)
        self._waiting, self._handlers, self._fetches = {}, {}, {}
        message = self._frame()
        _, *self.version = take(message, "BIII")
        options = take_options(message)
        self.features, self.max_message = (int.from_bytes(options.get(tag, b""), "little") for tag in (1, 2))
        self.separator, self.name, self.program = (options.get(tag, b"").decode() for tag in (3, 4, 5))
        threading.Thread(target=self._read, daemon=True).start()
        if name:
            self.config(name)

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)

    def add_state(self, key, value, handler=None, **options):
        """handler(value) gives the value that is taken, None for that one; without it nobody can set the state."""
        options = {"fetch_only": handler is None, **options}
        self._add_state(key, value, then=lambda _: self._handlers.update({key: handler}), **options)

    def add_method(self, key, handler, **options):
        """handler(arguments) gives the result."""
        self._add_method(key, then=lambda _: self._handlers.update({key: handler}), **options)

    def call(self, key, arguments=NO_VALUE, **options):
        return self._call(key, arguments, **options)

    def notify_below(self, key, values):
        """Tells new values of own states: all of them, by their keys below the first."""
        changes = b"".join(pack("tv", *change) for change in values.items())
        self._request(20, pack("tI", key, len(values)) + changes)

    def fetch(self, what, callback, **options):
        """The id of a fetch: of what starts with a str, or by the rules in a dict. callback gets each Event or Rows."""
        fetch = self._fetch_states if isinstance(what, str) else self._fetch
        return fetch(what, then=lambda id: self._fetches.update({id: callback}), **options)

    def unfetch(self, id):
        del self._fetches[id]
        self._unfetch(id)

    def _request(self, number, payload, then=lambda result: None):
        """The result of a function. `then` is given it before the next message is read."""
        id, future = next(self._ids), Future()
        self._waiting[id] = future, then
        self._send(pack("BIB", REQUEST, id, number) + payload)
        return future.result()

    def _send(self, message):
        with self._sending:
            self._socket.sendall(counted("I", message))

    def _frame(self):
        length = 0
        while length == 0:
            length, = take(self._stream, "I")
        return io.BytesIO(self._stream.read(length))

    def _read(self):
        end = ConnectionError("the daemon has gone")
        try:
            while True:
                message = self._frame()
                kind, = take(message, "B")
                if kind == RESPONSE:
                    end = self._settle(message) or end
                elif kind in (REQUEST, EVENT):
                    self._worker.submit(self._answer if kind == REQUEST else self._tell, message)
        except (OSError, struct.error):  # the latter is a frame that ends too early
            pass
        finally:
            self._stream.close()
            self._socket.close()
            for future, _ in self._waiting.values():
                future.set_exception(end)

    def _settle(self, message):
        """Passes on a response; returns what the daemon says before it closes."""
        id, status = take(message, "IB")
        future, then = self._waiting.pop(id, (Future(), None))
        if status == 0:
            result, = take(message, "v")
            then(result)
            future.set_result(result)
        else:
            future.set_exception(JetError(*take(message, "itv")))
        return future.exception() if id == 0 else None

    def _answer(self, message):
        id, number = take(message, "IB")
        try:
            key, value = take(message, "tv")
            result = self._handlers[key](value)
            if number == SET_STATE:
                taken = value if result is None else result
                self.notify(key, taken)
                result = taken if VALUE_AS_RESULT in take_options(message) else NO_VALUE
            answer = pack("BIBv", RESPONSE, id, 0, result)
        except Exception as error:
            if not isinstance(error, JetError):
                error = JetError(INTERNAL_ERROR, "Internal error", {"message": repr(error)})
            data = NO_VALUE if error.data is None else Blob(JSON, pack("j", error.data))
            answer = pack("BIBitv", RESPONSE, id, 1, error.code, error.text, data)
        self._send(answer)

    def _tell(self, message):
        number, id = take(message, "BI")
        event, callback = EVENTS.get(number), self._fetches.get(id)
        if event is None or callback is None:  # a later version's event, or a fetch that was just ended
            return
        try:
            if event == "ready":
                callback(Event(event))
            elif event == "rows":
                callback(take_rows(message))
            else:
                kind, key, value = take(message, "Btv")
                lost = int.from_bytes(take_options(message).get(LOST, b""), "little")
                callback(Event(event, KINDS.get(kind & ~FETCH_ONLY), key, value, kind & FETCH_ONLY != 0, lost))
        except Exception:
            traceback.print_exc()
