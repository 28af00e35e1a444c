/**
 * A cache of decoded keys by their bytes. It saves the decoding, and look-ups
 * in maps are faster with a string whose hash is known.
 *
 * @module
 */

// A power of two; a key replaces another one with the same slot.
const SLOTS = 4096;
/** Longer keys are not cached. */
const MAX_KEY_BYTES = 96;

interface Kept {
  readonly bytes: Uint8Array;
  readonly key: string;
}

/** A bounded cache of keys. */
export class KeyCache {
  readonly #slots: (Kept | undefined)[] = new Array(SLOTS).fill(undefined);

  /** The key that these bytes stand for, if it is known. */
  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    const kept = this.#slots[slotOf(bytes, start, end)];
    if (kept === undefined || kept.bytes.length !== end - start) {
      return undefined;
    }
    const known = kept.bytes;
    for (let i = 0; i < known.length; i++) {
      if (known[i] !== bytes[start + i]) return undefined;
    }
    return kept.key;
  }

  /** Notes a key, and returns it. */
  keep(bytes: Uint8Array, start: number, end: number, key: string): string {
    if (end - start <= MAX_KEY_BYTES) {
      this.#slots[slotOf(bytes, start, end)] = {
        bytes: bytes.slice(start, end),
        key,
      };
    }
    return key;
  }
}

/** FNV-1a of the last 32 bytes: keys often share a prefix. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  for (let at = Math.max(start, end - 32); at < end; at++) {
    hash = Math.imul(hash ^ bytes[at], 0x01000193);
  }
  return (hash ^ hash >>> 16) & (SLOTS - 1);
}
