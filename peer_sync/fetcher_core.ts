/**
 * The implementation of a synchronous fetcher.
 *
 * @module
 */
import { checkTimeout } from "../peer/connection/limits.ts";
import type { Entry } from "../peer/fetch/entry.ts";
import type { FetcherSync } from "./fetcher.ts";
import type { FetchBuffer } from "./program/fetch_buffer.ts";
import type { Thread } from "./program/thread.ts";

/** What a fetcher is made of. */
export interface FetcherSyncSource<T, Item> {
  /** Where the program waits. */
  readonly thread: Thread;
  /** What has come. */
  readonly intake: FetchBuffer<T, Item>;
  /** Ends the fetch at the daemon. */
  readonly unfetch: () => void;
}

/** A fetch whose items the thread of the peer delivers. */
export class FetcherSyncCore<T, Item> implements FetcherSync<T, Item> {
  readonly #source: FetcherSyncSource<T, Item>;

  constructor(source: FetcherSyncSource<T, Item>) {
    this.#source = source;
  }

  get closed(): boolean {
    return this.#source.intake.closed;
  }

  get entries(): Entry<T>[] {
    this.#source.thread.receive();
    return this.#source.intake.parts.known.entries();
  }

  get states(): Map<string, T> {
    const states = new Map<string, T>();
    for (const entry of this.entries) {
      if (entry.type === "state") states.set(entry.path, entry.value);
    }
    return states;
  }

  [Symbol.iterator](): Iterator<Entry<T>, undefined> {
    return this.entries.values();
  }

  next(timeout?: number): Item | undefined {
    checkTimeout(timeout);
    const { thread, intake } = this.#source;
    const { news } = intake.parts;
    thread.receive();
    let item = news.take();
    if (item !== undefined) return item;
    const until = timeout === undefined
      ? Infinity
      : performance.now() + timeout * 1000;
    thread.wait(() => {
      item = news.take();
      return item !== undefined || intake.closed;
    }, until);
    if (item === undefined && intake.reason !== undefined) throw intake.reason;
    return item;
  }

  *changes(timeout?: number): Generator<Item, void, undefined> {
    for (;;) {
      const item = this.next(timeout);
      if (item === undefined) return;
      yield item;
    }
  }

  close(): void {
    if (this.closed) return;
    this.#source.intake.over(undefined);
    this.#source.unfetch();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
