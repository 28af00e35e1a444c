/**
 * HAM, the rule by which all replicas of a graph agree without asking each
 * other: for each property the larger state wins, of equal states the larger
 * text.
 *
 * @module
 */
import type { Property } from "./value.ts";

/**
 * Whether a property takes the place of the one that is known. The texts are
 * compared as JavaScript compares strings, by UTF-16 code units, the quotation
 * marks included: so every peer of GUN does it.
 *
 * @example
 * ```ts
 * import { wins } from "./ham.ts";
 *
 * console.log(wins({ text: '"b"', state: 2 }, { text: '"a"', state: 2 })); // true
 * console.log(wins({ text: '"a"', state: 2 }, { text: '"a"', state: 2 })); // false
 * ```
 */
export function wins(incoming: Property, known: Property | undefined): boolean {
  if (known === undefined) return true;
  if (incoming.state !== known.state) return incoming.state > known.state;
  return incoming.text > known.text;
}

/** What is to be done with a property that somebody has written. */
export type Decision =
  /** Its time has not come: decide again at its state. */
  | "defer"
  /** It is newer, or the larger of two of the same time. */
  | "accept"
  /** What is known is newer, larger or the same. */
  | "ignore";

/**
 * What HAM does with a property.
 *
 * @param now Milliseconds of this machine's clock.
 */
export function decide(
  incoming: Property,
  known: Property | undefined,
  now: number,
): Decision {
  if (incoming.state > now) return "defer";
  return wins(incoming, known) ? "accept" : "ignore";
}
