/**
 * Busy polling: while an answer is about to come, the event loop looks at the
 * sockets again and again instead of falling asleep.
 *
 * @module
 */
import type { Clock } from "./clock.ts";

/** Time within which most owners answer. */
const WINDOW_MS = 0.1;
/** Time between two windows in vain: they take about a twentieth of a processor. */
const VAIN_INTERVAL_MS = 20 * WINDOW_MS;
/** Windows in vain that may follow each other at once. */
const VAIN_WINDOWS = 10;

/**
 * To be woken takes a process 10 µs and more, which is a good part of what a `set`
 * takes that waits for nothing else. Where answers come later than within the window,
 * or not at all, little time is spent on looking: see {@linkcode VAIN_INTERVAL_MS}.
 *
 * Only for runtimes that poll the sockets between two immediates.
 */
export class BusyPoll {
  readonly #clock: Pick<Clock, "endOfTurn" | "monotonic">;
  #isPolling = false;
  // Number of the window, which each answer in time extends.
  #window = 0;
  // Answers that may come within it.
  #awaited = 0;
  // When it ends; 0: it begins, anew, with the next look.
  #end = 0;
  // When the windows in vain have had their intervals.
  #budgetAt = 0;

  constructor(clock: Pick<Clock, "endOfTurn" | "monotonic">) {
    this.#clock = clock;
  }

  /**
   * A peer was asked for an answer.
   *
   * @returns The window in which it is looked for; 0: it is not.
   */
  expect(): number {
    if (!this.#isPolling && !this.#begin()) return 0;
    this.#awaited++;
    return this.#window;
  }

  /**
   * An answer has come. Late ones count for nothing.
   *
   * @param window What {@linkcode expect} returned.
   */
  answered(window: number): void {
    if (window !== this.#window || !this.#isPolling) return;
    this.#awaited--;
    this.#end = 0;
  }

  /** Begins to look, unless too much of it was in vain. */
  #begin(): boolean {
    const owed = this.#budgetAt - this.#clock.monotonic();
    if (owed > VAIN_WINDOWS * VAIN_INTERVAL_MS) return false;
    this.#isPolling = true;
    this.#window++;
    this.#awaited = 0;
    this.#end = 0;
    this.#clock.endOfTurn(this.#look);
    return true;
  }

  readonly #look = (): void => {
    const now = this.#clock.monotonic();
    if (this.#end === 0) this.#end = now + WINDOW_MS;
    if (this.#awaited > 0 && now < this.#end) {
      this.#clock.endOfTurn(this.#look);
      return;
    }
    this.#isPolling = false;
    if (this.#awaited === 0) return;
    this.#budgetAt = Math.max(this.#budgetAt, now) + VAIN_INTERVAL_MS;
  };
}
