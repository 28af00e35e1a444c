/**
 * Walks over JSON texts that are known to be correct.
 *
 * @module
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SPACE = 0x20;

/** Whether a byte begins an array or an object. */
export function isOpening(byte: number): boolean {
  return byte === OPEN_ARRAY || byte === OPEN_OBJECT;
}

/** Whether a byte begins an array. */
export function isArrayOpening(byte: number): boolean {
  return byte === OPEN_ARRAY;
}

/** Index of the first byte from `at` that is not white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  while (bytes[at] <= SPACE) at++;
  return at;
}

/** Index behind the string that begins at `at` with its quote. */
export function skipString(bytes: Uint8Array, at: number): number {
  for (at++; bytes[at] !== QUOTE; at++) {
    if (bytes[at] === BACKSLASH) at++;
  }
  return at + 1;
}

/** Whether the inside of a string has escapes. */
export function isEscaped(
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] === BACKSLASH) return true;
  }
  return false;
}

/** Index behind the value that begins at `at`, or its text that ends at `end`. */
export function skipValue(bytes: Uint8Array, at: number, end: number): number {
  for (let depth = 0; at < end;) {
    const byte = bytes[at];
    switch (byte) {
      case QUOTE:
        at = skipString(bytes, at);
        if (depth === 0) return at;
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        depth++;
        at++;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        // Behind a number, it is the end of what holds that.
        if (depth === 0) return at;
        at++;
        if (--depth === 0) return at;
        break;
      default:
        if (depth === 0 && (byte === COMMA || byte <= SPACE)) return at;
        at++;
    }
  }
  return at;
}

/**
 * Takes white space out of a text.
 *
 * @returns Where it ends then.
 */
export function pack(bytes: Uint8Array): number {
  let end = 0;
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] === QUOTE) {
      const next = skipString(bytes, at);
      bytes.copyWithin(end, at, next);
      end += next - at;
      at = next;
    } else if (bytes[at] <= SPACE) at++;
    else bytes[end++] = bytes[at++];
  }
  return end;
}

/** A walk over the members of an object, or the items of an array. */
export class JsonWalk {
  /** Where the name of the member begins, with its quote. */
  nameStart = 0;
  /** Where the name of the member ends, behind its quote. */
  nameEnd = 0;
  /** Where the value begins. */
  start = 0;
  /** Where the comma or the bracket before it lies. */
  before = 0;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #isObject: boolean;
  // Behind the last value.
  #at: number;

  /**
   * @param start Where the object or the array begins.
   * @param end Where its text ends.
   */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#end = end;
    this.#isObject = bytes[start] === OPEN_OBJECT;
    this.#at = start;
  }

  /**
   * Goes to the next member or item.
   *
   * @returns Whether there is one.
   */
  next(): boolean {
    const bytes = this.#bytes;
    // A bracket or a comma; at the end, the closing bracket.
    let at = this.before = skipSpace(bytes, this.#at);
    if (bytes[at] === CLOSE_ARRAY || bytes[at] === CLOSE_OBJECT) {
      this.#at = at;
      return false;
    }
    at = skipSpace(bytes, at + 1);
    if (bytes[at] === CLOSE_ARRAY || bytes[at] === CLOSE_OBJECT) {
      this.#at = at;
      return false;
    }
    if (this.#isObject) {
      this.nameStart = at;
      this.nameEnd = skipString(bytes, at);
      at = skipSpace(bytes, this.nameEnd);
      if (bytes[at] !== COLON) throw new TypeError("not checked");
      at = skipSpace(bytes, at + 1);
    }
    this.start = at;
    return true;
  }

  /** Passes the value. Returns where it ends. */
  skip(): number {
    return this.#at = skipValue(this.#bytes, this.start, this.#end);
  }
}
