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

/** Number of bytes; 0 if there is nothing. */
export function lengthOf(slice: Slice | null | undefined): number {
  return slice ? slice.end - slice.start : 0;
}

/** A stretch of the same bytes that stays valid. */
export function copyOf({ bytes, start, end }: Slice): Slice {
  return { bytes: bytes.slice(start, end), start: 0, end: end - start };
}

// Copies up to this length share an array of the size below: an array of its own
// takes more than 100 bytes, and one whose copies but one are gone is kept by that.
const MAX_PACKED_BYTES = 128;
const PACK_BYTES = 1024;
let pack = new Uint8Array(0);
let packed = 0;

/** The same, for one that stays for long: short ones share an array. */
export function packedCopyOf(slice: Slice): Slice {
  const length = slice.end - slice.start;
  if (length > MAX_PACKED_BYTES) return copyOf(slice);
  if (packed + length > pack.length) {
    pack = new Uint8Array(PACK_BYTES);
    packed = 0;
  }
  const start = packed;
  for (let at = slice.start; at < slice.end; at++) {
    pack[packed++] = slice.bytes[at];
  }
  return { bytes: pack, start, end: packed };
}

/** Whether two stretches have the same bytes. */
export function isSameText(a: Slice, b: Slice): boolean {
  if (a.end - a.start !== b.end - b.start) return false;
  for (let i = a.start, k = b.start; i < a.end; i++, k++) {
    if (a.bytes[i] !== b.bytes[k]) return false;
  }
  return true;
}
