/**
 * Souls and keys as they are stored. Deno ends a text that it reads from SQLite
 * at the first NUL, so NUL is escaped. The escape keeps the order of the UTF-8
 * bytes, and prefixes stay prefixes.
 *
 * @module
 */
import { compareNames } from "../../graph/order.ts";
import type { NameRange } from "../../graph/store.ts";

// U+0000 becomes 1 1, U+0001 becomes 1 2: below everything else, and no stored
// name has a 1 that is not followed by 1 or 2.
const NUL = "\0";
const ONE = "\x01";
const NUL_STORED = "\x01\x01";
const ONE_STORED = "\x01\x02";

/** A name as it is stored. */
export function storedName(name: string): string {
  if (!name.includes(NUL) && !name.includes(ONE)) return name;
  return name.replaceAll(ONE, ONE_STORED).replaceAll(NUL, NUL_STORED);
}

/** The name that was stored. */
export function nameOf(stored: string): string {
  if (!stored.includes(ONE)) return stored;
  return stored.replaceAll(NUL_STORED, NUL).replaceAll(ONE_STORED, ONE);
}

/** A half-open range of stored names. */
export interface Bounds {
  /** The first that is in it. */
  readonly from: string;
  /** The first that is not; `undefined` if it has no end. */
  readonly below: string | undefined;
}

/** The stored names of a range. */
export function boundsOf(range: NameRange): Bounds {
  const prefix = storedName(range.prefix ?? "");
  let from = storedName(range.from ?? "");
  if (compareNames(from, prefix) < 0) from = prefix;
  let below = firstAfter(prefix);
  if (range.to !== undefined) {
    // Nothing stored lies between a name and the same with this after it.
    const end = storedName(range.to) + ONE;
    if (below === undefined || compareNames(end, below) < 0) below = end;
  }
  return { from, below };
}

/** The first text after all those that begin with this one. */
function firstAfter(prefix: string): string | undefined {
  const characters = Array.from(prefix);
  for (;;) {
    const last = characters.pop()?.codePointAt(0);
    if (last === undefined) return undefined;
    if (last === 0x10ffff) continue;
    // Between these two there are only surrogates, which are no characters.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return characters.join("") + String.fromCodePoint(next);
  }
}
