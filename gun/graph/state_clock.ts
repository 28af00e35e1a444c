/**
 * States of writes.
 *
 * @module
 */

/**
 * How far the true time may be beyond a clock of whole milliseconds, which cuts
 * off the fractions that states of other writers have.
 */
export const CLOCK_STEP_MS = 0.999;

/**
 * Gives states that are unique and increase: milliseconds since 1970, with
 * fractions where there are several in one.
 */
export class StateClock {
  readonly #now: () => number;
  #millisecond = 0;
  #count = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** @param now The clock, in milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** A state greater than all before. */
  next(): number {
    const now = this.#now();
    if (now > this.#millisecond) {
      this.#millisecond = now;
      this.#count = 0;
    } else {
      // Counted, not added up: thousandths have no exact sum. More than 1000
      // in one millisecond run ahead of the clock, and of nothing else.
      this.#count++;
    }
    const state = this.#millisecond + this.#count / 1000;
    // Far from now doubles may be too coarse for a thousandth.
    this.#last = state > this.#last ? state : nextDouble(this.#last);
    return this.#last;
  }
}

function nextDouble(number: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  view.setBigInt64(0, view.getBigInt64(0) + (number < 0 ? -1n : 1n));
  return view.getFloat64(0);
}
