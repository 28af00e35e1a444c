/**
 * Who decides whether something may be written.
 *
 * @module
 */
import type { GraphValue } from "../graph/value.ts";

/** Checks properties before they are stored or passed on. */
export interface Verifier {
  /**
   * Whether a property may be written. The result is a promise only if a hash
   * or signature has to be computed.
   *
   * @param soul Soul of the node.
   * @param key Name of the property in it.
   * @param value The value as it came.
   * @param state Milliseconds of the writer's clock.
   * @returns `null` if it may, otherwise the `err` for the writer.
   */
  verify(
    soul: string,
    key: string,
    value: GraphValue,
    state: number,
  ): null | string | Promise<null | string>;
}

/** Accepts every write. */
export const PERMISSIVE: Verifier = { verify: () => null };

/**
 * Whether a node is public. Writes to public nodes skip the
 * {@linkcode Verifier}.
 */
export function isPublic(soul: string): boolean {
  return !soul.includes("~") && !soul.includes("#");
}

/**
 * Lifetime of the properties of a node: the number of seconds behind `<?` in
 * the soul, otherwise unlimited.
 *
 * @returns Milliseconds, or `Infinity`.
 */
export function lifetimeOf(soul: string): number {
  const mark = soul.indexOf("<?");
  if (mark < 0) return Infinity;
  const seconds = Number.parseFloat(soul.slice(mark + 2));
  return seconds > 0 ? seconds * 1000 : Infinity;
}
