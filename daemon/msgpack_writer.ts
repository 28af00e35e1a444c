/**
 * Long JSON texts in MessagePack, without making values of them: to parse a
 * megabyte, and to encode what comes of it, takes up to 150 ms in one piece.
 *
 * @module
 */
import { readString, readText } from "../base/utf8.ts";
import { textHash } from "../protocol/json/text_hash.ts";
import {
  isEscaped,
  skipSpace,
  skipString,
  skipValue,
} from "../protocol/json/walk.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const FALSE = 0x66;
const NULL = 0x6e;
const TRUE = 0x74;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

// Digits of an integer that a double holds exactly.
const MAX_DIGITS = 15;
const INTEGER = /^-?[0-9]+$/;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;
// The longest number: its first byte and 64 bits.
const NUMBER_BYTES = 9;
// Up to this length a loop is faster than a copy by the runtime.
const MAX_LOOP_BYTES = 32;
// Places in a table for each name, at least.
const SPREAD = 2;
// First bytes of lengths of 16 and 32 bits; what is shorter has it in that byte.
const ARRAY = { few: 0x90, most: 15, wide: 0xdc } as const;
const MAP = { few: 0x80, most: 15, wide: 0xde } as const;

const encoder = new TextEncoder();

/**
 * Encodes a JSON text that is known to be correct. Integers go as such up to 64
 * bits; of several members of one name the last one counts.
 */
export function jsonToMsgpack(json: string): Uint8Array {
  const bytes = encoder.encode(json);
  const counts: number[] = [];
  const replaced = new Set<number>();
  new Counter(bytes, counts, replaced).value(skipSpace(bytes, 0));
  return new Writer(json, bytes, counts, replaced).written();
}

/** Counts what is in arrays and objects, which precedes it in MessagePack. */
class Counter {
  readonly #bytes: Uint8Array;
  readonly #counts: number[];
  readonly #replaced: Set<number>;

  /**
   * @param counts Takes their lengths, in the order in which they begin.
   * @param replaced Takes where the names of members begin that are replaced by
   * others of the same name.
   */
  constructor(
    bytes: Uint8Array,
    counts: number[],
    replaced: Set<number>,
  ) {
    this.#bytes = bytes;
    this.#counts = counts;
    this.#replaced = replaced;
  }

  /** Passes the value at `at`. */
  value(at: number): number {
    switch (this.#bytes[at]) {
      case OPEN_ARRAY:
        return this.#array(at);
      case OPEN_OBJECT:
        return this.#object(at);
      default:
        return skipValue(this.#bytes, at, this.#bytes.length);
    }
  }

  #array(at: number): number {
    const bytes = this.#bytes;
    const slot = this.#counts.push(0) - 1;
    let count = 0;
    at = skipSpace(bytes, at + 1);
    while (bytes[at] !== CLOSE_ARRAY) {
      at = skipComma(bytes, this.value(at));
      count++;
    }
    this.#counts[slot] = count;
    return at + 1;
  }

  #object(at: number): number {
    const bytes = this.#bytes;
    const slot = this.#counts.push(0) - 1;
    // Where each name begins and ends.
    const names: number[] = [];
    at = skipSpace(bytes, at + 1);
    while (bytes[at] !== CLOSE_OBJECT) {
      const nameEnd = skipString(bytes, at);
      names.push(at, nameEnd);
      at = skipComma(bytes, this.value(skipColon(bytes, nameEnd)));
    }
    this.#counts[slot] = names.length / 2 - this.#replace(names);
    return at + 1;
  }

  /** Notes the members that are replaced. Returns their number. */
  #replace(names: readonly number[]): number {
    if (names.length <= 2) return 0;
    const bytes = this.#bytes;
    const before = this.#replaced.size;
    let size = 8;
    while (size < names.length / 2 * SPREAD) size *= 2;
    // Number of a name and 1; 0: free.
    const table = new Int32Array(size);
    for (let i = 0; i < names.length; i += 2) {
      const start = names[i] + 1;
      const end = names[i + 1] - 1;
      if (isEscaped(bytes, start, end)) {
        this.#replaceByText(names);
        return this.#replaced.size - before;
      }
      let place = textHash(bytes, start, end) & (size - 1);
      for (; table[place] !== 0; place = (place + 1) & (size - 1)) {
        const other = table[place] - 1;
        if (
          !isSame(bytes, start, end, names[other] + 1, names[other + 1] - 1)
        ) {
          continue;
        }
        this.#replaced.add(names[other]);
        break;
      }
      table[place] = i + 1;
    }
    return this.#replaced.size - before;
  }

  /** The same for names with escapes. */
  #replaceByText(names: readonly number[]): void {
    const starts = new Map<string, number>();
    for (let i = 0; i < names.length; i += 2) {
      const name = readString(this.#bytes, names[i], names[i + 1]);
      const other = starts.get(name);
      if (other !== undefined) this.#replaced.add(other);
      starts.set(name, names[i]);
    }
  }
}

/** Writes a text in MessagePack. */
class Writer {
  // The text if it is ASCII: bytes and characters have the same places.
  readonly #ascii: string | undefined;
  readonly #bytes: Uint8Array;
  readonly #counts: readonly number[];
  readonly #replaced: ReadonlySet<number>;
  #container = 0;
  #out: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(
    json: string,
    bytes: Uint8Array,
    counts: readonly number[],
    replaced: ReadonlySet<number>,
  ) {
    this.#ascii = json.length === bytes.length ? json : undefined;
    this.#bytes = bytes;
    this.#counts = counts;
    this.#replaced = replaced;
    this.#out = new Uint8Array(bytes.length + NUMBER_BYTES);
    this.#view = new DataView(this.#out.buffer);
  }

  /** The whole text. */
  written(): Uint8Array {
    this.#value(skipSpace(this.#bytes, 0));
    return this.#out.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#out.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#out.length * 2));
    grown.set(this.#out);
    this.#out = grown;
    this.#view = new DataView(grown.buffer);
  }

  #value(at: number): number {
    const bytes = this.#bytes;
    const first = bytes[at];
    switch (first) {
      case OPEN_ARRAY:
        return this.#array(at);
      case OPEN_OBJECT:
        return this.#object(at);
      case QUOTE: {
        const end = skipString(bytes, at);
        this.#string(at, end);
        return end;
      }
    }
    const end = skipValue(bytes, at, bytes.length);
    this.#reserve(NUMBER_BYTES);
    if (first === NULL) this.#byte(0xc0);
    else if (first === FALSE) this.#byte(0xc2);
    else if (first === TRUE) this.#byte(0xc3);
    else this.#number(at, end);
    return end;
  }

  #array(at: number): number {
    const bytes = this.#bytes;
    this.#count(this.#counts[this.#container++], ARRAY);
    at = skipSpace(bytes, at + 1);
    while (bytes[at] !== CLOSE_ARRAY) at = skipComma(bytes, this.#value(at));
    return at + 1;
  }

  #object(at: number): number {
    const bytes = this.#bytes;
    this.#count(this.#counts[this.#container++], MAP);
    at = skipSpace(bytes, at + 1);
    while (bytes[at] !== CLOSE_OBJECT) {
      const end = skipString(bytes, at);
      const before = this.#length;
      this.#string(at, end);
      const isReplaced = this.#replaced.size > 0 && this.#replaced.has(at);
      at = skipComma(bytes, this.#value(skipColon(bytes, end)));
      // What is in it was counted, and has to be passed.
      if (isReplaced) this.#length = before;
    }
    return at + 1;
  }

  #byte(byte: number): void {
    this.#out[this.#length++] = byte;
  }

  #count(
    count: number,
    { few, most, wide }: typeof ARRAY | typeof MAP,
  ): void {
    this.#reserve(NUMBER_BYTES);
    if (count <= most) this.#byte(few | count);
    else if (count <= 0xffff) {
      this.#byte(wide);
      this.#uint16(count);
    } else {
      this.#byte(wide + 1);
      this.#uint32(count);
    }
  }

  #uint16(value: number): void {
    this.#view.setUint16(this.#length, value);
    this.#length += 2;
  }

  #uint32(value: number): void {
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
  }

  #string(start: number, end: number): void {
    if (!isEscaped(this.#bytes, start + 1, end - 1)) {
      return this.#text(this.#bytes, start + 1, end - 1);
    }
    const text = encoder.encode(readString(this.#bytes, start, end));
    this.#text(text, 0, text.length);
  }

  #text(text: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(NUMBER_BYTES + length);
    if (length < 32) this.#byte(0xa0 | length);
    else if (length <= 0xff) {
      this.#byte(0xd9);
      this.#byte(length);
    } else if (length <= 0xffff) {
      this.#byte(0xda);
      this.#uint16(length);
    } else {
      this.#byte(0xdb);
      this.#uint32(length);
    }
    const out = this.#out;
    if (length > MAX_LOOP_BYTES) {
      out.set(text.subarray(start, end), this.#length);
    } else {
      for (let i = start, k = this.#length; i < end;) out[k++] = text[i++];
    }
    this.#length += length;
  }

  #number(start: number, end: number): void {
    const bytes = this.#bytes;
    const isNegative = bytes[start] === MINUS;
    let at = isNegative ? start + 1 : start;
    if (end - at <= MAX_DIGITS) {
      let integer = 0;
      while (at < end && bytes[at] >= ZERO && bytes[at] <= NINE) {
        integer = integer * 10 + bytes[at++] - ZERO;
      }
      if (at === end) return this.#integer(isNegative ? -integer : integer);
    }
    const text = this.#ascii?.slice(start, end) ??
      readText(bytes, start, end);
    const value = Number(text);
    if (Number.isSafeInteger(value)) return this.#integer(value);
    const long = INTEGER.test(text) ? BigInt(text) : undefined;
    if (long === undefined || long < INT64_MIN || long > UINT64_MAX) {
      this.#byte(0xcb);
      this.#view.setFloat64(this.#length, value);
      this.#length += 8;
    } else this.#long(long);
  }

  #integer(value: number): void {
    if (value >= 0) {
      if (value < 0x80) this.#byte(value);
      else if (value <= 0xff) {
        this.#byte(0xcc);
        this.#byte(value);
      } else if (value <= 0xffff) {
        this.#byte(0xcd);
        this.#uint16(value);
      } else if (value <= 0xffffffff) {
        this.#byte(0xce);
        this.#uint32(value);
      } else {
        this.#byte(0xcf);
        this.#halves(value);
      }
    } else if (value >= -0x20) this.#byte(value & 0xff);
    else if (value >= -0x80) {
      this.#byte(0xd0);
      this.#byte(value & 0xff);
    } else if (value >= -0x8000) {
      this.#byte(0xd1);
      this.#uint16(value & 0xffff);
    } else if (value >= -0x80000000) {
      this.#byte(0xd2);
      this.#uint32(value >>> 0);
    } else {
      this.#byte(0xd3);
      this.#halves(value);
    }
  }

  /** 64 bits of a safe integer. */
  #halves(value: number): void {
    const high = Math.floor(value / 0x100000000);
    this.#uint32(high >>> 0);
    this.#uint32((value - high * 0x100000000) >>> 0);
  }

  #long(value: bigint): void {
    this.#byte(value >= 0n ? 0xcf : 0xd3);
    this.#view.setBigUint64(this.#length, BigInt.asUintN(64, value));
    this.#length += 8;
  }
}

/** Index of what follows a value and its comma, or of the closing bracket. */
function skipComma(bytes: Uint8Array, at: number): number {
  at = skipSpace(bytes, at);
  return bytes[at] === COMMA ? skipSpace(bytes, at + 1) : at;
}

/** Index of the value that follows a name. */
function skipColon(bytes: Uint8Array, at: number): number {
  return skipSpace(bytes, skipSpace(bytes, at) + 1);
}

function isSame(
  bytes: Uint8Array,
  start: number,
  end: number,
  otherStart: number,
  otherEnd: number,
): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let i = start, k = otherStart; i < end; i++, k++) {
    if (bytes[i] !== bytes[k]) return false;
  }
  return true;
}
