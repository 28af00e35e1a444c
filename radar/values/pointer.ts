/**
 * Places in values, as JSON Pointers (RFC 6901).
 *
 * @module
 */
import { plainKey } from "./exact.ts";

/** The value at a place; `undefined`: there is none. */
export function atPointer(value: unknown, pointer: string): unknown {
  let at = value;
  if (pointer === "") return at;
  for (const part of pointer.slice(1).split("/")) {
    if (typeof at !== "object" || at === null) return undefined;
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const key = Object.hasOwn(at, name)
      ? name
      : Object.keys(at).find((one) => plainKey(one) === name);
    if (key === undefined) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}
