/**
 * HAM, GUN's conflict resolution: for each property the larger state wins, of
 * equal states the larger text. All replicas converge without coordination.
 *
 * @module
 */
import type { Property } from "./value.ts";

/**
 * Whether a property replaces the known one. Texts are compared by UTF-16 code
 * units, quotation marks included, as every peer of GUN does.
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

/** The outcome for an incoming property. */
export type Decision =
  /** Its state is in the future: decide again then. */
  | "defer"
  /** It wins. */
  | "accept"
  /** The known one wins, or is the same. */
  | "ignore";

/**
 * Decides about an incoming property.
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
