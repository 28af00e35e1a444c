/**
 * A fetch, in a program that waits instead of being called back.
 *
 * @module
 */
import type { Change, Entry } from "../peer/fetch/entry.ts";

/**
 * A standing query, made by `peer.fetch(rules)`, which returns when everything
 * that matches is known. It lasts until it is closed or the peer is; a
 * reconnect does not end it.
 *
 * What is known is always up to date when the program looks at it. What has
 * happened since the fetch began can be had one by one from
 * {@linkcode FetcherSync.next}, which waits, or by a callback, which is called
 * while the program waits for something or is idle.
 *
 * @example
 * ```ts ignore
 * using fetcher = peer.fetch<number>({ path: { startsWith: "house/" } });
 * for (const { path, value } of fetcher) console.log(path, value); // what is there
 * for (const { event, path, value } of fetcher.changes(10)) {
 *   console.log(event, path, value); // until nothing happens for 10 s
 * }
 * ```
 */
export interface FetcherSync<T = unknown, Item = Change<T>>
  extends Iterable<Entry<T>> {
  /** Whether the fetch is over. */
  readonly closed: boolean;

  /**
   * The elements and nodes that match now; in order, if the fetch is sorted,
   * else nodes before what is below them. When the fetch is over, those that
   * matched last.
   */
  readonly entries: Entry<T>[];

  /** The values of the states that match now, by their paths. */
  readonly states: Map<string, T>;

  /** {@linkcode FetcherSync.entries}, one by one. */
  [Symbol.iterator](): Iterator<Entry<T>, undefined>;

  /**
   * Waits for the next thing that happens, or gives what has happened since
   * this was asked last, or since the fetch began. The queue takes
   * bounded memory: of more than 1024 changes only the newest of each path is
   * kept, of the lists of a sorted fetch only the last.
   *
   * @param timeout Seconds to wait; as long as it takes if not given.
   * @returns nothing if nothing has happened in time, or the fetch is over.
   * @throws {ConnectionClosed} if the connection is lost for good.
   * @throws {RangeError} if the timeout is not a number above 0.
   *
   * @example
   * ```ts ignore
   * const change = fetcher.next(2);
   * if (change === undefined) console.log("nothing within 2 s");
   * else console.log(change.event, change.path);
   * ```
   */
  next(timeout?: number): Item | undefined;

  /**
   * What happens, as {@linkcode FetcherSync.next} gives it, for a loop. It ends
   * when nothing happens for as long as the timeout, or the fetch is over.
   *
   * @param timeout Seconds to wait for each; as long as it takes if not given.
   * @throws {ConnectionClosed} if the connection is lost for good.
   */
  changes(timeout?: number): Generator<Item, void, undefined>;

  /** Ends the fetch. What was known can still be read. */
  close(): void;

  /** {@linkcode FetcherSync.close}, for `using`. */
  [Symbol.dispose](): void;
}
