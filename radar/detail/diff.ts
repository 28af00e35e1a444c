/**
 * What differs between two values, member by member.
 *
 * @module
 */
import { exactJson, plainKey } from "../values/exact.ts";

/** A place where two values differ. */
export interface Difference {
  /** Names on the way to it, joined by "/"; "" is the whole value. */
  readonly place: string;
  /** JSON of before; `undefined`: there was nothing. */
  readonly before: string | undefined;
  /** JSON of now; `undefined`: there is nothing. */
  readonly after: string | undefined;
}

/** Most differences that are listed. */
export const MAX_DIFFERENCES = 500;

/** The differences, in the order of the members. */
export function differences(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  compare(before, after, "", found);
  return found;
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function compare(
  before: unknown,
  after: unknown,
  place: string,
  found: Difference[],
): void {
  if (found.length >= MAX_DIFFERENCES) return;
  const comparable = isBranch(before) && isBranch(after) &&
    Array.isArray(before) === Array.isArray(after);
  if (!comparable) {
    const [one, other] = [textOf(before), textOf(after)];
    if (one !== other) found.push({ place, before: one, after: other });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const inner = place === "" ? plainKey(key) : `${place}/${plainKey(key)}`;
    compare(own(before, key), own(after, key), inner, found);
  }
}

function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : exactJson(value);
}
