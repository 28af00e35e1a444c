/**
 * Limits the number of tasks that run concurrently.
 *
 * @module
 */

/** See the module. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param atOnce Number of tasks that run concurrently. */
  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Runs a task as soon as fewer than the limit are running. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
