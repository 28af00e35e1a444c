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

/** Where too many wait, one of so many places is made free for those that come. */
const ROOM_SHARE = 16;

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
   * @param maxWaiting Number of tasks that wait at most.
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

  /**
   * Refuses the one that would be run last; and others above rank 0, so that not all
   * have to be ranked for each that comes.
   */
  #dropLast(): void {
    const ranked = this.#waiting.map((entry, at) => ({
      entry,
      at,
      rank: entry.waiter.rank(),
    }));
    ranked.sort((a, b) =>
      a.rank - b.rank || (a.rank === 0 ? a.at - b.at : b.at - a.at)
    );
    let left = this.#maxWaiting - Math.floor(this.#maxWaiting / ROOM_SHARE);
    while (left < this.#maxWaiting && ranked[left].rank === 0) left++;
    for (const { entry } of ranked.splice(left)) entry.decide(false);
    ranked.sort((a, b) => a.at - b.at);
    this.#waiting = ranked.map(({ entry }) => entry);
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
