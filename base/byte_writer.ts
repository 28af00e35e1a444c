/**
 * UTF-8 text under construction, reused from message to message.
 *
 * @module
 */
import { readText } from "./utf8.ts";

const encoder = new TextEncoder();
const NO_BYTES = new Uint8Array(0);

// Up to this length a loop is faster than a view and `set`.
const MAX_LOOP_BYTES = 40;
// Up to this length a view is kept for the next text of its length: most messages
// have few lengths, and a view of their own takes longer than the copy.
const MAX_KEPT_VIEW_BYTES = 512;
const NO_VIEWS: Uint8Array[] = [];

// A larger one is no small integer of the engines.
const MAX_SMALL_NUMBER = 999_999_999;

/** Copies bytes by whichever way is fast for their number. */
export function copyBytes(
  from: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  at: number,
): void {
  const length = end - start;
  if (length <= MAX_LOOP_BYTES) {
    for (let i = 0; i < length; i++) to[at + i] = from[start + i];
  } else if (length === from.length) {
    to.set(from, at);
  } else {
    to.set(from.subarray(start, end), at);
  }
}

/**
 * A growing UTF-8 text. It is written once for a message and then read by
 * every link that sends the message, as bytes or as a string.
 */
export class ByteWriter {
  /**
   * The bytes; those behind {@linkcode ByteWriter.length} are not part of it.
   */
  bytes: Uint8Array;
  /** Length of the text in bytes. */
  length = 0;
  /** Grows with each change. */
  version = 0;
  #string: string | undefined;
  #view: Uint8Array | undefined;
  // Views of these bytes, by their lengths.
  #views = NO_VIEWS;
  #viewed: Uint8Array = NO_BYTES;

  /** @param room Bytes to reserve at first. */
  constructor(room = 256) {
    this.bytes = room === 0 ? NO_BYTES : new Uint8Array(room);
  }

  /** A text of its own with this content. */
  static of(content: string): ByteWriter {
    const bytes = encoder.encode(content);
    const text = new ByteWriter(0);
    text.bytes = bytes;
    text.length = bytes.length;
    text.#string = content;
    return text;
  }

  /** The whole text as a string, made when first asked for. */
  get string(): string {
    return this.#string ??= readText(this.bytes, 0, this.length);
  }

  /** The whole text as bytes, a view that is valid until the text changes. */
  get view(): Uint8Array {
    const { bytes, length } = this;
    if (length > MAX_KEPT_VIEW_BYTES) {
      return this.#view ??= bytes.subarray(0, length);
    }
    if (this.#viewed !== bytes) {
      this.#viewed = bytes;
      this.#views = [];
    }
    return this.#views[length] ??= bytes.subarray(0, length);
  }

  /** Copies the whole text to somewhere else. */
  copyTo(bytes: Uint8Array, at: number): void {
    const { length } = this;
    if (length > MAX_LOOP_BYTES) return bytes.set(this.view, at);
    const from = this.bytes;
    for (let i = 0; i < length; i++) bytes[at + i] = from[i];
  }

  /** Empties the text. */
  clear(): this {
    return this.truncate(0);
  }

  /** Appends text that is known to be ASCII. */
  ascii(text: string): this {
    const at = this.extend(text.length);
    const bytes = this.bytes;
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
    return this;
  }

  /** Appends a whole number that is not negative. */
  digits(number: number): this {
    if (number > MAX_SMALL_NUMBER) return this.ascii(`${number}`);
    let count = 1;
    for (let power = 10; number >= power; power *= 10) count++;
    const start = this.extend(count);
    const { bytes } = this;
    let rest = number;
    for (let at = start + count - 1; at >= start; at--) {
      const tens = (rest / 10) | 0;
      bytes[at] = 0x30 + rest - tens * 10;
      rest = tens;
    }
    return this;
  }

  /** Appends any text. */
  write(text: string): this {
    const { length } = text;
    if (length <= MAX_LOOP_BYTES) {
      const at = this.extend(length);
      const { bytes } = this;
      let i = 0;
      for (; i < length; i++) {
        const c = text.charCodeAt(i);
        if (c >= 0x80) break;
        bytes[at + i] = c;
      }
      if (i === length) return this;
      this.length = at;
    }
    const at = this.extend(length * 3);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(at));
    this.length = at + written;
    return this;
  }

  /** Appends bytes that are UTF-8 already. */
  slice(bytes: Uint8Array, start: number, end: number): this {
    const at = this.extend(end - start);
    copyBytes(bytes, start, end, this.bytes, at);
    return this;
  }

  /** Appends text as a JSON string. */
  quoted(text: string): this {
    const at = this.extend(text.length + 2);
    const bytes = this.bytes;
    bytes[at] = 0x22;
    let i = 0;
    for (; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c < 0x20 || c > 0x7e || c === 0x22 || c === 0x5c) break;
      bytes[at + 1 + i] = c;
    }
    if (i === text.length) {
      bytes[at + 1 + i] = 0x22;
      return this;
    }
    return this.truncate(at).write(JSON.stringify(text));
  }

  /** Appends a value as JSON. */
  json(value: unknown): this {
    return this.write(JSON.stringify(value) ?? "null");
  }

  /** Drops everything from `length` on. */
  truncate(length: number): this {
    this.length = length;
    this.version++;
    this.#string = undefined;
    this.#view = undefined;
    return this;
  }

  /**
   * Makes room behind the end, to be filled in {@linkcode ByteWriter.bytes}.
   *
   * @returns Where it begins.
   */
  extend(by: number): number {
    const at = this.length;
    const needed = at + by;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
    }
    this.length = needed;
    this.version++;
    this.#string = undefined;
    this.#view = undefined;
    return at;
  }
}
