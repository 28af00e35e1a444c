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

/** Work in steps; each yields its cost in the units of {@linkcode Cost}. */
export type Steps<Result = void> = Generator<number, Result>;

/** Carries out steps until the slice is spent, at least one in each slice. */
export function inSteps(steps: Steps, turns: Turns): Work {
  return {
    proceed() {
      do {
        const { done, value } = steps.next();
        if (done) return true;
        turns.charge(value);
      } while (!turns.spent);
      return false;
    },
  };
}

/** Carries out steps at once. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
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
  /** A message that can't be read: an error is thrown and caught. */
  refusal: 10_000,
  /** An output message, besides its bytes. */
  output: 200,
  /** An output message that is encoded, besides its bytes. */
  encoding: 2_000,
  /** A fetch that is notified, even if it reports nothing. */
  watcher: 40,
  /** An element that a query looks at. */
  visit: 60,
  /** An element that is removed. */
  removal: 1_000,
  /** A node that is made or removed. */
  node: 1_500,
} as const;

/** Work of one slice, in the units of {@linkcode Cost}: about 2 ms. */
export const DEFAULT_SLICE = 2_000_000;

// Time for all arrivals of a turn together: the slices of many connections add
// up to the delay of each.
const ARRIVALS_MS = 4;
// Time after which a turn of waiting work ends.
const TURN_MS = 4;
// A connection is a newcomer until so long after its first input was carried
// out.
const NEWCOMER_MS = 250;
// Time for newcomers in a turn in which others work.
const NEWCOMERS_MS = 2;
// Newcomers whose work has begun: what it holds until it is done takes memory.
const MAX_ADMITTED = 16;
// The queues, in their order.
const Queue = { short: 0, long: 1, newcomers: 2, background: 3 } as const;
const QUEUES = 4;
// Part of a slice that work has at first, if others wait: most need no more.
const FIRST_SLICES = 8;
// Longest slice: some work takes longer than its costs tell.
const MAX_SLICE_MS = 4;
// Time after which answers do not wait for the end of the turn: a peer that sends
// more for each answer would be idle for as long. A write costs a thirtieth of it.
const ANSWERS_MS = 0.25;
// Work between two looks at the clock: a look costs a third of a short message.
const LOOK_COST = 8_000;
// Above this length of a message the clock is looked at after it.
const LARGE_MESSAGE_BYTES = 1 << 16;

/**
 * Hands out slices. Each arrival of input has a slice of its own; work that
 * needs more waits here: in a queue if it has had no turn yet, in another if it
 * needs several, in those of newcomers and of the background. They are served in
 * turn, a few milliseconds in each turn of the event loop; each queue is first
 * in, first out.
 *
 * Newcomers are connections that have just begun. However many come, and go
 * again when they have asked for something, they take a small part of each turn
 * from those that stay.
 */
export class Turns {
  /** Time of the clock's `monotonic` after which no input is served. */
  deadline = Infinity;
  /** Called at input, and before output, after the {@linkcode deadline}. */
  onDeadline: () => void = () => {};
  /** What is left of the current slice; it is spent at zero. */
  left: number;
  readonly #slice: number;
  readonly #clock: TurnClock;
  readonly #onError: (error: unknown) => void;
  // Work that has not had a turn, and work that needs several.
  readonly #short: Work[] = [];
  readonly #long: Work[] = [];
  // Newcomers, and those of them whose work has begun.
  readonly #newcomers: Work[] = [];
  readonly #admitted: Work[] = [];
  readonly #background: Work[] = [];
  // The queue that is next.
  #queue: number = Queue.short;
  #scheduled = false;
  // Whether input has arrived in this turn, and when its share of time ends.
  #arriving = false;
  #arrivalsEnd = 0;
  #newcomersEnd = 0;
  #end = 0;
  // Time that what has begun in this turn takes behind it.
  #behind = 0;
  // Cost of what has been charged since the clock was looked at.
  #unlooked = 0;
  // When answers are written, if the slice goes on.
  #answersDue = Infinity;
  /** Whether answers are to be written in the middle of the turn. */
  answersAreDue = false;
  // When the last slice began.
  #begunAt = 0;

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

  /** Time of the clock's `monotonic`. */
  now(): number {
    return this.#clock.monotonic();
  }

  /** To be called where something must not happen after the deadline. */
  checkDeadline(): void {
    if (this.#clock.monotonic() > this.deadline) this.onDeadline();
  }

  /** When the current slice began, which costs less; else now. */
  get time(): number {
    return this.#arriving ? this.#begunAt : this.#clock.monotonic();
  }

  /** Whether the current slice is spent. */
  get spent(): boolean {
    return this.left <= 0;
  }

  /**
   * Begins a slice for input that has arrived. When the arrivals of a turn have
   * taken their time together, there is none: then it waits its turn.
   *
   * @param servedAt When the first input of its connection was carried out, by
   * the clock's `monotonic`; `Infinity` if it has not been.
   */
  arrive(servedAt = -Infinity): void {
    const now = this.#clock.monotonic();
    if (now > this.deadline) this.onDeadline();
    if (!this.#arriving) {
      this.#arriving = true;
      this.#behind = 0;
      this.#arrivalsEnd = now + ARRIVALS_MS;
      this.#newcomersEnd = now + NEWCOMERS_MS;
      this.#clock.endOfTurn(this.#endArrivals);
    }
    const end = now < servedAt + NEWCOMER_MS
      ? this.#newcomersEnd
      : this.#arrivalsEnd;
    this.#begin(now + this.#behind < end ? this.#firstSlice : 0, now);
  }

  /**
   * Work that has begun will go on, in microtasks, when the turn is over: so many
   * milliseconds less are handed out in it.
   */
  goesOn(milliseconds: number): void {
    this.#behind += milliseconds;
  }

  /** The first slice of a work: a short one, if others wait. */
  get #firstSlice(): number {
    return this.#othersWait || this.#newcomersWait
      ? this.#slice / FIRST_SLICES
      : this.#slice;
  }

  get #othersWait(): boolean {
    return this.#short.length + this.#long.length > 0;
  }

  get #newcomersWait(): boolean {
    return this.#newcomers.length + this.#admitted.length > 0;
  }

  readonly #endArrivals = (): void => {
    this.#arriving = false;
  };

  #begin(left: number, now: number): void {
    this.left = left;
    this.#begunAt = now;
    this.#end = now + MAX_SLICE_MS;
    this.#answersDue = now + ANSWERS_MS;
    this.answersAreDue = false;
  }

  /** Answers have been written in the middle of the turn. */
  answersWritten(): void {
    this.answersAreDue = false;
    this.#answersDue = this.#clock.monotonic() + ANSWERS_MS;
  }

  /**
   * Charges a message, and ends the slice if it has taken longer than its costs
   * tell.
   */
  charge(cost: number): void {
    this.left -= cost;
    this.#unlooked += cost;
    if (this.#unlooked > LOOK_COST) this.#look();
  }

  /** Bytes have been read, some of which cost twenty times what others do. */
  hasRead(bytes: number): void {
    if (bytes > LARGE_MESSAGE_BYTES) this.#look();
  }

  /** Ends the slice if it has taken longer than its costs tell. */
  #look(): void {
    this.#unlooked = 0;
    const now = this.#clock.monotonic();
    if (now > this.#end) this.left = Math.min(0, this.left);
    if (now > this.#answersDue) this.answersAreDue = true;
  }

  /**
   * Goes on with work in later turns, until it is done.
   *
   * @param servedAt When the first input of its connection was carried out, by
   * the clock's `monotonic`; `Infinity` if it has not been.
   */
  add(work: Work, servedAt = -Infinity): void {
    const isNew = this.#clock.monotonic() < servedAt + NEWCOMER_MS;
    (isNew ? this.#newcomers : this.#short).push(work);
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

  /**
   * Works for the queues in turn, until the time of a turn is over: the next one
   * begins where it stopped.
   */
  readonly #next = (): void => {
    this.#scheduled = false;
    this.#behind = 0;
    const end = this.#clock.monotonic() + TURN_MS;
    for (let count = 0; count < QUEUES; count++) {
      this.#proceedQueue(this.#queue, end);
      this.#queue = (this.#queue + 1) % QUEUES;
      if (this.#clock.monotonic() + this.#behind >= end) break;
    }
    if (
      this.#othersWait || this.#newcomersWait || this.#background.length > 0
    ) this.#schedule();
  };

  #proceedQueue(queue: number, end: number): void {
    const slice = this.#short.length > 0
      ? this.#slice / FIRST_SLICES
      : this.#slice;
    switch (queue) {
      case Queue.short:
        return this.#proceedAll(this.#short, this.#long, end);
      case Queue.long:
        return this.#proceed(this.#long, this.#long, slice);
      case Queue.newcomers:
        this.#admit();
        return this.#proceedAll(
          this.#admitted,
          this.#admitted,
          this.#othersWait ? this.#clock.monotonic() + NEWCOMERS_MS : end,
        );
      case Queue.background:
        return this.#proceed(this.#background, this.#background, slice);
    }
  }

  #admit(): void {
    const room = MAX_ADMITTED - this.#admitted.length;
    this.#admitted.push(...this.#newcomers.splice(0, room));
  }

  /** First slices for all that waits in a queue, as long as there is time. */
  #proceedAll(waiting: Work[], next: Work[], end: number): void {
    for (let rest = waiting.length; rest > 0; rest--) {
      this.#proceed(waiting, next, this.#firstSlice);
      if (this.#clock.monotonic() + this.#behind >= end) break;
    }
  }

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
