/**
 * Lists in the order of adding whose members need no places to be deleted.
 *
 * @module
 */

/** Members of a part. */
const PART = 1024;
/** Places of deleted items that a short list may have. */
const MIN_GAPS = 32;

/**
 * Items in the order of adding. Deleted items keep their places until these are a
 * fifth: what is gone is seen from the item. A set of the engine takes two to four
 * times the memory, and as much again for a while when it is made anew to grow; so
 * does a long array, which is why this one is in parts.
 */
export class GapList<T> {
  /** Number of items that are not gone. */
  size = 0;
  readonly #isGone: (item: T) => boolean;
  // Parts that are full, if there are any, and the one that is not yet.
  #full: T[][] | null = null;
  #last: T[] = [];

  /** @param isGone Whether an item that was added has been deleted. */
  constructor(isGone: (item: T) => boolean) {
    this.#isGone = isGone;
  }

  /** Adds an item that is not in the list, and is not gone. */
  add(item: T): void {
    this.size++;
    this.#append(item);
  }

  #append(item: T): void {
    this.#last.push(item);
    if (this.#last.length < PART) return;
    // The copy has no room to grow.
    (this.#full ??= []).push(this.#last.slice());
    this.#last = [];
  }

  /** Deletes an item, which is gone now or as soon as this returns. */
  delete(item: T): void {
    this.size--;
    const parts = this.#full?.length ?? 0;
    const gaps = parts * PART + this.#last.length - this.size;
    if (gaps > MIN_GAPS + (this.size >> 2)) this.#close(item);
  }

  /** Closes the gaps, and that of this item. */
  #close(item: T): void {
    const parts = this.#parts;
    this.#full = null;
    this.#last = [];
    for (const part of parts) {
      for (const each of part) {
        if (each !== item && !this.#isGone(each)) this.#append(each);
      }
    }
  }

  get #parts(): readonly (readonly T[])[] {
    return this.#full === null ? [this.#last] : [...this.#full, this.#last];
  }

  /**
   * The items that are not gone. Those that are added meanwhile may be among
   * them.
   */
  *items(): Generator<T> {
    for (const part of this.#parts) {
      for (const item of part) if (!this.#isGone(item)) yield item;
    }
  }
}
