/**
 * Hashes of texts in UTF-8.
 *
 * @module
 */

// Differs for each start, so that texts can't be made to collide.
const SEED = Math.floor(Math.random() * 0x100000000) | 0;

/** FNV-1a, seeded, with its bits mixed at the end. */
export function textHash(
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let hash = SEED;
  for (let at = start; at < end; at++) {
    hash = Math.imul(hash ^ bytes[at], 0x01000193);
  }
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  return hash ^ hash >>> 13;
}
