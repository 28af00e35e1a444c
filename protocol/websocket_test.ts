import { assert, assertEquals } from "@std/assert";
import {
  closePayload,
  encodeWebSocketFrame,
  mask,
  Opcode,
  WebSocketError,
  type WebSocketEvents,
  WebSocketReader,
  type WebSocketRole,
} from "./websocket.ts";

// The cases follow the sections of RFC 6455, in the order of the Autobahn suite.

const encoder = new TextEncoder();
const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const MAX = 70_000;

/** Records events as text. */
class Recorder implements WebSocketEvents {
  readonly seen: string[] = [];

  text(bytes: Uint8Array, start: number, end: number): void {
    this.#add("text", bytes, start, end);
  }

  binary(bytes: Uint8Array, start: number, end: number): void {
    this.#add("binary", bytes, start, end);
  }

  tooLong(length: number): void {
    this.seen.push(`too long ${length}`);
  }

  ping(bytes: Uint8Array, start: number, end: number): void {
    this.#add("ping", bytes, start, end);
  }

  pong(): void {
    this.seen.push("pong");
  }

  closeFrame(code: number, reason: string): void {
    this.seen.push(`close ${code} ${reason}`);
  }

  #add(kind: string, bytes: Uint8Array, start: number, end: number): void {
    const text = new TextDecoder().decode(bytes.subarray(start, end));
    this.seen.push(
      end - start > 100 ? `${kind} of ${end - start}` : `${kind} ${text}`,
    );
  }
}

/** Reads a stream in pieces; returns its events and its error. */
function read(
  stream: Uint8Array,
  piece = stream.length,
  role: WebSocketRole = "server",
): string[] {
  const reader = new WebSocketReader(role, MAX);
  const events = new Recorder();
  try {
    for (let at = 0; at < stream.length; at += piece) {
      const chunk = stream.slice(at, at + piece);
      reader.push(chunk, chunk.length, events);
    }
  } catch (error) {
    if (!(error instanceof WebSocketError)) throw error;
    events.seen.push(`error ${error.code}`);
  }
  return events.seen;
}

function join(...parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(
    parts.reduce((length, part) => length + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function frame(opcode: Opcode, payload: string | Uint8Array): Uint8Array {
  const bytes = typeof payload === "string" ? encoder.encode(payload) : payload;
  return encodeWebSocketFrame(opcode, bytes, KEY);
}

/** The same frame as a fragment that others follow. */
function fragment(opcode: Opcode, payload: string | Uint8Array): Uint8Array {
  const bytes = frame(opcode, payload);
  bytes[0] &= 0x7f;
  return bytes;
}

/** A frame with a changed first byte. */
function first(bytes: Uint8Array, byte: number): Uint8Array {
  bytes[0] = byte;
  return bytes;
}

const fill = (length: number) => new Uint8Array(length).fill(0x2a);

const cases: Record<string, [Uint8Array, string[]]> = {
  // 5.2: lengths
  "an empty text": [frame(Opcode.text, ""), ["text "]],
  "a text of 125 bytes": [frame(Opcode.text, fill(125)), ["text of 125"]],
  "a text of 126 bytes": [frame(Opcode.text, fill(126)), ["text of 126"]],
  "binary of 65535 bytes": [
    frame(Opcode.binary, fill(65535)),
    ["binary of 65535"],
  ],
  "binary of 65536 bytes": [
    frame(Opcode.binary, fill(65536)),
    ["binary of 65536"],
  ],
  "binary of the maximum": [frame(Opcode.binary, fill(MAX)), [
    `binary of ${MAX}`,
  ]],
  "binary above the maximum": [frame(Opcode.binary, fill(MAX + 1)), [
    "error 1009",
  ]],
  "fragments above the maximum": [
    join(
      fragment(Opcode.binary, fill(40_000)),
      frame(Opcode.continuation, fill(40_000)),
    ),
    ["error 1009"],
  ],
  "a header that announces 2^40 bytes": [
    Uint8Array.of(0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4),
    ["error 1009"],
  ],
  "a negative length": [
    Uint8Array.of(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4),
    ["error 1002"],
  ],
  "a length in more bytes than needed": [
    Uint8Array.of(0x82, 0xfe, 0, 5, 1, 2, 3, 4, 0, 0, 0, 0, 0),
    ["error 1002"],
  ],
  // 5.3: masking
  "a frame without mask": [
    encodeWebSocketFrame(Opcode.text, encoder.encode("a")),
    ["error 1002"],
  ],
  // 5.5: control frames
  "a ping with payload": [frame(Opcode.ping, "hi"), ["ping hi"]],
  "a ping of 125 bytes": [frame(Opcode.ping, fill(125)), ["ping of 125"]],
  "a ping of 126 bytes": [frame(Opcode.ping, fill(126)), ["error 1002"]],
  "a pong that nothing asked for": [frame(Opcode.pong, "x"), ["pong"]],
  "a fragmented ping": [fragment(Opcode.ping, "x"), ["error 1002"]],
  // 5.2: reserved bits, unknown opcodes
  "the first reserved bit": [first(frame(Opcode.text, "a"), 0xc1), [
    "error 1002",
  ]],
  "the second reserved bit": [first(frame(Opcode.text, "a"), 0xa1), [
    "error 1002",
  ]],
  "the third reserved bit, after a message": [
    join(frame(Opcode.text, "a"), first(frame(Opcode.ping, "b"), 0x99)),
    ["text a", "error 1002"],
  ],
  "data opcode 3": [first(frame(Opcode.text, "a"), 0x83), ["error 1002"]],
  "data opcode 7": [first(frame(Opcode.text, "a"), 0x87), ["error 1002"]],
  "control opcode 11": [first(frame(Opcode.text, "a"), 0x8b), ["error 1002"]],
  "control opcode 15": [first(frame(Opcode.text, "a"), 0x8f), ["error 1002"]],
  // 5.4: fragmentation
  "three fragments": [
    join(
      fragment(Opcode.text, "a"),
      fragment(Opcode.continuation, ""),
      frame(Opcode.continuation, "c"),
    ),
    ["text ac"],
  ],
  "control frames between fragments": [
    join(
      fragment(Opcode.text, "a"),
      frame(Opcode.ping, "p"),
      fragment(Opcode.continuation, "b"),
      frame(Opcode.pong, ""),
      frame(Opcode.continuation, "c"),
    ),
    ["ping p", "pong", "text abc"],
  ],
  "empty fragments": [
    join(fragment(Opcode.text, ""), frame(Opcode.continuation, "")),
    ["text "],
  ],
  "a continuation of nothing": [frame(Opcode.continuation, "a"), [
    "error 1002",
  ]],
  "a continuation after the end": [
    join(
      fragment(Opcode.text, "a"),
      frame(Opcode.continuation, "b"),
      frame(Opcode.continuation, "c"),
    ),
    ["text ab", "error 1002"],
  ],
  "a message inside a fragmented one": [
    join(fragment(Opcode.text, "a"), frame(Opcode.text, "b")),
    ["error 1002"],
  ],
  // 8.1: UTF-8
  "UTF-8 of up to four bytes": [frame(Opcode.text, "aé€𝄞"), ["text aé€𝄞"]],
  "a character cut by fragments": [
    join(
      fragment(Opcode.text, Uint8Array.of(0xe2, 0x82)),
      frame(Opcode.continuation, Uint8Array.of(0xac)),
    ),
    ["text €"],
  ],
  "an overlong character": [
    frame(Opcode.text, Uint8Array.of(0xc0, 0xaf)),
    ["error 1007"],
  ],
  "a surrogate": [
    frame(Opcode.text, Uint8Array.of(0xed, 0xa0, 0x80)),
    ["error 1007"],
  ],
  "half a character": [frame(Opcode.text, Uint8Array.of(0xe2, 0x82)), [
    "error 1007",
  ]],
  "any bytes in a binary message": [
    frame(Opcode.binary, Uint8Array.of(0x61, 0xff)),
    ["binary a\ufffd"],
  ],
  // 7: closing
  "a close frame without code": [frame(Opcode.close, ""), ["close 1005 "]],
  "a close frame with reason": [
    frame(Opcode.close, closePayload(1000, "bye")),
    ["close 1000 bye"],
  ],
  "input behind a close frame": [
    join(frame(Opcode.close, closePayload(3000, "")), frame(Opcode.text, "a")),
    ["close 3000 "],
  ],
  "a close frame of one byte": [frame(Opcode.close, "a"), ["error 1002"]],
  "a close reason that is not UTF-8": [
    frame(Opcode.close, Uint8Array.of(0x03, 0xe8, 0xff)),
    ["error 1007"],
  ],
  "a long close reason": [
    frame(Opcode.close, closePayload(1000, "é".repeat(100))),
    [`close 1000 ${"é".repeat(61)}`],
  ],
};
for (const code of [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000]) {
  cases[`close code ${code}`] = [
    frame(Opcode.close, closePayload(code, "")),
    ["error 1002"],
  ];
}
for (const code of [1000, 1003, 1007, 1011, 1014, 3000, 4999]) {
  cases[`close code ${code}`] = [
    frame(Opcode.close, closePayload(code, "")),
    [`close ${code} `],
  ];
}

for (const [name, [stream, expected]] of Object.entries(cases)) {
  Deno.test(`WebSocket reader: ${name}`, () => {
    assertEquals(read(stream), expected);
    // The same in pieces, and behind a message.
    const pieces = stream.length > 1000 ? [997, 4096] : [1, 2, 3, 7];
    for (const piece of pieces) assertEquals(read(stream, piece), expected);
    const more = join(frame(Opcode.text, "before"), stream);
    assertEquals(read(more, 13), ["text before", ...expected]);
  });
}

Deno.test("WebSocket reader: a client takes unmasked frames only", () => {
  const masked = frame(Opcode.text, "a");
  const plain = encodeWebSocketFrame(Opcode.text, encoder.encode("a"));
  assertEquals(read(masked, 100, "client"), ["error 1002"]);
  assertEquals(read(plain, 100, "client"), ["text a"]);
});

Deno.test("WebSocket reader: a message that is too long can be skipped", () => {
  const stream = join(
    frame(Opcode.text, fill(1001)),
    frame(Opcode.text, "a"),
    fragment(Opcode.text, fill(900)),
    frame(Opcode.ping, "p"),
    fragment(Opcode.continuation, fill(900)),
    frame(Opcode.continuation, fill(100)),
    frame(Opcode.text, "b"),
    frame(Opcode.text, fill(2001)),
  );
  for (const piece of [stream.length, 1, 7, 500]) {
    const reader = new WebSocketReader("server", 1000, 2000);
    const events = new Recorder();
    let code = 0;
    try {
      for (let at = 0; at < stream.length; at += piece) {
        const chunk = stream.slice(at, at + piece);
        reader.push(chunk, chunk.length, events);
      }
    } catch (error) {
      if (error instanceof WebSocketError) code = error.code;
    }
    assertEquals(events.seen, [
      ...["too long 1001", "text a", "ping p", "too long 1900", "text b"],
    ]);
    assertEquals(code, 1009);
  }
});

Deno.test("WebSocket reader: text need not be UTF-8 where it carries MessagePack", () => {
  const reader = new WebSocketReader("server", MAX);
  reader.checksText = false;
  const events = new Recorder();
  const bytes = frame(Opcode.text, Uint8Array.of(0x81, 0xff));
  reader.push(bytes, bytes.length, events);
  assertEquals(events.seen, ["text \ufffd\ufffd"]);
});

Deno.test("masking goes on where it stopped, at any alignment", () => {
  const plain = Uint8Array.from({ length: 300 }, (_, i) => i * 7);
  for (let offset = 0; offset < 4; offset++) {
    const room = new Uint8Array(310);
    const bytes = room.subarray(offset, offset + 300);
    bytes.set(plain);
    let at = mask(bytes, 0, 101, KEY);
    at = mask(bytes, 101, 103, KEY, at);
    mask(bytes, 103, 300, KEY, at);
    assertEquals(bytes, plain.map((byte, i) => byte ^ KEY[i & 3]));
  }
});

const MUTATIONS = Deno.env.get("JET_TEST_ALL") ? 1_000_000 : 20_000;

Deno.test("WebSocket reader: mutated input gives events or one error, however it is cut", () => {
  let seed = 12345;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  const streams = Object.values(cases).map(([stream]) => stream)
    .filter((stream) => stream.length < 300);
  let errors = 0;
  for (let n = 0; n < MUTATIONS; n++) {
    const stream = join(
      streams[random(streams.length)],
      streams[random(streams.length)],
    );
    for (let i = random(3); i >= 0; i--) {
      stream[random(stream.length)] = random(256);
    }
    const whole = read(stream);
    assertEquals(read(stream, 1 + random(9)), whole);
    if (whole.at(-1)?.startsWith("error")) errors++;
    const ends = whole.findIndex((event) => /^(error|close)/.test(event));
    assert(ends < 0 || ends === whole.length - 1, "events after the end");
  }
  assert(errors > MUTATIONS / 10 && errors < MUTATIONS);
});
