/**
 * Limits the number of tasks that run concurrently, and chooses which is next.
 *
 * @module
 */

/** A task that waits to be run. */
export interface Waiter {
  /**
   * The lowest is next; read whenever one has to be chosen. Equal ranks of 0 are
   * served first in, first out. Other equal ranks last in, first out: a flood of
   * earlier tasks does not delay a new one.
   */
  rank(): number;
  /** Whether the task need not be run any more. */
  readonly ended: boolean;
}

interface Entry {
  readonly waiter: Waiter;
  /** Called with whether the task may run. */
  readonly decide: (runs: boolean) => void;
}

/** See the module. */
export class RankedSemaphore {
  #free: number;
  readonly #maxWaiting: number;
  #waiting: Entry[] = [];

  /**
   * @param atOnce Number of tasks that run concurrently.
   * @param maxWaiting Number of tasks that wait.
   */
  constructor(atOnce: number, maxWaiting: number) {
    this.#free = atOnce;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Runs a task as soon as fewer than the limit are running and none of a lower
   * rank waits; see {@linkcode Waiter.rank}.
   *
   * @returns `undefined` if it was not run: its waiter has ended, or too many of
   * a lower rank wait.
   */
  async run<T>(
    waiter: Waiter,
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    if (this.#free > 0) this.#free--;
    else if (!await this.#enqueue(waiter)) return undefined;
    try {
      return await work();
    } finally {
      const next = this.#next();
      if (next === undefined) this.#free++;
      else next.decide(true);
    }
  }

  #enqueue(waiter: Waiter): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.push({ waiter, decide: resolve });
    if (this.#waiting.length > this.#maxWaiting) {
      this.#dropEnded();
      if (this.#waiting.length > this.#maxWaiting) this.#dropLast();
    }
    return promise;
  }

  #dropEnded(): void {
    const waiting: Entry[] = [];
    for (const entry of this.#waiting) {
      if (entry.waiter.ended) entry.decide(false);
      else waiting.push(entry);
    }
    this.#waiting = waiting;
  }

  /** Refuses the one that would be run last. */
  #dropLast(): void {
    let last = 0;
    let highest = -Infinity;
    for (const [i, { waiter }] of this.#waiting.entries()) {
      const rank = waiter.rank();
      if (rank < highest || rank === highest && rank > 0) continue;
      last = i;
      highest = rank;
    }
    this.#waiting.splice(last, 1)[0].decide(false);
  }

  #next(): Entry | undefined {
    this.#dropEnded();
    let first = -1;
    let lowest = Infinity;
    for (const [i, { waiter }] of this.#waiting.entries()) {
      const rank = waiter.rank();
      if (rank > lowest || rank === lowest && rank === 0) continue;
      first = i;
      lowest = rank;
    }
    return first < 0 ? undefined : this.#waiting.splice(first, 1)[0];
  }
}
