/**
 * Fair turns: all work for peers is carried out in slices, in order for each
 * connection, and in turn between them.
 *
 * @module
 */
import type { Clock } from "./clock.ts";

/** Work that may take more than one slice. */
export interface Work {
  /**
   * Goes on with it, until the slice is spent.
   *
   * @returns Whether nothing is left to do.
   */
  proceed(): boolean;
}

/** Work after which something is called. */
export function andThen(work: Work, task: () => void): Work {
  return {
    proceed() {
      if (!work.proceed()) return false;
      task();
      return true;
    },
  };
}

/** The part of a clock that turns need. */
export type TurnClock = Pick<Clock, "nextTurn">;

/**
 * Costs of work in units of about a nanosecond, so that the length of a slice
 * does not depend on the machine's load, and tests are repeatable.
 */
export const Cost = {
  /** A message, besides its bytes. */
  message: 500,
  /** An output message, besides its bytes. */
  output: 200,
  /** A fetch that is notified, even if it reports nothing. */
  watcher: 40,
  /** An element that a query looks at. */
  visit: 60,
  /** An element that is removed. */
  removal: 1_000,
} as const;

/** Work of one slice, in the units of {@linkcode Cost}: about 2 ms. */
export const DEFAULT_SLICE = 2_000_000;

/**
 * Hands out slices. Each arrival of input has a slice of its own; work that
 * needs more waits here, and gets one slice a turn of the event loop, first
 * come, first served.
 */
export class Turns {
  /** What is left of the current slice; it is spent at zero. */
  left: number;
  readonly #slice: number;
  readonly #clock: TurnClock;
  readonly #onError: (error: unknown) => void;
  readonly #waiting: Work[] = [];
  #scheduled = false;

  /** @param onError Reports what work has thrown. */
  constructor(
    clock: TurnClock,
    onError: (error: unknown) => void,
    slice: number = DEFAULT_SLICE,
  ) {
    this.#clock = clock;
    this.#onError = onError;
    this.#slice = slice;
    this.left = slice;
  }

  /** Whether the current slice is spent. */
  get spent(): boolean {
    return this.left <= 0;
  }

  /** Begins a new slice. */
  renew(): void {
    this.left = this.#slice;
  }

  /** Goes on with work in later turns, until it is done. */
  add(work: Work): void {
    this.#waiting.push(work);
    this.#schedule();
  }

  /** Begins work within the current slice; what is left has later turns. */
  run(work: Work): void {
    if (!work.proceed()) this.add(work);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.nextTurn(this.#next);
  }

  readonly #next = (): void => {
    this.#scheduled = false;
    const work = this.#waiting.shift();
    if (work === undefined) return;
    this.renew();
    try {
      if (!work.proceed()) this.#waiting.push(work);
    } catch (error) {
      this.#onError(error);
    }
    if (this.#waiting.length > 0) this.#schedule();
  };
}
