/**
 * Writes numbers, texts and values as binary Jet has them: little endian.
 *
 * @module
 */
import { ByteWriter } from "../../base/byte_writer.ts";
import type { Value } from "./value.ts";
import { ValueType } from "./types.ts";

/** Bytes of the longest text that a message can hold. */
const MAX_TEXT = 0xffff;

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
    const bytes = this.bytes;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
    return this;
  }

  u64(value: bigint): this {
    scratch.setBigUint64(0, value, true);
    return this.slice(scratchBytes, 0, 8);
  }

  f64(value: number): this {
    scratch.setFloat64(0, value, true);
    return this.slice(scratchBytes, 0, 8);
  }

  /** A number of an array of a type. */
  item(type: number, value: number): this {
    switch (type) {
      case ValueType.f64s:
        return this.f64(value);
      case ValueType.f32s:
        scratch.setFloat32(0, value, true);
        return this.slice(scratchBytes, 0, 4);
      case ValueType.i32s:
      case ValueType.u32s:
        return this.u32(value);
      case ValueType.i16s:
      case ValueType.u16s:
        return this.u16(value);
      default:
        return this.u8(value);
    }
  }

  /** A text with its length; what does not fit is cut off. */
  text(text: string): this {
    const at = this.length;
    this.u16(0).write(text);
    let length = this.length - at - 2;
    if (length > MAX_TEXT) {
      length = MAX_TEXT;
      // Not in the middle of a character.
      while ((this.bytes[at + 2 + length] & 0xc0) === 0x80) length--;
      this.length = at + 2 + length;
    }
    this.bytes[at] = length;
    this.bytes[at + 1] = length >>> 8;
    return this;
  }

  /** A value with its type and length. */
  value({ type, bytes, start, end }: Value): this {
    return this.u8(type).u32(end - start).slice(bytes, start, end);
  }
}
