/**
 * Messages of binary Jet under construction, as frames one behind the other.
 *
 * @module
 */
import { HEADER_LENGTH, writeLength } from "../frame.ts";
import { InvalidArgument } from "../errors/classes.ts";

/** What the buffer begins with, and goes back to after a large message. */
const ROOM = 4096;
/** Room that is kept for the next messages. */
const KEPT = 256 * 1024;
/** Bytes of the longest text and key. */
const LONGEST_TEXT = 0xffff;
/** Texts up to here are copied here, longer ones by the encoder. */
const SHORT = 48;

const encoder = new TextEncoder();

/** Writes one message after the other into one buffer, used again and again. */
export class Output {
  #bytes = new Uint8Array(ROOM);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** Whether there is nothing to send. */
  get empty(): boolean {
    return this.#at === 0;
  }

  /** All frames. They are valid until the next one is begun. */
  get frames(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** The frames have been sent. */
  clear(): void {
    this.#at = 0;
    if (this.#bytes.length > KEPT) this.#use(new Uint8Array(ROOM));
  }

  /** Begins a message; returns where. */
  begin(): number {
    const start = this.#at;
    this.#reserve(HEADER_LENGTH);
    this.#at += HEADER_LENGTH;
    return start;
  }

  /**
   * Ends the message that begins there.
   *
   * @param limit Most bytes that the daemon takes.
   * @throws {InvalidArgument} if it has more.
   */
  end(start: number, limit: number): void {
    const length = this.#at - start - HEADER_LENGTH;
    if (length > limit) {
      throw new InvalidArgument(
        `a message of ${length} bytes: the daemon takes at most ${limit}`,
      );
    }
    writeLength(this.#bytes, start, length, true);
  }

  /** Takes back everything from there on. */
  back(start: number): void {
    this.#at = start;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  u16(value: number): void {
    this.#reserve(2);
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
  }

  /** Also for an `i32`: the bits are the same. */
  u32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  /** Also for an `i64`. */
  u64(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigUint64(this.#at, value, true);
    this.#at += 8;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A text without its length; returns how many bytes it has. */
  text(text: string): number {
    // A UTF-16 unit takes at most three bytes in UTF-8.
    this.#reserve(text.length * 3);
    const start = this.#at;
    if (text.length > SHORT || !this.#ascii(text)) {
      const room = this.#bytes.subarray(start);
      this.#at = start + encoder.encodeInto(text, room).written;
    }
    return this.#at - start;
  }

  /**
   * A text behind its length of two bytes.
   *
   * @throws {InvalidArgument} if it is longer than 65535 bytes.
   */
  shortText(text: string): void {
    this.u16(0);
    const start = this.#at;
    const length = this.text(text);
    if (length > LONGEST_TEXT) {
      throw new InvalidArgument(
        `a text of ${length} bytes: binary Jet takes at most ${LONGEST_TEXT}`,
      );
    }
    this.#view.setUint16(start - 2, length, true);
  }

  /** A text behind its length of four bytes. */
  longText(text: string): void {
    this.u32(0);
    const start = this.#at;
    // Not in one: the text may need another buffer.
    const length = this.text(text);
    this.#view.setUint32(start - 4, length, true);
  }

  #ascii(text: string): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return false;
      bytes[at++] = unit;
    }
    this.#at = at;
    return true;
  }

  #reserve(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#use(grown);
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
