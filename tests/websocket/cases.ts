/**
 * Cases of the conformance tests of WebSocket's framing, for the reader and for
 * the daemon.
 *
 * @module
 */
import { concat } from "../support/stream_client.ts";
import { Opcode } from "../../protocol/websocket/format.ts";
import {
  closePayload,
  encodeWebSocketFrame,
} from "../../protocol/websocket/writer.ts";

const encoder = new TextEncoder();

/** Masking key of all frames. */
export const KEY: Uint8Array = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
/** Maximum length of a message, in bytes. */
export const MAX = 70_000;

/** A whole frame as a client sends it. */
export function frame(
  opcode: Opcode,
  payload: string | Uint8Array,
): Uint8Array {
  const bytes = typeof payload === "string" ? encoder.encode(payload) : payload;
  return encodeWebSocketFrame(opcode, bytes, KEY);
}

/** The same frame as a fragment that others follow. */
export function fragment(
  opcode: Opcode,
  payload: string | Uint8Array,
): Uint8Array {
  const bytes = frame(opcode, payload);
  bytes[0] &= 0x7f;
  return bytes;
}

/** A frame with a changed first byte. */
function first(bytes: Uint8Array, byte: number): Uint8Array {
  bytes[0] = byte;
  return bytes;
}

/** So many bytes of a payload: `*`. */
export const fill = (length: number) => new Uint8Array(length).fill(0x2a);

/**
 * Streams of frames, each with what a server reads in it: messages, pings,
 * pongs, a close frame or the close code of an error. In the order of RFC 6455's
 * sections, like those of the Autobahn suite.
 */
export const cases: Record<string, [Uint8Array, string[]]> = {
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
  // Up to 16 times the maximum a daemon skips them.
  "binary far above the maximum": [
    Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0, 0x20, 0, 0, 1, 2, 3, 4),
    ["error 1009"],
  ],
  "fragments far above the maximum": [
    concat(
      fragment(Opcode.binary, fill(40_000)),
      Uint8Array.of(0x80, 0xff, 0, 0, 0, 0, 0, 0x20, 0, 0, 1, 2, 3, 4),
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
    concat(frame(Opcode.text, "a"), first(frame(Opcode.ping, "b"), 0x99)),
    ["text a", "error 1002"],
  ],
  "data opcode 3": [first(frame(Opcode.text, "a"), 0x83), ["error 1002"]],
  "data opcode 7": [first(frame(Opcode.text, "a"), 0x87), ["error 1002"]],
  "control opcode 11": [first(frame(Opcode.text, "a"), 0x8b), ["error 1002"]],
  "control opcode 15": [first(frame(Opcode.text, "a"), 0x8f), ["error 1002"]],
  // 5.4: fragmentation
  "three fragments": [
    concat(
      fragment(Opcode.text, "a"),
      fragment(Opcode.continuation, ""),
      frame(Opcode.continuation, "c"),
    ),
    ["text ac"],
  ],
  "control frames between fragments": [
    concat(
      fragment(Opcode.text, "a"),
      frame(Opcode.ping, "p"),
      fragment(Opcode.continuation, "b"),
      frame(Opcode.pong, ""),
      frame(Opcode.continuation, "c"),
    ),
    ["ping p", "pong", "text abc"],
  ],
  "empty fragments": [
    concat(fragment(Opcode.text, ""), frame(Opcode.continuation, "")),
    ["text "],
  ],
  "a continuation of nothing": [frame(Opcode.continuation, "a"), [
    "error 1002",
  ]],
  "a continuation after the end": [
    concat(
      fragment(Opcode.text, "a"),
      frame(Opcode.continuation, "b"),
      frame(Opcode.continuation, "c"),
    ),
    ["text ab", "error 1002"],
  ],
  "a message inside a fragmented one": [
    concat(fragment(Opcode.text, "a"), frame(Opcode.text, "b")),
    ["error 1002"],
  ],
  // 8.1: UTF-8
  "UTF-8 of up to four bytes": [frame(Opcode.text, "aé€𝄞"), ["text aé€𝄞"]],
  "a character cut by fragments": [
    concat(
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
    concat(
      frame(Opcode.close, closePayload(3000, "")),
      frame(Opcode.text, "a"),
    ),
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
