/**
 * Runs tasks with a common key in series.
 *
 * @module
 */

// Tasks that wait for one key; further ones are refused.
const MAX_WAITING = 64;

/** The tasks of one key. */
interface Queue {
  /** Resolves when the last task has released the key. */
  last: Promise<void>;
  length: number;
}

/** Locks for any keys, acquired in order; see the module. */
export class KeyedQueue {
  readonly #queues = new Map<string, Queue>();

  /**
   * Waits for all keys.
   *
   * @param keys In an order that all callers share.
   * @returns Releases the keys; `undefined` if too many tasks wait for one.
   */
  async acquire(keys: readonly string[]): Promise<(() => void) | undefined> {
    const releases: (() => void)[] = [];
    const releaseAll = () => {
      for (const release of releases) release();
    };
    for (const key of keys) {
      const release = await this.#acquireOne(key);
      if (release === undefined) {
        releaseAll();
        return undefined;
      }
      releases.push(release);
    }
    return releaseAll;
  }

  async #acquireOne(key: string): Promise<(() => void) | undefined> {
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      queue = { last: Promise.resolve(), length: 0 };
      this.#queues.set(key, queue);
    }
    if (queue.length === MAX_WAITING) return undefined;
    queue.length++;
    const { last } = queue;
    const { promise, resolve } = Promise.withResolvers<void>();
    queue.last = promise;
    await last;
    const own = queue;
    return () => {
      if (--own.length === 0) this.#queues.delete(key);
      resolve();
    };
  }
}
