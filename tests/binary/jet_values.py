"""Fields and values of binary Jet, version 1, as bytes and as Python has them.

None, bool and float have types of their own; an int is i32, i64 or u64, the first that holds it, else JSON; str is
text, bytes are octets, an array.array of d f i I h H b B is a typed array, list and dict are JSON. Any other value is
a Blob of a MIME type or of a type's number, and comes as one. "No value" comes as None, like null.
"""
import io
import json
import struct
from array import array
from collections import namedtuple

JSON, OCTETS, TEXT, NULL, FALSE, TRUE, ROWS, NAMED = 1, 2, 3, 16, 17, 18, 64, 255
F64, I32, U32, I64, U64 = 19, 20, 21, 22, 23
NUMBERS = {F64: "d", I32: "i", U32: "I", I64: "q", U64: "Q"}
ARRAYS = {32: "d", 33: "f", 34: "i", 35: "I", 36: "h", 37: "H", 38: "b", 39: "B"}
MIMES = {4: "application/msgpack", 5: "application/cbor", 6: "image/png", 7: "image/jpeg", 8: "image/gif",
         9: "image/webp", 10: "image/svg+xml"}
TYPES = {name: number for number, name in (MIMES | ARRAYS).items()}
KINDS, FETCH_ONLY = {1: "state", 2: "method", 3: "node", 4: "signal"}, 128

Blob = namedtuple("Blob", "type data")
Rows, Row = namedtuple("Rows", "n rows"), namedtuple("Row", "index kind key value")
NO_VALUE = Blob(0, b"")


def pack(form, *fields):
    """Fields as bytes: t is a text or key, v a value, j JSON text, numbers are as in struct."""
    packers = {"t": lambda text: counted("H", text.encode()), "v": pack_value,
               "j": lambda value: json.dumps(value, allow_nan=False).encode()}
    return b"".join(packers[kind](field) if kind in packers else struct.pack("<" + kind, field)
                    for kind, field in zip(form, fields, strict=True))


def counted(form, data):
    """Bytes behind their length."""
    return pack(form, len(data)) + data


def pack_value(value):
    kind, data = typed(value)
    return pack("B", kind) + counted("I", data)


def typed(value):
    """The number of a value's type, and the value's bytes."""
    match value:
        case Blob(str(mime), data):
            return (TYPES[mime], data) if mime in TYPES else (NAMED, counted("B", mime.encode()) + data)
        case Blob():
            return value
        case None | False | True:
            return {None: NULL, False: FALSE, True: TRUE}[value], b""
        case int() if -2**63 <= value < 2**64:
            kind = I32 if -2**31 <= value < 2**31 else I64 if value < 2**63 else U64
            return kind, pack(NUMBERS[kind], value)
        case float():
            return F64, pack("d", value)
        case str():
            return TEXT, value.encode()
        case bytes():
            return OCTETS, value
        case array():
            return TYPES[value.typecode], pack(value.typecode * len(value), *value)
    return JSON, pack("j", value)


def take(stream, form):
    """Reads fields from a stream of bytes; the forms are those of pack."""
    readers = {"t": lambda: stream.read(*take(stream, "H")).decode(),
               "v": lambda: value_of(*take(stream, "B"), stream.read(*take(stream, "I")))}
    return [readers[kind]() if kind in readers else
            struct.unpack("<" + kind, stream.read(struct.calcsize("<" + kind)))[0] for kind in form]


def value_of(kind, data):
    if kind in NUMBERS:
        return struct.unpack("<" + NUMBERS[kind], data)[0]
    if kind in ARRAYS:
        return array(ARRAYS[kind], (item for item, in struct.iter_unpack("<" + ARRAYS[kind], data)))
    if kind in (0, NULL, FALSE, TRUE):
        return {FALSE: False, TRUE: True}.get(kind)
    if kind == NAMED:
        return Blob(data[1:1 + data[0]].decode("ascii"), data[1 + data[0]:])
    readers = {JSON: json.loads, OCTETS: bytes, TEXT: bytes.decode, ROWS: lambda data: take_rows(io.BytesIO(data))}
    return readers[kind](data) if kind in readers else Blob(MIMES.get(kind, kind), data)


def take_rows(stream):
    n, count = take(stream, "II")
    rows = [take(stream, "IBtv") for _ in range(count)]
    return Rows(n, [Row(index, KINDS.get(kind & ~FETCH_ONLY), key, value) for index, kind, key, value in rows])


def take_options(stream):
    """Options up to the end, as bytes by their tags."""
    options = {}
    while tag := stream.read(1):
        options[tag[0]] = stream.read(*take(stream, "H"))
    return options
