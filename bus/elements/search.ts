/**
 * Where to look for what matches path rules.
 *
 * @module
 */

/** An element or a node, as a search needs it. */
export interface Searched {
  /** Its path. */
  readonly path: string;
  /** Grows in the order in which they came about. */
  readonly serial: number;
  /** Whether it is not there any more. */
  readonly removed: boolean;
}

/** Where to look for what matches. */
export interface Search<Entry> {
  /** What may match, in the order of the serial numbers. */
  readonly candidates: IterableIterator<Entry>;
  /** Whether all of them match. */
  readonly matched: boolean;
}

/**
 * Most candidates that are found at once. Where more are visited, a walk over all
 * takes little longer, and it can be divided into slices.
 */
export const MAX_NARROWED = 4_000;

/** Most exact paths that are looked up at once. */
export const MAX_LOOKED_UP = 16_000;

/** What has been found at once, in any order. */
export interface Narrowed<Entry> {
  readonly found: Entry[];
  /** Whether all of it matches. */
  readonly matched: boolean;
}

/** A search whose candidates have been found. */
export function foundAtOnce<Entry extends Searched>(
  { found, matched }: Narrowed<Entry>,
): Search<Entry> {
  found.sort((a, b) => a.serial - b.serial);
  return { candidates: found.values(), matched };
}
