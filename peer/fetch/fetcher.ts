/**
 * Fetchers: standing queries and their readers.
 *
 * @module
 */
import type { Change, Entry } from "./entry.ts";
import type { Store } from "./store.ts";

/** What a fetch can be given. */
export interface FetchOptions<Item> {
  /** Called with each item of the fetch, from the first. */
  onChange?: (item: Item) => void;
  /** Ends the fetch, like {@linkcode Fetcher.close}. */
  signal?: AbortSignal;
  /**
   * So many changes wait for an iterator or a stream as they came; beyond,
   * of several changes of one path only the newest is kept. 1024 by default.
   */
  backlog?: number;
}

/**
 * A standing query, made by `peer.fetch(rules)`. It begins at once and lasts
 * until it is closed or the peer is. After a reconnect it reports the difference
 * from what was known before; what is missing it reports as removed when the
 * `grace` of the peer is over.
 *
 * `Item` is what it reports: a {@linkcode Change}, or for a sorted fetch the rows
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
export interface Fetcher<T = unknown, Item = Change<T>> {
  /**
   * Fulfilled when the daemon has taken the fetch and everything that matched
   * has been delivered. Awaiting it is optional.
   *
   * @throws {InvalidArgument} if the daemon refuses the rules.
   * @throws {ConnectionClosed} if the fetch or the peer is closed before.
   * @throws whatever the reason of the signal is.
   */
  readonly ready: Promise<void>;

  /** Whether the fetch is over. */
  readonly closed: boolean;

  /**
   * The elements and nodes that match now; in order, if the fetch is sorted,
   * else nodes before what is below them.
   */
  readonly entries: Entry<T>[];

  /**
   * Calls back with each item; the known entries are delivered at once.
   *
   * @returns takes the callback off. The fetch goes on.
   */
  on(callback: (item: Item) => void): () => void;

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
  readonly store: Store<readonly Entry<T>[]>;

  /**
   * The items of the fetch, as a stream. Without a reader it takes
   * bounded memory, see {@linkcode FetchOptions.backlog}. Cancelling it ends
   * the fetch.
   */
  readonly readable: ReadableStream<Item>;

  /**
   * The items of the fetch. Leaving the loop ends the fetch. It ends when
   * the fetch or the peer is closed.
   *
   * @throws the reason, if the fetch was refused or the connection is lost for
   * good.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Item, undefined>;

  /** Ends the fetch, its iterators and its streams. */
  close(): Promise<void>;

  /** {@linkcode Fetcher.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
