/**
 * Integers of up to 64 bits.
 *
 * @module
 */

/** Whether an integer fits into 64 bits, with a sign or without. */
export function has64Bits(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value ||
    BigInt.asUintN(64, value) === value;
}

const rawJson: unknown = Reflect.get(JSON, "rawJSON");

/**
 * A big integer as `JSON.stringify` takes it, with all its digits.
 *
 * @throws {TypeError} if this runtime has no way to do that.
 */
export function jsonInteger(value: bigint): unknown {
  const plain = Number(value);
  if (Number.isSafeInteger(plain)) return plain;
  if (typeof rawJson === "function") {
    return Reflect.apply(rawJson, JSON, [`${value}`]);
  }
  throw new TypeError(`${value} can't be written as JSON here: too large`);
}
