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
  // Number of the window, or of the windows that follow each other at once.
  #number = 0;
  // Answers that may come within it.
  #awaited = 0;
  // Whether one was asked for, and one has come, since it began.
  #isAsked = false;
  #hasCome = false;
  #isPolling = false;
  // When it ends; 0: nothing was looked at yet.
  #end = 0;
  // When the windows in vain have had their intervals.
  #budgetAt = 0;

  constructor(clock: Pick<Clock, "endOfTurn" | "monotonic">) {
    this.#clock = clock;
  }

  /**
   * A peer was asked for an answer.
   *
   * @returns What to call {@linkcode answered} with; 0: it is not looked for.
   */
  expect(): number {
    if (!this.#isPolling && !this.#begin()) return 0;
    this.#awaited++;
    this.#isAsked = true;
    return this.#number;
  }

  /** An answer has come. Those that come late count for nothing. */
  answered(expected: number): void {
    if (expected !== this.#number || !this.#isPolling) return;
    this.#awaited--;
    this.#hasCome = true;
  }

  /** Begins to look, unless too much of it was in vain. */
  #begin(): boolean {
    const owed = this.#budgetAt - this.#clock.monotonic();
    if (owed > VAIN_WINDOWS * VAIN_INTERVAL_MS) return false;
    this.#number++;
    this.#isPolling = true;
    this.#isAsked = this.#hasCome = false;
    this.#awaited = 0;
    this.#end = 0;
    this.#clock.endOfTurn(this.#look);
    return true;
  }

  readonly #look = (): void => {
    const now = this.#clock.monotonic();
    // Only an answer extends a window: requests alone do not.
    if (this.#end === 0 || this.#isAsked && this.#hasCome) {
      this.#isAsked = this.#hasCome = false;
      this.#end = now + WINDOW_MS;
    }
    if (this.#awaited > 0 && now < this.#end) {
      this.#clock.endOfTurn(this.#look);
      return;
    }
    this.#isPolling = false;
    if (this.#awaited === 0) return;
    this.#budgetAt = Math.max(this.#budgetAt, now) + VAIN_INTERVAL_MS;
  };
}
