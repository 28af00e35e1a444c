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
export type TurnClock = Pick<Clock, "nextTurn" | "endOfTurn" | "monotonic">;

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
  /** An element or a node that is removed, or a node that is made. */
  removal: 1_000,
} as const;

/** Work of one slice, in the units of {@linkcode Cost}: about 2 ms. */
export const DEFAULT_SLICE = 2_000_000;

// Time for all arrivals of a turn together: the slices of many connections add
// up to the delay of each.
const ARRIVALS_MS = 8;
// Time after which a turn of waiting work ends.
const TURN_MS = 4;
// Part of a slice that work has at first, if others wait: most need no more.
const FIRST_SLICES = 8;
// Longest slice: some work takes longer than its costs tell.
const MAX_SLICE_MS = 4;
// To look at the clock takes as long as a tenth of a message.
const MESSAGES_BETWEEN_LOOKS = 4;

/**
 * Hands out slices. Each arrival of input has a slice of its own; work that
 * needs more waits here. A turn of the event loop is for work that has had no
 * turn yet, then for one that needs several, then for one in the background;
 * each queue is first in, first out.
 */
export class Turns {
  /** What is left of the current slice; it is spent at zero. */
  left: number;
  readonly #slice: number;
  readonly #clock: TurnClock;
  readonly #onError: (error: unknown) => void;
  // Work that has not had a turn, and work that needs several.
  readonly #short: Work[] = [];
  readonly #long: Work[] = [];
  readonly #background: Work[] = [];
  #scheduled = false;
  // Whether input has arrived in this turn, and when its share of time ends.
  #arriving = false;
  #arrivalsEnd = 0;
  #end = 0;
  #messages = 0;

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

  /**
   * Begins a slice for input that has arrived. When the arrivals of a turn have
   * taken their time together, there is none: then it waits its turn.
   */
  arrive(): void {
    const now = this.#clock.monotonic();
    if (!this.#arriving) {
      this.#arriving = true;
      this.#arrivalsEnd = now + ARRIVALS_MS;
      this.#clock.endOfTurn(this.#endArrivals);
    }
    this.#begin(now < this.#arrivalsEnd ? this.#firstSlice : 0, now);
  }

  /** The first slice of a work: a short one, if others wait. */
  get #firstSlice(): number {
    return this.#short.length + this.#long.length === 0
      ? this.#slice
      : this.#slice / FIRST_SLICES;
  }

  readonly #endArrivals = (): void => {
    this.#arriving = false;
  };

  #begin(left: number, now: number): void {
    this.left = left;
    this.#end = now + MAX_SLICE_MS;
  }

  /**
   * Charges a message, and ends the slice if it has taken longer than its costs
   * tell.
   */
  charge(cost: number): void {
    this.left -= cost;
    if (++this.#messages % MESSAGES_BETWEEN_LOOKS !== 0) return;
    if (this.#clock.monotonic() > this.#end) this.left = 0;
  }

  /** Goes on with work in later turns, until it is done. */
  add(work: Work): void {
    this.#short.push(work);
    this.#schedule();
  }

  /**
   * Begins work within the current slice. What is left has later turns, behind
   * other work: no response depends on it.
   */
  runInBackground(work: Work): void {
    if (!work.proceed()) this.addToBackground(work);
  }

  /** Adds work on which no response depends, such as clearing up. */
  addToBackground(work: Work): void {
    this.#background.push(work);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.nextTurn(this.#next);
  }

  readonly #next = (): void => {
    this.#scheduled = false;
    const end = this.#clock.monotonic() + TURN_MS;
    for (let rest = this.#short.length; rest > 0; rest--) {
      this.#proceed(this.#short, this.#long, this.#firstSlice);
      if (this.#clock.monotonic() >= end) break;
    }
    const slice = this.#short.length > 0
      ? this.#slice / FIRST_SLICES
      : this.#slice;
    this.#proceed(this.#long, this.#long, slice);
    this.#proceed(this.#background, this.#background, slice);
    const { length } = this.#short;
    if (length + this.#long.length + this.#background.length > 0) {
      this.#schedule();
    }
  };

  /**
   * A slice for the work that waits longest.
   *
   * @param next Where it waits if that does not suffice.
   */
  #proceed(waiting: Work[], next: Work[], slice: number): void {
    const work = waiting.shift();
    if (work === undefined) return;
    this.#begin(slice, this.#clock.monotonic());
    try {
      if (!work.proceed()) next.push(work);
    } catch (error) {
      this.#onError(error);
    }
  }
}
