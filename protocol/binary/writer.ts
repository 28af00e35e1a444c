/**
 * Writes numbers and texts as binary Jet has them: little endian.
 *
 * @module
 */
import { ByteWriter } from "../../base/byte_writer.ts";
import type { Slice } from "../../base/slice.ts";

/** Maximum length of a text in bytes: its length has 16 bits. */
export const MAX_TEXT_BYTES = 0xffff;

const scratch = new DataView(new ArrayBuffer(8));

const scratchBytes = new Uint8Array(scratch.buffer);

/** A message of binary Jet, or a part of one, under construction. */
export class BinaryWriter extends ByteWriter {
  u8(value: number): this {
    const at = this.extend(1);
    this.bytes[at] = value;
    return this;
  }

  u16(value: number): this {
    const at = this.extend(2);
    this.bytes[at] = value;
    this.bytes[at + 1] = value >>> 8;
    return this;
  }

  /** Also for an `i32`: the bits are the same. */
  u32(value: number): this {
    const at = this.extend(4);
    this.#setU32(at, value);
    return this;
  }

  /** Also for an `i64`. */
  u64(value: bigint): this {
    scratch.setBigUint64(0, value, true);
    return this.slice(scratchBytes, 0, 8);
  }

  f32(value: number): this {
    scratch.setFloat32(0, value, true);
    return this.slice(scratchBytes, 0, 4);
  }

  f64(value: number): this {
    scratch.setFloat64(0, value, true);
    const at = this.extend(8);
    const { bytes } = this;
    for (let i = 0; i < 8; i++) bytes[at + i] = scratchBytes[i];
    return this;
  }

  /**
   * A text behind its length of two bytes; what exceeds
   * {@linkcode MAX_TEXT_BYTES} is cut off.
   */
  text(text: string): this {
    const at = this.length;
    this.u16(0).write(text);
    let length = this.length - at - 2;
    if (length > MAX_TEXT_BYTES) {
      length = MAX_TEXT_BYTES;
      // Not in the middle of a character.
      while ((this.bytes[at + 2 + length] & 0xc0) === 0x80) length--;
      this.truncate(at + 2 + length);
    }
    this.bytes[at] = length;
    this.bytes[at + 1] = length >>> 8;
    return this;
  }

  /** A text behind its length of four bytes. */
  longText(text: string): this {
    const at = this.length;
    this.u32(0).write(text);
    this.#setU32(at, this.length - at - 4);
    return this;
  }

  /** A value: its type, its length, its bytes. */
  value({ type, bytes, start, end }: Slice & { readonly type: number }): this {
    return this.u8(type).u32(end - start).slice(bytes, start, end);
  }

  #setU32(at: number, value: number): void {
    const { bytes } = this;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
  }
}
