/**
 * The delay of the event loop: how late a timer is. One measurement serves the
 * metrics, which need all of it, and those who ask from time to time.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { Histogram } from "../../bus/limits/traffic.ts";

const INTERVAL_MS = 100;
/** Time without a question after which the measurement ends, in ms. */
const IDLE_MS = 15_000;

/** Measures how late a timer is, while that is asked for. */
export class LoopDelay {
  /** All delays so far. */
  readonly delays = new Histogram();
  readonly #clock: Pick<Clock, "after" | "monotonic">;
  #cancel: (() => void) | undefined;
  #always = false;
  #askedAt = -Infinity;
  // The longest delay since the last question.
  #longest: number | undefined;

  constructor(clock: Pick<Clock, "after" | "monotonic">) {
    this.#clock = clock;
  }

  /** Begins to measure until {@linkcode stop}. */
  start(): void {
    this.#always = true;
    this.#begin();
  }

  /** Ends it. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /**
   * The longest delay since the last question, in ms; `undefined` if it has not
   * been measured. Begins to measure for some seconds.
   */
  recent(): number | undefined {
    const longest = this.#longest;
    this.#longest = undefined;
    this.#askedAt = this.#clock.monotonic();
    this.#begin();
    return longest;
  }

  #begin(): void {
    if (this.#cancel === undefined) this.#measure();
  }

  #measure(): void {
    const due = this.#clock.monotonic() + INTERVAL_MS;
    this.#cancel = this.#clock.after(INTERVAL_MS, () => {
      const now = this.#clock.monotonic();
      const delay = Math.max(0, now - due);
      this.delays.add(delay);
      this.#longest = Math.max(delay, this.#longest ?? 0);
      this.#cancel = undefined;
      if (this.#always || now - this.#askedAt < IDLE_MS) this.#measure();
      else this.#longest = undefined;
    });
  }
}
