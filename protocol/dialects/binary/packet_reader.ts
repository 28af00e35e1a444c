/**
 * Reads the fields of messages of binary Jet.
 *
 * @module
 */
import type { Fault } from "../../errors/fault.ts";
import { KeyCache } from "../../../base/key_cache.ts";
import { faultOf, type Value } from "../../values/value.ts";
import { ValueType } from "../../values/types.ts";
import { isUtf8, readText } from "../../../base/utf8.ts";
import { Refusal } from "../../errors/refusal.ts";

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
