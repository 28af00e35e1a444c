/**
 * Numbers in ascending order.
 *
 * @module
 */

/** Counts from 1. */
export class Counter {
  #last = 0;

  /** The next number. */
  next(): number {
    return ++this.#last;
  }
}
