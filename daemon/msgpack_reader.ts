/**
 * Long messages in MessagePack as JSON, without making values of them: to decode a
 * megabyte, and to write what comes of it, takes up to 200 ms in one piece.
 *
 * @module
 */
import { ByteWriter } from "../base/byte_writer.ts";
import { decoder, isUtf8 } from "../base/utf8.ts";
import { MAX_DEPTH, NestedTooDeep } from "../protocol/json/errors.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/**
 * Decodes one item that is complete.
 *
 * @param otherToJson Decodes an item that JSON has no word for: bytes, or an
 * extension.
 * @throws {Error} if it is not MessagePack, has a name that is none, or is nested
 * too deeply.
 */
export function msgpackToJson(
  bytes: Uint8Array,
  otherToJson: (item: Uint8Array) => string,
): Uint8Array {
  const reader = new Reader(bytes, otherToJson);
  reader.item(0);
  const rest = bytes.length - reader.at;
  if (rest > 0) {
    throw new RangeError(
      `Extra ${rest} of ${bytes.length} byte(s) found at buffer[${reader.at}]`,
    );
  }
  return reader.out.view;
}

class Reader {
  readonly out: ByteWriter;
  /** What has not been read. */
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #otherToJson: (item: Uint8Array) => string;

  constructor(bytes: Uint8Array, otherToJson: (item: Uint8Array) => string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#otherToJson = otherToJson;
    this.out = new ByteWriter(bytes.length * 2);
  }

  /** Writes the next item. */
  item(depth: number): void {
    const first = this.#bytes[this.at];
    if (first < 0x80) return this.#number(this.#uint(1));
    if (first >= 0xe0) return this.#number(this.#uint(1) - 0x100);
    if (first < 0x90) return this.#map(this.#uint(1) & 0x0f, depth);
    if (first < 0xa0) return this.#array(this.#uint(1) & 0x0f, depth);
    if (first < 0xc0) return this.#string(this.#uint(1) & 0x1f);
    if (first >= 0xc4 && first <= 0xc9 || first >= 0xd4 && first <= 0xd8) {
      return this.#other(first);
    }
    this.at++;
    switch (first) {
      case 0xc0:
        return void this.out.ascii("null");
      case 0xc2:
        return void this.out.ascii("false");
      case 0xc3:
        return void this.out.ascii("true");
      case 0xca:
        this.at += 4;
        return this.#float(this.#view.getFloat32(this.at - 4));
      case 0xcb:
        this.at += 8;
        return this.#float(this.#view.getFloat64(this.at - 8));
      case 0xcc:
        return this.#number(this.#uint(1));
      case 0xcd:
        return this.#number(this.#uint(2));
      case 0xce:
        return this.#number(this.#uint(4));
      case 0xcf:
        return this.#long(this.#view.getUint32(this.at));
      case 0xd0:
        return this.#number(this.#uint(1) << 24 >> 24);
      case 0xd1:
        return this.#number(this.#uint(2) << 16 >> 16);
      case 0xd2:
        return this.#number(this.#uint(4) | 0);
      case 0xd3:
        return this.#long(this.#view.getInt32(this.at));
      case 0xd9:
        return this.#string(this.#uint(1));
      case 0xda:
        return this.#string(this.#uint(2));
      case 0xdb:
        return this.#string(this.#uint(4));
      case 0xdc:
        return this.#array(this.#uint(2), depth);
      case 0xdd:
        return this.#array(this.#uint(4), depth);
      case 0xde:
        return this.#map(this.#uint(2), depth);
      case 0xdf:
        return this.#map(this.#uint(4), depth);
    }
    throw new TypeError("Unrecognized type byte: 0xc1");
  }

  #uint(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) {
      value = value * 256 + this.#bytes[this.at++];
    }
    return value;
  }

  #number(value: number): void {
    this.out.ascii(`${value}`);
  }

  #float(value: number): void {
    this.out.ascii(Number.isFinite(value) ? `${value}` : "null");
  }

  /** @param high The upper half of an integer of 64 bits. */
  #long(high: number): void {
    const low = this.#view.getUint32(this.at + 4);
    const value = high * 0x100000000 + low;
    this.at += 8;
    this.out.ascii(
      Number.isSafeInteger(value)
        ? `${value}`
        : `${BigInt(high) * 0x100000000n + BigInt(low)}`,
    );
  }

  #array(count: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new NestedTooDeep();
    this.out.ascii("[");
    for (let i = 0; i < count; i++) {
      if (i > 0) this.out.ascii(",");
      this.item(depth + 1);
    }
    this.out.ascii("]");
  }

  #map(count: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new NestedTooDeep();
    this.out.ascii("{");
    for (let i = 0; i < count; i++) {
      if (i > 0) this.out.ascii(",");
      this.#name();
      this.out.ascii(":");
      this.item(depth + 1);
    }
    this.out.ascii("}");
  }

  /** The name of a member, which may be a number. */
  #name(): void {
    const first = this.#bytes[this.at];
    const isText = first >= 0xa0 && first < 0xc0 ||
      first >= 0xd9 && first <= 0xdb;
    if (isText) return this.item(0);
    const isNumber = first < 0x80 || first >= 0xe0 ||
      first >= 0xca && first <= 0xce || first >= 0xd0 && first <= 0xd2;
    if (!isNumber) {
      throw new TypeError("The type of key must be string or number");
    }
    this.out.ascii('"');
    this.item(0);
    this.out.ascii('"');
  }

  #string(length: number): void {
    const bytes = this.#bytes;
    const start = this.at;
    const end = this.at += length;
    let high = 0;
    let isPlain = true;
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      high |= byte;
      if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) isPlain = false;
    }
    if (isPlain && (high < 0x80 || isUtf8(bytes, start, end))) {
      this.out.ascii('"').slice(bytes, start, end).ascii('"');
    } else this.out.quoted(decoder.decode(bytes.subarray(start, end)));
  }

  #other(first: number): void {
    const start = this.at++;
    let length = 1 << first - 0xd4;
    if (first <= 0xc6) length = this.#uint(1 << first - 0xc4);
    else if (first <= 0xc9) length = this.#uint(1 << first - 0xc7);
    // The type of an extension precedes its data.
    this.at += first <= 0xc6 ? length : length + 1;
    const item = this.#bytes.subarray(start, this.at);
    this.out.write(this.#otherToJson(item));
  }
}
