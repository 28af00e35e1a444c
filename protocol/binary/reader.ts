/**
 * Reads the fields of messages of binary Jet, where they lie.
 *
 * @module
 */
import { KeyCache } from "../../base/key_cache.ts";
import { readUtf8 } from "../../base/utf8.ts";

/** A message ends too early, or a field is malformed. */
export class Unreadable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unreadable";
  }
}

/**
 * Takes a message apart, from its beginning to its end.
 *
 * @throws {Unreadable} from all its methods, where the message ends too early
 * or a text is not UTF-8.
 */
export class BinaryReader {
  /** The bytes that the message lies in. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Index of the next byte to read. */
  at = 0;
  /** Index behind the message; behind the option while one is read. */
  end = 0;
  #view: DataView | undefined;
  readonly #keys: KeyCache;

  /** @param keys How many keys it remembers: a power of two. */
  constructor(keys = 256) {
    this.#keys = new KeyCache(textAt, keys);
  }

  /** Begins with the message from `start` up to `end`. */
  begin(bytes: Uint8Array, start: number, end: number): void {
    // One view serves all messages of a chunk.
    if (bytes !== this.bytes) this.#view = undefined;
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Whether something is left to be read. */
  get more(): boolean {
    return this.at < this.end;
  }

  u8(): number {
    const at = this.skip(1);
    return this.bytes[at];
  }

  u16(): number {
    const at = this.skip(2);
    return this.bytes[at] | this.bytes[at + 1] << 8;
  }

  u32(): number {
    return this.i32() >>> 0;
  }

  i32(): number {
    const at = this.skip(4);
    const { bytes } = this;
    return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 |
      bytes[at + 3] << 24;
  }

  f64(): number {
    return this.#viewed().getFloat64(this.skip(8), true);
  }

  i64(): bigint {
    return this.#viewed().getBigInt64(this.skip(8), true);
  }

  u64(): bigint {
    return this.#viewed().getBigUint64(this.skip(8), true);
  }

  /** A copy of so many bytes, in a buffer of their own. */
  copy(length: number): Uint8Array<ArrayBuffer> {
    const at = this.skip(length);
    const own = new Uint8Array(length);
    own.set(this.bytes.subarray(at, at + length));
    return own;
  }

  /** A text of so many bytes; by default its length precedes it. */
  text(length: number = this.u16()): string {
    const at = this.skip(length);
    return textAt(this.bytes, at, at + length);
  }

  /** A text behind its length that is likely to come again. */
  key(): string {
    const length = this.u16();
    const at = this.skip(length);
    return this.#keys.of(this.bytes, at, at + length);
  }

  /**
   * Goes through the options up to the end of the message. `each` reads the
   * option or leaves it, and can't read beyond it. What follows the options
   * and is too short to be one is ignored.
   */
  options(each: (tag: number, length: number) => void): void {
    const { end } = this;
    while (this.at + 3 <= end) {
      const tag = this.u8();
      const length = this.u16();
      const next = this.at + length;
      if (next > end) return;
      this.end = next;
      each(tag, length);
      this.at = next;
      this.end = end;
    }
  }

  /** Passes over so many bytes; returns where they begin. */
  skip(length: number): number {
    const at = this.at;
    if (length < 0 || length > this.end - at) {
      throw new Unreadable("the message ends too early");
    }
    this.at = at + length;
    return at;
  }

  #viewed(): DataView {
    const { buffer, byteOffset, byteLength } = this.bytes;
    return this.#view ??= new DataView(buffer, byteOffset, byteLength);
  }
}

function textAt(bytes: Uint8Array, start: number, end: number): string {
  const text = readUtf8(bytes, start, end);
  if (text === undefined) throw new Unreadable("text is not UTF-8");
  return text;
}
