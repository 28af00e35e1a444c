/**
 * Runs tasks with a common key in series.
 *
 * @module
 */

// Tasks that wait for one key; further ones are refused.
const MAX_WAITING = 64;

/** The line for one key. */
interface Line {
  /** Resolves when the last one has left. */
  last: Promise<void>;
  length: number;
}

/** Lines for any keys. */
export class Turns {
  readonly #lines = new Map<string, Line>();

  /**
   * Waits for its turn at all keys.
   *
   * @param keys In an order that all callers share.
   * @returns To be called when done; `undefined` if too many wait.
   */
  async take(keys: readonly string[]): Promise<(() => void) | undefined> {
    const left: (() => void)[] = [];
    const leave = () => {
      for (const one of left) one();
    };
    for (const key of keys) {
      const one = await this.#takeOne(key);
      if (one === undefined) {
        leave();
        return undefined;
      }
      left.push(one);
    }
    return leave;
  }

  async #takeOne(key: string): Promise<(() => void) | undefined> {
    let line = this.#lines.get(key);
    if (line === undefined) {
      line = { last: Promise.resolve(), length: 0 };
      this.#lines.set(key, line);
    }
    if (line.length === MAX_WAITING) return undefined;
    line.length++;
    const { last } = line;
    const { promise, resolve } = Promise.withResolvers<void>();
    line.last = promise;
    await last;
    const own = line;
    return () => {
      if (--own.length === 0) this.#lines.delete(key);
      resolve();
    };
  }
}
