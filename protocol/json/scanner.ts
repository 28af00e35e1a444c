/**
 * Reads JSON where it lies: checks one text completely and notes where its
 * members are, without making JavaScript values of them. What a message only
 * carries through the bus leaves with exactly the bytes it came with, but for
 * escapes of surrogates without partner, which are overwritten.
 *
 * @module
 */
import { isAscii, isUtf8, readString, readText } from "../../base/utf8.ts";
import { JsonError, MAX_DEPTH, NestedTooDeep } from "./errors.ts";
import { Members } from "./member_positions.ts";

// Digits up to which a number without exponent is finite as a double.
const MAX_DIGITS = 308;

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/**
 * Checks JSON texts and takes their outer two levels apart: the members of an
 * object, and the members of the one member that {@linkcode inner} names.
 */
export class JsonScanner {
  /** Members of the object last read. */
  readonly outer: Members = new Members();
  /** Members of the object that the member {@linkcode innerName} holds. */
  readonly inner: Members = new Members();
  /** Whether the member {@linkcode innerName} was there and an object. */
  hasInner = false;
  /**
   * Whether a number read since {@linkcode begin} or {@linkcode object} is
   * infinite as a double, and so no number to most parsers.
   */
  hasInfinity = false;
  /** Whether a string read since {@linkcode begin} may have escapes. */
  escaped = false;
  /** Name of the member whose own members are noted in {@linkcode inner}. */
  readonly innerName: string;

  // Innermost last: 1 for an object, 0 for an array.
  readonly #nesting = new Uint8Array(MAX_DEPTH + 1);
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #high = 0;

  /** @param innerName The member of an object to be taken apart as well. */
  constructor(innerName: string) {
    this.innerName = innerName;
  }

  /**
   * Begins with a text and returns where its value starts.
   *
   * @throws {JsonError} if there is nothing.
   */
  begin(bytes: Uint8Array, start: number, end: number): number {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#high = 0;
    this.escaped = false;
    this.hasInfinity = false;
    const at = this.skipSpace(start);
    if (at === end) throw new JsonError("empty text");
    return at;
  }

  /**
   * Ends the text: nothing but white space may follow.
   *
   * @throws {JsonError} if something follows or the text is not UTF-8.
   */
  finish(at: number): void {
    if (this.skipSpace(at) !== this.#end) this.#fail(at);
    if (this.#high >= 0x80) checkUtf8(this.#bytes, this.#start, this.#end);
  }

  /** Index of the first byte from `at` that is not white space. */
  skipSpace(at: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    while (at < end) {
      const c = bytes[at];
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break;
      at++;
    }
    return at;
  }

  /**
   * Checks the object at `at` and notes its members.
   *
   * @returns The index behind it.
   * @throws {JsonError} if it is not a correct object.
   */
  object(at: number): number {
    this.hasInner = false;
    this.hasInfinity = false;
    return this.#members(at, this.outer, true);
  }

  #members(at: number, into: Members, outer: boolean): number {
    const bytes = this.#bytes;
    const end = this.#end;
    into.clear(bytes);
    at++;
    if (bytes[at] <= SPACE) at = this.skipSpace(at);
    if (at < end && bytes[at] === CLOSE_OBJECT) return at + 1;
    for (;;) {
      if (at >= end || bytes[at] !== QUOTE) this.#fail(at);
      const nameStart = at + 1;
      this.escaped = false;
      at = this.string(nameStart);
      const nameEnd = at - 1;
      const escaped = this.escaped;
      if (bytes[at] <= SPACE) at = this.skipSpace(at);
      if (at >= end || bytes[at] !== COLON) this.#fail(at);
      at++;
      if (bytes[at] <= SPACE) at = this.skipSpace(at);
      const valueStart = at;
      if (outer && this.#isInner(nameStart, nameEnd, escaped)) {
        this.hasInner = at < end && bytes[at] === OPEN_OBJECT;
        at = this.hasInner
          ? this.#members(at, this.inner, false)
          : this.value(at);
      } else {
        at = this.value(at);
      }
      into.push(nameStart, nameEnd, escaped, valueStart, at);
      if (bytes[at] <= SPACE) at = this.skipSpace(at);
      if (at >= end) this.#fail(at);
      const c = bytes[at];
      if (c === CLOSE_OBJECT) return at + 1;
      if (c !== COMMA) this.#fail(at);
      at++;
      if (bytes[at] <= SPACE) at = this.skipSpace(at);
    }
  }

  #isInner(start: number, end: number, escaped: boolean): boolean {
    if (escaped) {
      return readString(this.#bytes, start - 1, end + 1) === this.innerName;
    }
    return end - start === this.innerName.length &&
      isAscii(this.#bytes, start, this.innerName);
  }

  /**
   * Checks the value at `at`, whatever it is.
   *
   * @returns The index behind it.
   * @throws {JsonError} if it is not a correct value.
   */
  value(at: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const nesting = this.#nesting;
    let depth = 0;
    for (;;) {
      // Here a value must begin.
      if (at >= end) this.#fail(at);
      let c = bytes[at];
      if (c === QUOTE) {
        at = this.string(at + 1);
      } else if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
        if (depth === MAX_DEPTH) {
          throw new NestedTooDeep();
        }
        const inObject = c === OPEN_OBJECT;
        nesting[depth++] = inObject ? 1 : 0;
        at = this.skipSpace(at + 1);
        if (at >= end) this.#fail(at);
        if (bytes[at] === (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          depth--;
          at++;
        } else {
          if (inObject) at = this.#name(at);
          continue;
        }
      } else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) {
        // Lists of a digit each have most values for their length.
        at = c !== 0x2d && at + 1 < end && bytes[at + 1] === COMMA
          ? at + 1
          : this.#number(at);
      } else if (c === 0x74) {
        at = this.#word(at, "true");
      } else if (c === 0x66) {
        at = this.#word(at, "false");
      } else if (c === 0x6e) {
        at = this.#word(at, "null");
      } else {
        this.#fail(at);
      }
      // Here a value has ended.
      for (;;) {
        if (depth === 0) return at;
        if (bytes[at] <= SPACE) at = this.skipSpace(at);
        if (at >= end) this.#fail(at);
        c = bytes[at++];
        const inObject = nesting[depth - 1] === 1;
        if (c === COMMA) {
          if (bytes[at] <= SPACE) at = this.skipSpace(at);
          if (inObject) at = this.#name(at);
          break;
        }
        if (c !== (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) this.#fail(at - 1);
        depth--;
      }
    }
  }

  /** Passes a member's name and its colon. */
  #name(at: number): number {
    const bytes = this.#bytes;
    if (at >= this.#end || bytes[at] !== QUOTE) this.#fail(at);
    at = this.skipSpace(this.string(at + 1));
    if (at >= this.#end || bytes[at] !== COLON) this.#fail(at);
    return this.skipSpace(at + 1);
  }

  /**
   * Passes the rest of a string whose quote is before `at`.
   *
   * @returns The index behind it.
   * @throws {JsonError} if it is not a correct string.
   */
  string(at: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let high = 0;
    while (at < end) {
      const c = bytes[at++];
      if (c === QUOTE) {
        this.#high |= high;
        return at;
      }
      if (c === BACKSLASH) {
        this.escaped = true;
        at = this.#escape(at);
      } else if (c < 0x20) {
        this.#fail(at - 1);
      }
      high |= c;
    }
    return this.#fail(at);
  }

  #escape(at: number): number {
    const c = at < this.#end ? this.#bytes[at] : 0;
    switch (c) {
      case QUOTE:
      case BACKSLASH:
      case 0x2f: // slash
      case 0x62: // b
      case 0x66: // f
      case 0x6e: // n
      case 0x72: // r
      case 0x74: // t
        return at + 1;
      case 0x75: // u
        if (at + 4 < this.#end) {
          for (let i = at + 1; i <= at + 4; i++) {
            if (!isHexDigit(this.#bytes[i])) this.#fail(i);
          }
          const isHalf = (this.#bytes[at + 1] | 0x20) === 0x64 &&
            this.#bytes[at + 2] > 0x37;
          return isHalf ? this.#surrogate(at) : at + 5;
        }
    }
    return this.#fail(at);
  }

  /**
   * Passes the escape of a surrogate, with that of its partner. One without is
   * overwritten by that of U+FFFD: some parsers refuse the whole text for it.
   */
  #surrogate(at: number): number {
    const bytes = this.#bytes;
    const second = bytes[at + 2];
    const isHigh = second <= 0x39 || (second | 0x20) <= 0x62;
    if (isHigh && this.#isLow(at + 5)) return at + 11;
    bytes[at + 1] = bytes[at + 2] = bytes[at + 3] = 0x66;
    bytes[at + 4] = 0x64;
    return at + 5;
  }

  /** Whether the escape of a low surrogate is at `at`. */
  #isLow(at: number): boolean {
    const bytes = this.#bytes;
    return at + 5 < this.#end && bytes[at] === BACKSLASH &&
      bytes[at + 1] === 0x75 && (bytes[at + 2] | 0x20) === 0x64 &&
      (bytes[at + 3] | 0x20) >= 0x63 && isHexDigit(bytes[at + 3]) &&
      isHexDigit(bytes[at + 4]) && isHexDigit(bytes[at + 5]);
  }

  #number(first: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = first;
    if (bytes[at] === 0x2d) at++;
    let c = at < end ? bytes[at] : 0;
    if (c < 0x30 || c > 0x39) this.#fail(at);
    const isZero = c === 0x30;
    do c = ++at < end ? bytes[at] : 0; while (
      c >= 0x30 && c <= 0x39 && !isZero
    );
    return c !== 0x2e && (c | 0x20) !== 0x65 && at - first <= MAX_DIGITS
      ? at
      : this.#fraction(first, at);
  }

  /** Passes the rest of a number, behind its integer part. */
  #fraction(first: number, at: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let mayOverflow = false;
    if (at < end && bytes[at] === 0x2e) at = this.#digits(at + 1);
    if (at < end && (bytes[at] | 0x20) === 0x65) {
      mayOverflow = true;
      at++;
      if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++;
      at = this.#digits(at);
    }
    if (
      (mayOverflow || at - first > MAX_DIGITS) &&
      !Number.isFinite(Number(readText(bytes, first, at)))
    ) this.hasInfinity = true;
    return at;
  }

  #digits(at: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const first = at;
    while (at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
    return at > first ? at : this.#fail(at);
  }

  #word(at: number, word: string): number {
    if (at + word.length > this.#end || !isAscii(this.#bytes, at, word)) {
      this.#fail(at);
    }
    return at + word.length;
  }

  #fail(at: number): never {
    throw new JsonError(
      at >= this.#end
        ? "text ends too early"
        : `unexpected byte at ${at - this.#start}`,
    );
  }
}

function isHexDigit(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x66);
}

function checkUtf8(bytes: Uint8Array, start: number, end: number): void {
  if (!isUtf8(bytes, start, end)) throw new JsonError("not UTF-8");
}
