/**
 * The delay of the event loop.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { Histogram } from "../../bus/limits/traffic.ts";

const INTERVAL_MS = 200;

/** Measures how late a timer is. */
export class LoopDelay {
  /** All delays so far. */
  readonly delays = new Histogram();
  readonly #clock: Pick<Clock, "after" | "monotonic">;
  #cancel: (() => void) | undefined;

  constructor(clock: Pick<Clock, "after" | "monotonic">) {
    this.#clock = clock;
  }

  /** Begins to measure. */
  start(): void {
    const due = this.#clock.monotonic() + INTERVAL_MS;
    this.#cancel = this.#clock.after(INTERVAL_MS, () => {
      this.delays.add(Math.max(0, this.#clock.monotonic() - due));
      this.start();
    });
  }

  /** Ends it. */
  stop(): void {
    this.#cancel?.();
  }
}
