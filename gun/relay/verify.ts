/**
 * Who decides whether something may be written.
 *
 * @module
 */
import type { Value } from "../graph/value.ts";

/** Checks properties before they are stored or passed on. */
export interface Verifier {
  /**
   * Whether a property may be written. Answers at once where nothing has to be
   * computed.
   *
   * @param soul Soul of the node.
   * @param key Name of the property in it.
   * @param value The value as it came.
   * @param state Milliseconds of the writer's clock.
   * @returns `null` if it may, otherwise what `err` tells the writer.
   */
  verify(
    soul: string,
    key: string,
    value: Value,
    state: number,
  ): null | string | Promise<null | string>;
}

/** Lets everything pass. */
export const PERMISSIVE: Verifier = { verify: () => null };

/**
 * Whether anybody may write to a node. Only other nodes are shown to a
 * {@linkcode Verifier}.
 */
export function isPublic(soul: string): boolean {
  return !soul.includes("~") && !soul.includes("#");
}

/**
 * For how long a property of a node counts: forever, unless its soul says how
 * many seconds, behind `<?`.
 *
 * @returns Milliseconds; `Infinity` if forever.
 */
export function lifetimeOf(soul: string): number {
  const mark = soul.indexOf("<?");
  if (mark < 0) return Infinity;
  const seconds = Number.parseFloat(soul.slice(mark + 2));
  return seconds > 0 ? seconds * 1000 : Infinity;
}
