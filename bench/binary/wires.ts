/**
 * The messages of peers that speak JSON, and of those that speak binary Jet.
 *
 * @module
 */
import { concat } from "../../base/concat.ts";

const encoder = new TextEncoder();

/** How the messages of one kind of peers look like. */
export interface Wire {
  readonly name: "JSON" | "binary";
  readonly littleEndian: boolean;
  add(id: number, path: string, value: Uint8Array): Uint8Array;
  fetch(id: number, prefix: string): Uint8Array;
  /** Messages that a fetch brings beside those of the elements. */
  readonly extra: number;
  change(path: string, value: Uint8Array): Uint8Array;
  set(id: number, path: string, value: Uint8Array): Uint8Array;
  /**
   * Writes the owner's answer to the forwarded request from `start` to `out`;
   * returns where it ends.
   */
  answer(
    bytes: Uint8Array,
    start: number,
    out: Uint8Array,
    at: number,
  ): number;
  number(n: number): Uint8Array;
  /** A JSON text as a value. */
  text(json: string): Uint8Array;
  /** An array of f64 as a value. */
  samples(numbers: Float64Array): Uint8Array;
  /** Bytes as a value. */
  bytes(bytes: Uint8Array): Uint8Array;
}

function framed(littleEndian: boolean, ...parts: Uint8Array[]): Uint8Array {
  const body = concat(parts);
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, body.length, littleEndian);
  return concat([head, body]);
}

const jsonFrame = (...parts: (string | Uint8Array)[]) =>
  framed(
    false,
    ...parts.map((p) => typeof p === "string" ? encoder.encode(p) : p),
  );

const ANSWER_HEAD = encoder.encode('{"id":"');
const ANSWER_TAIL = encoder.encode('","result":true}');

/** Classic Jet. */
export const JSON_WIRE: Wire = {
  name: "JSON",
  littleEndian: false,
  extra: 1,
  add: (id, path, value) =>
    jsonFrame(
      `{"id":${id},"method":"add","params":{"path":"${path}","value":`,
      value,
      "}}",
    ),
  fetch: (id, prefix) =>
    jsonFrame(
      `{"id":${id},"method":"fetch","params":{"id":"f","path":{"startsWith":"${prefix}"}}}`,
    ),
  change: (path, value) =>
    jsonFrame(
      `{"method":"change","params":{"path":"${path}","value":`,
      value,
      "}}",
    ),
  set: (id, path, value) =>
    jsonFrame(
      `{"id":${id},"method":"set","params":{"path":"${path}","value":`,
      value,
      "}}",
    ),
  answer(bytes, start, out, at) {
    // {"id":"123",…
    const first = at + 4;
    out.set(ANSWER_HEAD, first);
    let end = first + ANSWER_HEAD.length;
    for (let from = start + 7; bytes[from] !== 0x22; from++) {
      out[end++] = bytes[from];
    }
    out.set(ANSWER_TAIL, end);
    end += ANSWER_TAIL.length;
    const length = end - first;
    out[at] = out[at + 1] = 0;
    out[at + 2] = length >> 8;
    out[at + 3] = length;
    return end;
  },
  number: (n) => encoder.encode(`${n}`),
  text: (json) => encoder.encode(json),
  samples: (numbers) => encoder.encode(JSON.stringify([...numbers])),
  bytes: (bytes) =>
    encoder.encode(
      `"data:application/octet-stream;base64,${bytes.toBase64()}"`,
    ),
};

const binaryFrame = (...parts: (number[] | Uint8Array)[]) =>
  framed(true, ...parts.map((p) => new Uint8Array(p)));
const u32 = (n: number) => [n & 255, n >> 8 & 255, n >> 16 & 255, n >>> 24];
const key = (text: string) => {
  const bytes = encoder.encode(text);
  return concat([
    new Uint8Array([bytes.length & 255, bytes.length >> 8]),
    bytes,
  ]);
};

/** Binary Jet. */
export const BINARY_WIRE: Wire = {
  name: "binary",
  littleEndian: true,
  extra: 2,
  add: (id, path, value) => binaryFrame([2, ...u32(id), 1], key(path), value),
  fetch: (id, prefix) => binaryFrame([2, ...u32(id), 8], key(prefix)),
  change: (path, value) => binaryFrame([4, 7], key(path), value),
  set: (id, path, value) => binaryFrame([2, ...u32(id), 3], key(path), value),
  answer(bytes, start, out, at) {
    out.fill(0, at, at + 15);
    out[at] = 11;
    out[at + 4] = 3;
    for (let i = 1; i <= 4; i++) out[at + 4 + i] = bytes[start + i];
    return at + 15;
  },
  number(n) {
    const bytes = new Uint8Array(13);
    bytes.set([19, 8]);
    new DataView(bytes.buffer).setFloat64(5, n, true);
    return bytes;
  },
  text: (json) => typedValue(1, encoder.encode(json)),
  samples: (numbers) => typedValue(32, new Uint8Array(numbers.slice().buffer)),
  bytes: (bytes) => typedValue(2, bytes),
};

function typedValue(type: number, bytes: Uint8Array): Uint8Array {
  return concat([new Uint8Array([type, ...u32(bytes.length)]), bytes]);
}
