/**
 * Sets of which most have one member or none.
 *
 * @module
 */

const NOTHING: readonly never[] = [];

/** A set that holds a single member without a table. */
export class SmallSet<T extends object> {
  #only: T | null = null;
  #all: Set<T> | null = null;

  /** Number of members. */
  get size(): number {
    return this.#all?.size ?? (this.#only === null ? 0 : 1);
  }

  /** The members, in the order of their adding. */
  items(): Iterable<T> {
    if (this.#all !== null) return this.#all;
    return this.#only === null ? NOTHING : [this.#only];
  }

  /** Adds a member. */
  add(item: T): void {
    if (this.#all !== null) this.#all.add(item);
    else if (this.#only === null) this.#only = item;
    else if (this.#only !== item) {
      this.#all = new Set([this.#only, item]);
      this.#only = null;
    }
  }

  /** Deletes a member, if it is there. */
  delete(item: T): void {
    if (this.#only === item) this.#only = null;
    this.#all?.delete(item);
    if (this.#all?.size === 0) this.#all = null;
  }
}
