/**
 * An async iterator over pushed items, with a bounded backlog.
 *
 * @module
 */

/** Items that wait for their reader. */
export interface Backlog<Item> {
  /** Puts an item at the end. */
  push(item: Item): void;
  /** Takes the first item. */
  take(): Item | undefined;
}

interface PendingRead<Item> {
  resolve(result: IteratorResult<Item, undefined>): void;
  reject(reason: unknown): void;
}

/** Hands out what arrives, one item for each time it is asked. */
export class Feed<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #backlog: Backlog<Item>;
  readonly #left: () => Promise<void>;
  readonly #waiting: PendingRead<Item>[] = [];
  #end: { error: Error | undefined } | undefined;

  /** @param left Called when the reader leaves the iteration. */
  constructor(backlog: Backlog<Item>, left: () => Promise<void>) {
    this.#backlog = backlog;
    this.#left = left;
  }

  push(item: Item): void {
    if (this.#end !== undefined) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#backlog.push(item);
    else waiting.resolve({ done: false, value: item });
  }

  /** No more will come. What waits can still be read. */
  end(error: Error | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const waiting of this.#waiting.splice(0)) this.#finish(waiting);
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    const item = this.#backlog.take();
    if (item !== undefined) {
      return Promise.resolve({ done: false, value: item });
    }
    return new Promise((resolve, reject) => {
      const waiting = { resolve, reject };
      if (this.#end === undefined) this.#waiting.push(waiting);
      else this.#finish(waiting);
    });
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    this.end(undefined);
    while (this.#backlog.take() !== undefined);
    await this.#left();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #finish(waiting: PendingRead<Item>): void {
    const error = this.#end?.error;
    // The failure is thrown once; then the iteration is done.
    this.#end = { error: undefined };
    if (error === undefined) waiting.resolve({ done: true, value: undefined });
    else waiting.reject(error);
  }
}
