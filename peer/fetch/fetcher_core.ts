/**
 * The implementation of fetchers.
 *
 * @module
 */
import { type Backlog, Feed } from "../../base/feed.ts";
import { ignore } from "../../base/narrowing.ts";
import { ConnectionClosed } from "../../protocol/errors/classes.ts";
import type { Entry } from "./entry.ts";
import type { Fetcher, FetchOptions } from "./fetcher.ts";
import type { FetchSink } from "./fetches.ts";
import { FetcherStore, type Store } from "./store.ts";
import type { Tracker } from "./item_tracker.ts";

/** What a fetcher is made of. */
export interface FetchSource<T, Item> {
  /** The id on the wire. */
  readonly id: string;
  /** The parameters of `fetch`. */
  readonly params: Record<string, unknown>;
  /** Makes the backlog of a reader. */
  readonly backlog: () => Backlog<Item>;
  /** Ends the fetch at the daemon. */
  readonly unfetch: () => Promise<void>;
}

/** A fetch, kept through reconnects: passes notifications on to its readers. */
export class FetcherCore<T, Item> implements Fetcher<T, Item>, FetchSink {
  readonly #source: FetchSource<T, Item>;
  readonly #ready = Promise.withResolvers<void>();
  /** Made anew when one comes or goes: they may do that in a callback. */
  #callbacks: readonly ((item: Item) => void)[] = [];
  readonly #feeds = new Set<Feed<Item>>();
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => void this.close();
  /** Makes items of notifications; none until it is loaded. */
  #tracker: Tracker<T, Item> | undefined;
  /** What has happened before. */
  readonly #early: (() => void)[] = [];
  #end: { error: Error | undefined } | undefined;
  #store: Store<readonly Entry<T>[]> | undefined;

  constructor(source: FetchSource<T, Item>, options: FetchOptions<Item> = {}) {
    this.#source = source;
    this.#ready.promise.catch(ignore);
    if (options.onChange !== undefined) this.#callbacks = [options.onChange];
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#abort);
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get closed(): boolean {
    return this.#end !== undefined;
  }

  get entries(): Entry<T>[] {
    return this.#tracker?.entries() ?? [];
  }

  on(callback: (item: Item) => void): () => void {
    for (const item of this.#known()) callback(item);
    if (!this.closed && !this.#callbacks.includes(callback)) {
      this.#callbacks = [...this.#callbacks, callback];
    }
    return () => {
      this.#callbacks = this.#callbacks.filter((other) => other !== callback);
    };
  }

  get store(): Store<readonly Entry<T>[]> {
    return this.#store ??= new FetcherStore<T>(this);
  }

  get readable(): ReadableStream<Item> {
    const feed = this.#feed();
    return new ReadableStream<Item>({
      async pull(controller) {
        const { done, value } = await feed.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await feed.return();
      },
    }, { highWaterMark: 0 });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Item, undefined> {
    return this.#feed();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    const reason: unknown = this.#signal?.aborted
      ? this.#signal.reason
      : new ConnectionClosed("the fetch was closed");
    this.#finish(undefined, reason);
    await this.#source.unfetch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The id on the wire. */
  get id(): string {
    return this.#source.id;
  }

  /** The parameters of `fetch`. */
  get params(): Record<string, unknown> {
    return this.#source.params;
  }

  /** Has its tracker from now on, which takes what has come before. */
  use(tracker: Tracker<T, Item>): void {
    this.#tracker = tracker;
    for (const event of this.#early.splice(0)) event();
  }

  /** A new fetch begins at the daemon. */
  begin(): void {
    if (this.#tracker === undefined) this.#early.push(() => this.begin());
    else this.#tracker.begin();
  }

  /** Takes a notification. */
  receive(params: Record<string, unknown>): void {
    if (this.closed) return;
    if (this.#tracker === undefined) {
      this.#early.push(() => this.receive(params));
    } else {
      for (const item of this.#tracker.receive(params)) this.#notify(item);
    }
  }

  settled(complete: boolean): void {
    if (this.closed) return;
    if (this.#tracker === undefined) {
      this.#early.push(() => this.settled(complete));
      return;
    }
    const gone = complete ? this.#tracker.settled() : [];
    for (const item of gone) this.#notify(item);
    this.#ready.resolve();
  }

  /** It is over: refused, or the peer is closed. */
  fail(error: Error | undefined): void {
    if (this.closed) return;
    this.#finish(error, error ?? new ConnectionClosed("the peer is closed"));
  }

  #feed(): Feed<Item> {
    const feed = new Feed(this.#source.backlog(), () => this.close());
    for (const item of this.#known()) feed.push(item);
    if (this.#end === undefined) this.#feeds.add(feed);
    else feed.end(this.#end.error);
    return feed;
  }

  #known(): Item[] {
    return this.#tracker?.known() ?? [];
  }

  #notify(item: Item): void {
    for (const feed of this.#feeds) feed.push(item);
    for (const callback of this.#callbacks) {
      try {
        callback(item);
      } catch (error) {
        // Rethrown asynchronously so that other callbacks still run.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #finish(error: Error | undefined, notReady: unknown): void {
    this.#end = { error };
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#ready.reject(notReady);
    for (const feed of this.#feeds) feed.end(error);
    this.#feeds.clear();
    this.#callbacks = [];
  }
}
