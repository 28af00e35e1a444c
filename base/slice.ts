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
