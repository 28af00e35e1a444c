/**
 * Numbers in ascending order.
 *
 * @module
 */

/** Numbers in ascending order, from 1. */
export class Counter {
  #last = 0;

  /** The next number. */
  next(): number {
    return ++this.#last;
  }
}
