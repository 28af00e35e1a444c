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
 * takes that waits for nothing else. Where owners answer later than in time for it,
 * or do not answer, little time is spent on that: see {@linkcode VAIN_INTERVAL_MS}.
 *
 * Only for runtimes that poll the sockets between two immediates.
 */
export class BusyPoll {
  readonly #clock: Pick<Clock, "endOfTurn" | "monotonic">;
  // Answers that may come within the window.
  #awaited = 0;
  // Whether one was asked for, and one has come, since the window began.
  #isAsked = false;
  #hasCome = false;
  #isPolling = false;
  // When the window ends.
  #end = 0;
  // When the windows in vain have had their intervals.
  #paidAt = 0;

  constructor(clock: Pick<Clock, "endOfTurn" | "monotonic">) {
    this.#clock = clock;
  }

  /** A peer was asked for an answer. */
  expect(): void {
    if (!this.#isPolling && !this.#begin()) return;
    this.#awaited++;
    this.#isAsked = true;
  }

  /** An answer has come. */
  came(): void {
    if (this.#awaited === 0) return;
    this.#awaited--;
    this.#hasCome = true;
  }

  /** Begins to look, unless too much of it was in vain. */
  #begin(): boolean {
    const now = this.#clock.monotonic();
    if (this.#paidAt - now > VAIN_WINDOWS * VAIN_INTERVAL_MS) return false;
    this.#isPolling = true;
    this.#isAsked = this.#hasCome = false;
    this.#awaited = 0;
    this.#end = now + WINDOW_MS;
    this.#clock.endOfTurn(this.#look);
    return true;
  }

  readonly #look = (): void => {
    const now = this.#clock.monotonic();
    // Owners that answer nothing would be looked for without end.
    if (this.#isAsked && this.#hasCome) {
      this.#isAsked = this.#hasCome = false;
      this.#end = now + WINDOW_MS;
    }
    if (this.#awaited > 0 && now < this.#end) {
      this.#clock.endOfTurn(this.#look);
      return;
    }
    this.#isPolling = false;
    if (this.#awaited === 0) return;
    this.#paidAt = Math.max(this.#paidAt, now) + VAIN_INTERVAL_MS;
  };
}
