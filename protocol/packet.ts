/**
 * Messages of binary Jet: how they are put together and taken apart.
 *
 * @module
 */
import type { Fault } from "./errors/fault.ts";
import { KeyCache } from "../base/key_cache.ts";
import { Text } from "../base/byte_writer.ts";
import { faultOf, type Value } from "./values/value.ts";
import { ValueType } from "./values/types.ts";
import { isUtf8, readText } from "../base/utf8.ts";
import { Refusal } from "./errors/refusal.ts";

/** Bytes of the longest text that a message can hold. */
export const MAX_TEXT = 0xffff;

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

/** A message of binary Jet, or a part of one, under construction. */
export class Packet extends Text {
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

/** A value of the message being read, used again for the next. */
class ReadValue implements Value {
  type: number = ValueType.none;
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
}

/**
 * Takes a message apart, from its beginning to its end.
 *
 * @throws {Refusal} from all its methods, where the message ends too early or
 * holds what it must not.
 */
export class PacketReader {
  /** The bytes that the message lies in. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Where to read next. */
  at = 0;
  /** Where the message ends. */
  end = 0;
  readonly #value = new ReadValue();
  readonly #keys = new KeyCache();

  /** Begins with a message. */
  begin(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Whether something is left to be read. */
  get more(): boolean {
    return this.at < this.end;
  }

  u8(): number {
    const at = this.#take(1);
    return this.bytes[at];
  }

  u16(): number {
    const at = this.#take(2);
    return this.bytes[at] | this.bytes[at + 1] << 8;
  }

  u32(): number {
    const at = this.#take(4);
    const { bytes } = this;
    return (bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 |
      bytes[at + 3] << 24) >>> 0;
  }

  i32(): number {
    return this.u32() | 0;
  }

  /** A text with its length. */
  text(): string {
    const length = this.u16();
    const start = this.#take(length);
    return textAt(this.bytes, start, start + length);
  }

  /** A text that is likely to come again. */
  key(): string {
    const length = this.u16();
    const start = this.#take(length);
    const end = start + length;
    return this.#keys.find(this.bytes, start, end) ??
      this.#keys.keep(
        this.bytes,
        start,
        end,
        textAt(this.bytes, start, end),
      );
  }

  /**
   * A value that must be there and right. It is valid until the next one.
   */
  value(): Value {
    const value = this.anyValue();
    const fault = faultOf(value);
    if (fault !== undefined) refuse({ kind: "invalid", reason: fault });
    return value;
  }

  /** A value that is right, or none. */
  optionalValue(): Value | undefined {
    const value = this.anyValue();
    if (value.type === ValueType.none && value.start === value.end) {
      return undefined;
    }
    const fault = faultOf(value);
    if (fault !== undefined) refuse({ kind: "invalid", reason: fault });
    return value;
  }

  /** A value as it came. */
  anyValue(): Value {
    const value = this.#value;
    value.type = this.u8();
    const length = this.u32();
    value.start = this.#take(length);
    value.end = value.start + length;
    value.bytes = this.bytes;
    return value;
  }

  /**
   * The options up to the end of the message. What follows them and is too
   * short to be one is ignored.
   */
  options(each: (tag: number, start: number, end: number) => void): void {
    while (this.at + 3 <= this.end) {
      const tag = this.u8();
      const length = this.u16();
      if (this.at + length > this.end) return;
      const start = this.#take(length);
      each(tag, start, start + length);
    }
  }

  #take(length: number): number {
    const at = this.at;
    if (length > this.end - at) {
      refuse({ kind: "invalid", reason: "the message ends too early" });
    }
    this.at = at + length;
    return at;
  }
}

/** Stops the handling of a message. */
export function refuse(fault: Fault): never {
  throw new Refusal(fault);
}

function textAt(bytes: Uint8Array, start: number, end: number): string {
  if (!isUtf8(bytes, start, end)) {
    refuse({ kind: "invalid", reason: "text is not UTF-8" });
  }
  return readText(bytes, start, end);
}
