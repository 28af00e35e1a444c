/**
 * A cache of decoded keys by their bytes. It saves the decoding, and look-ups
 * in maps are faster with a string whose hash is known: a key of 27 bytes and
 * its look-up take 60 ns instead of 200. Where there are many more keys than
 * slots, they take 40 ns more.
 *
 * @module
 */

import { copyBytes } from "./byte_writer.ts";

/** Longer keys are not cached. */
const MAX_KEY_BYTES = 96;

/** Decodes a key. */
type ReadKey = (bytes: Uint8Array, start: number, end: number) => string;

/** Of so many keys that are not known, one replaces another. */
const MISSES_OF_REPLACEMENT = 8;

/** A bounded cache of keys. */
export class KeyCache {
  readonly #read: ReadKey;
  readonly #mask: number;
  readonly #keys: string[];
  readonly #lengths: Uint8Array;
  // Of all keys: an array for each would cost more than the decoding.
  readonly #bytes: Uint8Array;
  #misses = 0;

  /**
   * @param read Decodes a key that is not known.
   * @param slots How many it holds: a power of two.
   */
  constructor(read: ReadKey, slots: number) {
    this.#read = read;
    this.#mask = slots - 1;
    this.#keys = new Array(slots).fill("");
    this.#lengths = new Uint8Array(slots);
    this.#bytes = new Uint8Array(slots * MAX_KEY_BYTES);
  }

  /** The key that these bytes stand for. */
  of(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length > MAX_KEY_BYTES) return this.#read(bytes, start, end);
    const slot = hashOf(bytes, start, end) & this.#mask;
    const isKnown = this.#lengths[slot] === length &&
      this.#has(slot, bytes, start, end);
    return isKnown ? this.#keys[slot] : this.#decode(slot, bytes, start, end);
  }

  /** Whether a slot holds these bytes, as many as it holds. */
  #has(slot: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.#bytes;
    // Keys mostly differ at their ends.
    let i = slot * MAX_KEY_BYTES + end - start - 1;
    let at = end - 1;
    while (at >= start && known[i] === bytes[at]) {
      i--;
      at--;
    }
    return at < start;
  }

  #decode(slot: number, bytes: Uint8Array, start: number, end: number): string {
    const key = this.#read(bytes, start, end);
    const isKept = this.#lengths[slot] === 0 ||
      ++this.#misses % MISSES_OF_REPLACEMENT === 0;
    if (isKept) {
      this.#keys[slot] = key;
      this.#lengths[slot] = end - start;
      copyBytes(bytes, start, end, this.#bytes, slot * MAX_KEY_BYTES);
    }
    return key;
  }
}

/** FNV-1a of the last 32 bytes: keys often share a prefix. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  for (let at = Math.max(start, end - 32); at < end; at++) {
    hash = Math.imul(hash ^ bytes[at], 0x01000193);
  }
  return hash ^ hash >>> 16;
}
