/**
 * Fetchers: standing queries and their readers.
 *
 * @module
 */
import type { Backlog } from "../../base/feed.ts";
import type { Change, Entry } from "./entry.ts";
import { Feed } from "../../base/feed.ts";
import { ignore } from "../../base/narrowing.ts";
import { FetcherStore, type Store } from "./store.ts";
import type { Tracker } from "./tracker.ts";
import { ConnectionClosed } from "../../protocol/errors/classes.ts";

/** What a fetch can be given. */
export interface FetchOptions<Item> {
  /** Called with everything the fetch tells, from the beginning. */
  onChange?: (item: Item) => void;
  /** Ends the fetch, like {@linkcode Fetcher.close}. */
  signal?: AbortSignal;
  /**
   * So many changes wait for an iterator or a stream as they came; beyond,
   * of several changes of one path only the newest is kept. 1024 by default.
   */
  backlog?: number;
}

/** What a fetcher is made of. @internal */
export interface FetchSource<T, Item> {
  /** The id on the wire. */
  readonly id: string;
  /** The parameters of `fetch`. */
  readonly params: Record<string, unknown>;
  /** Makes items of notifications. */
  readonly tracker: Tracker<T, Item>;
  /** Makes the backlog of a reader. */
  readonly backlog: () => Backlog<Item>;
  /** Ends the fetch at the daemon. */
  readonly unfetch: () => Promise<void>;
}

/**
 * A standing query, made by `peer.fetch(rules)`. It begins at once and lasts
 * until it is closed or the peer is; a reconnect does not end it, it tells what
 * has changed meanwhile and nothing twice.
 *
 * `Item` is what it tells: a {@linkcode Change}, or for a sorted fetch the rows
 * that there are now, in order. A callback, iterator or stream that comes later
 * first gets the known entries, as `add`.
 *
 * @example
 * ```ts
 * import { TestBus } from "../../testing.ts";
 *
 * await using bus = new TestBus();
 * await bus.state("house/hall", 20);
 * await bus.state("house/end", 0);
 * const peer = await bus.peer();
 * for await (const { event, path, value } of peer.fetch<number>({
 *   path: { startsWith: "house/" },
 * })) {
 *   console.log(event, path, value);
 *   if (path === "house/end") break; // ends the fetch
 * }
 * ```
 */
export class Fetcher<T = unknown, Item = Change<T>> {
  readonly #source: FetchSource<T, Item>;
  readonly #ready = Promise.withResolvers<void>();
  /** Made anew when one comes or goes: they may do that in a callback. */
  #callbacks: readonly ((item: Item) => void)[] = [];
  readonly #feeds = new Set<Feed<Item>>();
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => void this.close();
  #end: { error: Error | undefined } | undefined;
  #store: Store<readonly Entry<T>[]> | undefined;

  /** Made by `peer.fetch`. @internal */
  constructor(source: FetchSource<T, Item>, options: FetchOptions<Item> = {}) {
    this.#source = source;
    this.#ready.promise.catch(ignore);
    if (options.onChange !== undefined) this.#callbacks = [options.onChange];
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#abort);
  }

  /**
   * Fulfilled when the daemon has taken the fetch and everything that matched
   * has been delivered. Awaiting it is optional.
   *
   * @throws {InvalidArgument} if the daemon refuses the rules.
   * @throws {ConnectionClosed} if the fetch or the peer is closed before.
   * @throws whatever the reason of the signal is.
   */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Whether the fetch is over. */
  get closed(): boolean {
    return this.#end !== undefined;
  }

  /**
   * The elements and nodes that match now; in order, if the fetch is sorted,
   * else nodes before what is below them.
   */
  get entries(): Entry<T>[] {
    return this.#source.tracker.entries();
  }

  /**
   * Calls back with everything the fetch tells; what is known already, now.
   *
   * @returns takes the callback off. The fetch goes on.
   */
  on(callback: (item: Item) => void): () => void {
    for (const item of this.#source.tracker.known()) callback(item);
    if (!this.closed && !this.#callbacks.includes(callback)) {
      this.#callbacks = [...this.#callbacks, callback];
    }
    return () => {
      this.#callbacks = this.#callbacks.filter((other) => other !== callback);
    };
  }

  /**
   * What matches, as a store that user interfaces subscribe to. Subscribing
   * neither begins nor ends the fetch; see {@linkcode storeOf} for that.
   *
   * @example
   * ```ts
   * import { TestBus } from "../../testing.ts";
   *
   * await using bus = new TestBus();
   * await bus.state("house/hall", 20);
   * const peer = await bus.peer();
   * const { store } = peer.fetch<number>({ below: "house" });
   * store.subscribe(() => console.log(store.getSnapshot()));
   * await bus.settle(); // [{ path: "house/hall", type: "state", value: 20 }]
   * ```
   */
  get store(): Store<readonly Entry<T>[]> {
    return this.#store ??= new FetcherStore<T>(this);
  }

  /**
   * Everything the fetch tells, as a stream. Without a reader it takes
   * bounded memory, see {@linkcode FetchOptions.backlog}. Cancelling it ends
   * the fetch.
   */
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

  /**
   * Everything the fetch tells. Leaving the loop ends the fetch. It ends when
   * the fetch or the peer is closed.
   *
   * @throws the reason, if the fetch was refused or the connection is lost for
   * good.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Item, undefined> {
    return this.#feed();
  }

  /** Ends the fetch, its iterators and its streams. */
  async close(): Promise<void> {
    if (this.closed) return;
    const reason: unknown = this.#signal?.aborted
      ? this.#signal.reason
      : new ConnectionClosed("the fetch was closed");
    this.#finish(undefined, reason);
    await this.#source.unfetch();
  }

  /** {@linkcode Fetcher.close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The id on the wire. @internal */
  get id(): string {
    return this.#source.id;
  }

  /** The parameters of `fetch`. @internal */
  get params(): Record<string, unknown> {
    return this.#source.params;
  }

  /** A new fetch begins at the daemon. @internal */
  begin(): void {
    this.#source.tracker.begin();
  }

  /** Takes a notification. @internal */
  receive(params: Record<string, unknown>): void {
    if (this.closed) return;
    for (const item of this.#source.tracker.receive(params)) this.#tell(item);
  }

  /** Everything there was has been reported. @internal */
  settled(): void {
    if (this.closed) return;
    for (const item of this.#source.tracker.settled()) this.#tell(item);
    this.#ready.resolve();
  }

  /** It is over: refused, or the peer is closed. @internal */
  fail(error: Error | undefined): void {
    if (this.closed) return;
    this.#finish(error, error ?? new ConnectionClosed("the peer is closed"));
  }

  #feed(): Feed<Item> {
    const feed = new Feed(this.#source.backlog(), () => this.close());
    for (const item of this.#source.tracker.known()) feed.push(item);
    if (this.#end === undefined) this.#feeds.add(feed);
    else feed.end(this.#end.error);
    return feed;
  }

  #tell(item: Item): void {
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
