/**
 * Maps with an order, in which one key may come and go again and again.
 *
 * @module
 */

/** Entries that are young, at most. */
const MAX_YOUNG = 1024;
/** Entries of a part that may still grow: making its table anew takes 20 ms. */
const MAX_PART = 1 << 19;

/** Entries that came one after the other. */
interface Part<T> {
  readonly entries: Map<string, T>;
  /** Those that came after them; `null`: none, or they are still young. */
  next: Part<T> | null;
}

/**
 * A map in the order of adding. The engine's own maps keep deleted entries in the
 * chain of their bucket until the whole table is made anew: in one of 100,000
 * entries a key that comes and goes takes 300 µs after 100,000 times. Here new
 * entries are in a small map of their own first, which is made anew all the time.
 * A map that grows is made anew in one piece, too, so the old entries are in parts,
 * where they are very many.
 */
export class AgingMap<T extends object> {
  readonly #maxPart: number;
  #old: Part<T> = { entries: new Map(), next: null };
  #newest = this.#old;
  #young: Part<T> = { entries: new Map(), next: null };

  /** @param maxPart Entries of a part that may still grow. */
  constructor(maxPart = MAX_PART) {
    this.#maxPart = maxPart;
  }

  /** Number of entries. */
  get size(): number {
    let size = this.#young.entries.size;
    let part: Part<T> | null = this.#old;
    for (; part !== null; part = part.next) size += part.entries.size;
    return size;
  }

  /** The value of a key. */
  get(key: string): T | undefined {
    const young = this.#young.entries.get(key);
    if (young !== undefined) return young;
    let part: Part<T> | null = this.#old;
    for (; part !== null; part = part.next) {
      const value = part.entries.get(key);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Whether there is a key. */
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Adds an entry whose key is not there. */
  add(key: string, value: T): void {
    const young = this.#young;
    young.entries.set(key, value);
    if (young.entries.size < MAX_YOUNG) return;
    if (this.#newest.entries.size >= this.#maxPart) this.#addPart();
    const { entries } = this.#newest;
    // Without an array for each entry.
    young.entries.forEach((value, key) => entries.set(key, value));
    this.#young = young.next = { entries: new Map(), next: null };
  }

  #addPart(): void {
    this.#newest = this.#newest.next = { entries: new Map(), next: null };
    // Parts that were emptied would be looked at for ever.
    while (this.#old.entries.size === 0 && this.#old.next !== null) {
      this.#old = this.#old.next;
    }
    let part = this.#old;
    for (let { next } = part; next !== null; next = next.next) {
      if (next.entries.size > 0 || next === this.#newest) {
        part = part.next = next;
      }
    }
  }

  /** Adds an entry, or gives the one with its key another value in its place. */
  set(key: string, value: T): void {
    const entries = this.#entriesWith(key);
    if (entries === undefined) this.add(key, value);
    else entries.set(key, value);
  }

  /** Deletes an entry, if it is there. */
  delete(key: string): void {
    this.#entriesWith(key)?.delete(key);
  }

  #entriesWith(key: string): Map<string, T> | undefined {
    if (this.#young.entries.has(key)) return this.#young.entries;
    let part: Part<T> | null = this.#old;
    for (; part !== null; part = part.next) {
      if (part.entries.has(key)) return part.entries;
    }
    return undefined;
  }

  /**
   * The values in the order of adding, those too that are added meanwhile. Some
   * that are deleted or replaced meanwhile may be among them.
   */
  values(): IterableIterator<T> {
    let part = this.#old;
    let isYoung = false;
    let values: Iterator<T> = part.entries.values();
    const next = (): IteratorResult<T> => {
      for (;;) {
        const result = values.next();
        if (!result.done) return result;
        // What has aged meanwhile is still in the part where it was young.
        const following: Part<T> | null = part.next ??
          (isYoung ? null : this.#young);
        if (following === null) return result;
        isYoung ||= following === this.#young;
        part = following;
        values = part.entries.values();
      }
    };
    const iterator = { next, [Symbol.iterator]: () => iterator };
    return iterator;
  }
}
