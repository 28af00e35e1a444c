/**
 * Stretches of bytes.
 *
 * @module
 */

/** A stretch of bytes: from `start` up to `end`. */
export interface Slice {
  /** Where the bytes lie. */
  readonly bytes: Uint8Array;
  /** Index of the first byte. */
  readonly start: number;
  /** Index behind the last byte. */
  readonly end: number;
}

/** A stretch of the same bytes that stays valid. */
export function copyOf({ bytes, start, end }: Slice): Slice {
  return { bytes: bytes.slice(start, end), start: 0, end: end - start };
}

/** Whether two stretches have the same bytes. */
export function isSameText(a: Slice, b: Slice): boolean {
  if (a.end - a.start !== b.end - b.start) return false;
  for (let i = a.start, k = b.start; i < a.end; i++, k++) {
    if (a.bytes[i] !== b.bytes[k]) return false;
  }
  return true;
}
