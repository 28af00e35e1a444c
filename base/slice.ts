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
