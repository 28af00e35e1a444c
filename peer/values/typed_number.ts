/**
 * Numbers with a type of their own in binary Jet.
 *
 * @module
 */

import { jsonInteger } from "../../protocol/values/big_integer.ts";
import { Typed } from "./typed.ts";

/**
 * Types of a number in binary Jet: a 64-bit float, and signed and unsigned
 * integers of 32 and 64 bits.
 */
export type NumberType = "f64" | "i32" | "u32" | "i64" | "u64";

const RANGES = {
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  u32: [0n, 2n ** 32n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
  u64: [0n, 2n ** 64n - 1n],
} as const;

/**
 * A number that binary Jet sends with a certain type; made by
 * {@linkcode typed}. Over JSON it is a number.
 */
export class TypedNumber extends Typed {
  /** The type. */
  readonly type: NumberType;
  /** The number: a `bigint` for 64-bit integers. */
  readonly value: number | bigint;

  /**
   * A number of a type; {@linkcode typed} also checks that the type has it.
   *
   * @param type The type.
   * @param value The number.
   */
  constructor(type: NumberType, value: number | bigint) {
    super();
    this.type = type;
    this.value = type === "i64" || type === "u64"
      ? BigInt(value)
      : Number(value);
  }

  /**
   * The number, for `JSON.stringify`.
   *
   * @throws {TypeError} if this runtime can't write it without losing digits.
   */
  override toJSON(): unknown {
    const { value } = this;
    return typeof value === "bigint" ? jsonInteger(value) : value;
  }

  /** Whether the other is the same number of the same type. */
  override sameAs(other: unknown): boolean {
    return other instanceof TypedNumber && other.type === this.type &&
      Object.is(other.value, this.value);
  }
}

/**
 * Says which type of binary Jet a number shall have. Without it a `number` is
 * an `f64`, and a `bigint` an `i64`, or a `u64` above its range. For the
 * numbers of one's own state there is {@linkcode StateOptions.type}.
 *
 * @param type The type.
 * @param value The number.
 * @throws {RangeError} if the type does not have this number.
 * @throws {TypeError} if the type is not known.
 *
 * @example
 * ```ts
 * import { typed } from "../../peer.ts";
 * import { TestBus } from "../../testing.ts";
 *
 * await using bus = new TestBus();
 * await bus.state("motor/steps", 0);
 * const peer = await bus.peer();
 * await peer.set("motor/steps", typed("i32", 200));
 * ```
 */
export function typed(type: NumberType, value: number | bigint): TypedNumber {
  if (type !== "f64" && RANGES[type] === undefined) {
    throw new TypeError(`there is no type of numbers ${JSON.stringify(type)}`);
  }
  if (!fits(type, value)) throw new RangeError(`${value} is no ${type}`);
  return new TypedNumber(type, value);
}

/** Whether a type has a number. */
export function fits(type: NumberType, value: number | bigint): boolean {
  if (type === "f64") return true;
  if (typeof value === "number" && !Number.isInteger(value)) return false;
  const [least, greatest] = RANGES[type];
  return value >= least && value <= greatest;
}

/** A value of a state with the type of its numbers. */
export function withType(
  type: NumberType | undefined,
  value: unknown,
): unknown {
  if (type === undefined) return value;
  if (typeof value !== "number" && typeof value !== "bigint") return value;
  return fits(type, value) ? new TypedNumber(type, value) : value;
}

/** Default type of a big integer. */
export function bigType(value: bigint): "i64" | "u64" | undefined {
  if (fits("i64", value)) return "i64";
  return fits("u64", value) ? "u64" : undefined;
}
