/**
 * Time that passes when the program says so.
 *
 * @module
 */
import type { Clock } from "../../bus/collections/timer_wheel.ts";

/** A clock that wakes exactly when it has been asked to. */
export class VirtualClock implements Clock {
  #now = 1000;
  #wish = Infinity;

  now(): number {
    return this.#now;
  }

  wake(at: number): void {
    this.#wish = at;
  }

  /** Lets time pass, and wakes on the way. */
  pass(ms: number, advance: () => void): void {
    const end = this.#now + ms;
    while (this.#wish <= end) {
      this.#now = Math.max(this.#now, this.#wish);
      this.#wish = Infinity;
      advance();
    }
    this.#now = end;
  }
}
