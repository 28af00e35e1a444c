/**
 * Messages of binary Jet, read where they lie.
 *
 * @module
 */
import { KeyCache } from "../../base/key_cache.ts";

/** Texts up to here are put together here, longer ones by the decoder. */
const SHORT = 24;

const decoder = new TextDecoder();

/** A message ends too early, or holds what it must not. */
export class Unreadable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unreadable";
  }
}

/**
 * Takes a message apart, from its beginning to its end.
 *
 * @throws {Unreadable} from all its methods, where the message ends too early.
 */
export class Input {
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;
  #end = 0;
  readonly #keys = new KeyCache();

  /** Begins with the message from `start` up to `end`. */
  begin(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      // One for all messages of a chunk: it costs more than a number read.
      this.#view = new DataView(
        bytes.buffer,
        bytes.byteOffset,
        bytes.byteLength,
      );
    }
    this.#at = start;
    this.#end = end;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#end - this.#at;
  }

  u8(): number {
    return this.#bytes[this.#take(1)];
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }

  /** A copy of so many bytes, in a buffer of their own. */
  copy(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#take(length);
    const own = new Uint8Array(length);
    own.set(this.#bytes.subarray(at, at + length));
    return own;
  }

  /** A text of so many bytes. */
  text(length: number): string {
    const at = this.#take(length);
    return this.#decode(at, at + length);
  }

  /** A text behind its length. */
  shortText(): string {
    return this.text(this.u16());
  }

  /** A text behind its length that is likely to come again. */
  key(): string {
    const length = this.u16();
    const at = this.#take(length);
    const bytes = this.#bytes;
    return this.#keys.find(bytes, at, at + length) ??
      this.#keys.keep(
        bytes,
        at,
        at + length,
        this.#decode(at, at + length),
      );
  }

  skip(length: number): void {
    this.#take(length);
  }

  /**
   * Goes through the options up to the end of the message. `each` may read the
   * option or leave it; what is too short to be one is ignored.
   */
  options(each: (tag: number, length: number) => void): void {
    while (this.left >= 3) {
      const tag = this.u8();
      const length = this.u16();
      if (length > this.left) return;
      const next = this.#at + length;
      each(tag, length);
      this.#at = next;
    }
  }

  #decode(start: number, end: number): string {
    const bytes = this.#bytes;
    if (end - start <= SHORT) {
      let text = "";
      let at = start;
      while (at < end && bytes[at] < 0x80) {
        text += String.fromCharCode(bytes[at++]);
      }
      if (at === end) return text;
    }
    return decoder.decode(bytes.subarray(start, end));
  }

  #take(length: number): number {
    const at = this.#at;
    if (length < 0 || length > this.#end - at) {
      throw new Unreadable("the message ends too early");
    }
    this.#at = at + length;
    return at;
  }
}
