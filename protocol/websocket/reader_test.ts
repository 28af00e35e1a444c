import { assert, assertEquals } from "@std/assert";
import {
  cases,
  fill,
  fragment,
  frame,
  KEY,
  MAX,
} from "../../tests/websocket/cases.ts";
import { concat } from "../../tests/support/stream_client.ts";
import { Opcode, type WebSocketRole } from "./format.ts";
import { mask } from "./mask.ts";
import {
  WebSocketError,
  type WebSocketEvents,
  WebSocketReader,
} from "./reader.ts";
import { encodeWebSocketFrame } from "./writer.ts";

const encoder = new TextEncoder();

/** Records events as text. */
class Recorder implements WebSocketEvents {
  readonly seen: string[] = [];

  text(bytes: Uint8Array, start: number, end: number): void {
    this.#add("text", bytes, start, end);
  }

  binary(bytes: Uint8Array, start: number, end: number): void {
    this.#add("binary", bytes, start, end);
  }

  tooLong(head: Uint8Array, length: number, tail: Uint8Array): void {
    const end = new TextDecoder().decode(tail.subarray(-1));
    this.seen.push(
      `too long ${length}, begins with ${head.length}, ends with ` +
        `${tail.length} up to ${end}`,
    );
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

for (const [name, [stream, expected]] of Object.entries(cases)) {
  Deno.test(`WebSocket reader: ${name}`, () => {
    assertEquals(read(stream), expected);
    // The same in pieces, and behind a message.
    const pieces = stream.length > 1000 ? [997, 4096] : [1, 2, 3, 7];
    for (const piece of pieces) assertEquals(read(stream, piece), expected);
    const more = concat(frame(Opcode.text, "before"), stream);
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
  const stream = concat(
    frame(Opcode.text, fill(1001)),
    frame(Opcode.text, "a"),
    fragment(Opcode.text, fill(900)),
    frame(Opcode.ping, "p"),
    fragment(Opcode.continuation, fill(900)),
    frame(Opcode.continuation, `${"a".repeat(99)}b`),
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
      "too long 1001, begins with 1001, ends with 1001 up to *",
      "text a",
      "ping p",
      "too long 1900, begins with 1900, ends with 1024 up to b",
      "text b",
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

const MUTATIONS = Deno.env.get("JET_TEST_ALL") ? 1_000_000 : 10_000;

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
    const stream = concat(
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
