/**
 * Keys that have been read before, found by their bytes: quicker than decoding
 * them anew, and the same string makes its look-up in a map quicker too.
 *
 * @module
 */

// Places, a power of two: of keys that share one the last read stays.
const PLACES = 4096;
/** Longer keys are decoded anew. */
const LONGEST = 96;

interface Kept {
  readonly bytes: Uint8Array;
  readonly key: string;
}

/** A bounded cache of keys. */
export class KeyCache {
  readonly #places: (Kept | undefined)[] = new Array(PLACES).fill(undefined);

  /** The key that these bytes stand for, if it is known. */
  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    const kept = this.#places[placeOf(bytes, start, end)];
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
    if (end - start <= LONGEST) {
      this.#places[placeOf(bytes, start, end)] = {
        bytes: bytes.slice(start, end),
        key,
      };
    }
    return key;
  }
}

/** FNV-1a of the last bytes: keys begin alike. */
function placeOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  for (let at = Math.max(start, end - 32); at < end; at++) {
    hash = Math.imul(hash ^ bytes[at], 0x01000193);
  }
  return (hash ^ hash >>> 16) & (PLACES - 1);
}
