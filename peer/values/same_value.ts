/**
 * Whether values say the same.
 *
 * @module
 */
import { Typed } from "./typed.ts";
import { isTyped, jsonMember } from "./values.ts";

/** Whether two values say the same. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object") {
    // Neither is an object, or only one of them.
    return one === other;
  }
  if (one === null || other === null) return false;
  if (one instanceof Typed) return one.sameAs(other);
  if (ArrayBuffer.isView(one) && ArrayBuffer.isView(other)) {
    return one.constructor === other.constructor && isList(one) &&
      isList(other) && sameItems(one, other);
  }
  if (isTyped(one) || isTyped(other)) return false;
  return JSON.stringify(one, jsonMember) === JSON.stringify(other, jsonMember);
}

function isList(value: object): value is ArrayLike<unknown> {
  return "length" in value;
}

function sameItems(
  one: ArrayLike<unknown>,
  other: ArrayLike<unknown>,
): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) {
    if (!Object.is(one[at], other[at])) return false;
  }
  return true;
}
