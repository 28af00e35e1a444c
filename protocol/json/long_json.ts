/**
 * Long JSON texts of which only what is looked at is parsed.
 *
 * @module
 */
import type { JsonObject, JsonValue } from "../../base/json_value.ts";
import type { Slice } from "../../base/slice.ts";
import { readString, readText } from "../../base/utf8.ts";
import { LazyJson, type ReadableJson } from "./lazy.ts";
import { findMember, MemberIndex, type MemberValue } from "./member_index.ts";
import { textHash } from "./text_hash.ts";
import {
  isArrayOpening,
  isEscaped,
  isOpening,
  JsonWalk,
  skipSpace,
  skipString,
  skipValue,
} from "./walk.ts";

/**
 * Length in bytes above which an array or an object is not parsed as a whole: a
 * text of a megabyte takes up to 100 ms, in one piece.
 */
export const LONG_JSON_BYTES: number = 1 << 15;

const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
// Digits of an integer that a double holds exactly.
const MAX_DIGITS = 15;
// A double holds these exactly too, so that a quotient is rounded once.
const POWERS = [
  ...[1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7],
  ...[1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15],
];
// Members of an object that are looked for without an index.
const MAX_WALKS = 4;
// Items between two of which the place is known.
const ITEMS_APART = 64;

const encoder = new TextEncoder();

/**
 * Reads JSON that is known to be correct: a long array or object where it lies,
 * anything else at once.
 *
 * @param source The bytes; they may move with it, and must not change.
 */
export function readJson(source: Slice): ReadableJson {
  const { bytes, start, end } = source;
  return read(source, bytes, skipSpace(bytes, start), end);
}

function read(
  source: Slice,
  bytes: Uint8Array,
  start: number,
  end: number,
): ReadableJson {
  return end - start > LONG_JSON_BYTES && isOpening(bytes[start])
    ? new LongJson(source, start - source.start, end - source.start)
    : readNumber(bytes, start, end) ?? JSON.parse(readText(bytes, start, end));
}

/** A long array or object in its text. */
class LongJson extends LazyJson {
  readonly isArray: boolean;
  readonly #source: Slice;
  // Relative to the beginning of the source.
  readonly #start: number;
  readonly #end: number;
  // Walks over all members, before there is an index.
  #walks = 0;
  #members: MemberIndex | undefined;
  #items: ItemIndex | undefined;

  constructor(source: Slice, start: number, end: number) {
    super();
    this.#source = source;
    this.#start = start;
    this.#end = end;
    this.isArray = isArrayOpening(source.bytes[source.start + start]);
  }

  /** Where it lies now. */
  #place(): Slice {
    const { bytes, start } = this.#source;
    return { bytes, start: start + this.#start, end: start + this.#end };
  }

  get length(): number {
    return this.#itemIndex(this.#place()).count;
  }

  member(name: string): ReadableJson | undefined {
    const { bytes, start, end } = this.#place();
    // An index takes some ten times as long as a walk.
    if (this.#members === undefined && ++this.#walks > MAX_WALKS) {
      this.#members = new MemberIndex(bytes, start, end);
    }
    const found = this.#members === undefined
      ? findMember(bytes, start, end, name)
      : this.#members.find(bytes, start, name);
    return found && read(this.#source, bytes, found.start, found.end);
  }

  item(index: number): ReadableJson | undefined {
    const place = this.#place();
    const found = this.#itemIndex(place).find(place, index);
    return found && read(this.#source, place.bytes, found.start, found.end);
  }

  #itemIndex(place: Slice): ItemIndex {
    return this.#items ??= new ItemIndex(place);
  }

  has(which: "one" | "all", values: ReadonlySet<JsonValue>): boolean {
    if (!this.isArray) return false;
    const missing = new Set(values);
    if (missing.size === 0) return which === "all";
    // To make strings of all texts takes most of the time.
    const hashes = hashesOf(values);
    const { bytes, start, end } = this.#place();
    for (const walk = new JsonWalk(bytes, start, end); walk.next();) {
      const at = walk.start;
      const valueEnd = walk.skip();
      if (isOpening(bytes[at])) continue;
      if (
        bytes[at] === QUOTE && !isEscaped(bytes, at + 1, valueEnd - 1) &&
        !hashes.has(textHash(bytes, at + 1, valueEnd - 1))
      ) continue;
      if (!missing.delete(readPrimitive(bytes, at, valueEnd))) continue;
      if (which === "one" || missing.size === 0) return true;
    }
    return false;
  }

  equals(value: JsonValue): boolean {
    const { bytes, start, end } = this.#place();
    return new Comparison(bytes, start, end).isEqual(value);
  }
}

/** Where some of the items of an array begin. */
class ItemIndex {
  readonly count: number;
  readonly #at: readonly number[];

  constructor({ bytes, start, end }: Slice) {
    const at: number[] = [];
    let count = 0;
    for (const walk = new JsonWalk(bytes, start, end); walk.next();) {
      // A walk that begins there takes the bracket or the comma before it.
      if (count % ITEMS_APART === 0) at.push(walk.before - start);
      count++;
      walk.skip();
    }
    this.count = count;
    this.#at = at;
  }

  find(
    { bytes, start, end }: Slice,
    index: number,
  ): MemberValue | undefined {
    if (index >= this.count) return undefined;
    const from = start + this.#at[Math.floor(index / ITEMS_APART)];
    const walk = new JsonWalk(bytes, from, end);
    for (let rest = index % ITEMS_APART; rest > 0 && walk.next(); rest--) {
      walk.skip();
    }
    walk.next();
    return { start: walk.start, end: walk.skip() };
  }
}

/** A comparison of a text with a value, which passes each byte once. */
class Comparison {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  // What has not been compared.
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Compares what is next with a value, and passes it. */
  isEqual(value: JsonValue): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    const isLeaf = typeof value !== "object" || value === null;
    if (!isLeaf && isOpening(bytes[start])) {
      if (isArrayOpening(bytes[start])) {
        return this.#isSameArray(Array.isArray(value) ? value : null);
      }
      return this.#isSameObject(Array.isArray(value) ? null : value);
    }
    const end = this.#at = skipValue(bytes, start, this.#end);
    return isLeaf && !isOpening(bytes[start]) &&
      readPrimitive(bytes, start, end) === value;
  }

  /** @param value `null`: something else. */
  #isSameArray(value: readonly JsonValue[] | null): boolean {
    const bytes = this.#bytes;
    let same = value !== null;
    let count = 0;
    this.#at = skipSpace(bytes, this.#at + 1);
    while (bytes[this.#at] !== CLOSE_ARRAY) {
      if (same && value !== null && count < value.length) {
        same = this.isEqual(value[count]);
      } else {
        same = false;
        this.#at = skipValue(bytes, this.#at, this.#end);
      }
      count++;
      this.#skipComma();
    }
    this.#at++;
    return same && count === value?.length;
  }

  /** @param value `null`: something else. */
  #isSameObject(value: JsonObject | null): boolean {
    const bytes = this.#bytes;
    // Of several members of one name the last one counts.
    const parts = new Map<string, boolean>();
    let same = value !== null;
    this.#at = skipSpace(bytes, this.#at + 1);
    while (bytes[this.#at] !== CLOSE_OBJECT) {
      const nameStart = this.#at;
      const nameEnd = skipString(bytes, nameStart);
      // A colon follows.
      this.#at = skipSpace(bytes, skipSpace(bytes, nameEnd) + 1);
      const name = same ? readString(bytes, nameStart, nameEnd) : "";
      same &&= value !== null && Object.hasOwn(value, name);
      if (same && value !== null) parts.set(name, this.isEqual(value[name]));
      else this.#at = skipValue(bytes, this.#at, this.#end);
      this.#skipComma();
    }
    this.#at++;
    return same && value !== null &&
      parts.size === Object.keys(value).length &&
      parts.values().every((isSame) => isSame);
  }

  #skipComma(): void {
    this.#at = skipSpace(this.#bytes, this.#at);
    if (this.#bytes[this.#at] !== COMMA) return;
    this.#at = skipSpace(this.#bytes, this.#at + 1);
  }
}

/** Hashes of the texts among some values. */
function hashesOf(values: ReadonlySet<JsonValue>): ReadonlySet<number> {
  const hashes = new Set<number>();
  for (const value of values) {
    if (typeof value !== "string") continue;
    const bytes = encoder.encode(value);
    hashes.add(textHash(bytes, 0, bytes.length));
  }
  return hashes;
}

/** A value that is neither an array nor an object. */
function readPrimitive(
  bytes: Uint8Array,
  start: number,
  end: number,
): JsonValue {
  if (bytes[start] === QUOTE) return readString(bytes, start, end);
  return readNumber(bytes, start, end) ??
    JSON.parse(readText(bytes, start, end));
}

/** A number of few digits without an exponent; `undefined`: something else. */
function readNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
): number | undefined {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (end - first > MAX_DIGITS + 1) return undefined;
  let digits = 0;
  let point = end;
  for (let at = first; at < end; at++) {
    const c = bytes[at];
    if (c >= ZERO && c <= NINE) digits = digits * 10 + c - ZERO;
    else if (c === POINT) point = at;
    else return undefined;
  }
  if (point === end && end - first > MAX_DIGITS) return undefined;
  const number = point === end ? digits : digits / POWERS[end - point - 1];
  return isNegative ? -number : number;
}
