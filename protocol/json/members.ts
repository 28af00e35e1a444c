/**
 * Members of checked JSON texts.
 *
 * @module
 */
import type { Slice } from "../../base/slice.ts";
import { JsonScanner } from "./scanner.ts";

const OPEN_OBJECT = 0x7b;

const inside = new JsonScanner("");

/**
 * Whether a checked JSON text is an object without members, or with this one
 * alone.
 */
export function isObjectOf(text: Slice, name: string): boolean {
  const { bytes, start, end } = text;
  if (bytes[start] !== OPEN_OBJECT) return false;
  inside.begin(bytes, start, end);
  inside.object(start);
  const { outer } = inside;
  return outer.count === 0 || (outer.count === 1 && outer.find(name) >= 0);
}

/** The slice of a member of a checked JSON text; `undefined` if it has none. */
export function memberOf(object: Slice, name: string): Slice | undefined {
  const { bytes, start, end } = object;
  if (start === end) return undefined;
  const at = inside.begin(bytes, start, end);
  if (bytes[at] !== OPEN_OBJECT) return undefined;
  inside.object(at);
  const { outer } = inside;
  const member = outer.find(name);
  return member < 0
    ? undefined
    : { bytes, start: outer.start(member), end: outer.end(member) };
}
