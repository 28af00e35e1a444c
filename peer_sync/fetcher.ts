/**
 * A fetch, in a program that waits instead of being called back.
 *
 * @module
 */
import { checkTimeout } from "../peer/connection/requests.ts";
import type { Change, Entry } from "../peer/fetch/entry.ts";
import type { FetchBuffer } from "./program/fetch_buffer.ts";
import type { Thread } from "./program/thread.ts";

/** What a fetcher is made of. @internal */
export interface FetcherSyncSource<T, Item> {
  /** Where the program waits. */
  readonly thread: Thread;
  /** What has come. */
  readonly intake: FetchBuffer<T, Item>;
  /** Ends the fetch at the daemon. */
  readonly unfetch: () => void;
}

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
export class FetcherSync<T = unknown, Item = Change<T>>
  implements Iterable<Entry<T>> {
  readonly #source: FetcherSyncSource<T, Item>;

  /** Made by `peer.fetch`. @internal */
  constructor(source: FetcherSyncSource<T, Item>) {
    this.#source = source;
  }

  /** Whether the fetch is over. */
  get closed(): boolean {
    return this.#source.intake.closed;
  }

  /**
   * The elements and nodes that match now; in order, if the fetch is sorted,
   * else nodes before what is below them. When the fetch is over, those that
   * matched last.
   */
  get entries(): Entry<T>[] {
    this.#source.thread.receive();
    return this.#source.intake.parts.known.entries();
  }

  /** The values of the states that match now, by their paths. */
  get states(): Map<string, T> {
    const states = new Map<string, T>();
    for (const entry of this.entries) {
      if (entry.type === "state") states.set(entry.path, entry.value);
    }
    return states;
  }

  /** {@linkcode FetcherSync.entries}, one by one. */
  [Symbol.iterator](): Iterator<Entry<T>, undefined> {
    return this.entries.values();
  }

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

  /**
   * What happens, as {@linkcode FetcherSync.next} gives it, for a loop. It ends
   * when nothing happens for as long as the timeout, or the fetch is over.
   *
   * @param timeout Seconds to wait for each; as long as it takes if not given.
   * @throws {ConnectionClosed} if the connection is lost for good.
   */
  *changes(timeout?: number): Generator<Item, void, undefined> {
    for (;;) {
      const item = this.next(timeout);
      if (item === undefined) return;
      yield item;
    }
  }

  /** Ends the fetch. What was known can still be read. */
  close(): void {
    if (this.closed) return;
    this.#source.intake.over(undefined);
    this.#source.unfetch();
  }

  /** {@linkcode FetcherSync.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }
}
