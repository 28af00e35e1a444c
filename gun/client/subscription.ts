/**
 * Subscriptions of a program: by a callback, or by a loop.
 *
 * @module
 */
import type { Backlog } from "../../base/feed.ts";
import { Feed } from "../../base/feed.ts";
import type { Core } from "./core.ts";
import type { WatchOptions } from "./options.ts";

/** Starts a subscription that emits items; returns what ends it. */
export type Begin<Item> = (emit: (item: Item) => void) => () => void;

/**
 * Calls back with each item.
 *
 * @param ended Called when the graph is closed.
 * @returns ends it.
 * @throws {GraphClosed} if the graph is closed.
 */
export function listen<Item>(
  core: Core,
  begin: Begin<Item>,
  callback: (item: Item) => void,
  { signal }: WatchOptions,
  ended: (reason?: Error) => void = () => {},
): () => void {
  let stop: (() => void) | undefined;
  let over = false;
  const end = (reason?: Error) => {
    if (over) return;
    over = true;
    signal?.removeEventListener("abort", abort);
    forget();
    stop?.();
    ended(reason);
  };
  const abort = () => end();
  const forget = core.whenClosed(end);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) end();
  else {
    stop = begin((item) => {
      if (!over) guarded(callback, item);
    });
    // The callback may have ended it during `begin`.
    if (over) stop();
  }
  return abort;
}

/**
 * The items for a loop. Leaving the loop ends the subscription. While the loop
 * is busy, only the newest item of each name is kept.
 *
 * @throws {GraphClosed} if the graph is closed.
 */
export function feed<Item>(
  core: Core,
  begin: Begin<Item>,
  options: WatchOptions,
  name: (item: Item) => string,
): AsyncIterableIterator<Item, undefined> {
  const items = new Feed<Item>(new NewestByName(name), () => {
    stop();
    return Promise.resolve();
  });
  const stop = listen(
    core,
    begin,
    (item) => items.push(item),
    options,
    (reason) => items.end(reason),
  );
  return items;
}

/** Conflates items by name, in order of arrival. */
class NewestByName<Item> implements Backlog<Item> {
  readonly #name: (item: Item) => string;
  readonly #items = new Map<string, Item>();

  constructor(name: (item: Item) => string) {
    this.#name = name;
  }

  push(item: Item): void {
    const name = this.#name(item);
    this.#items.delete(name);
    this.#items.set(name, item);
  }

  take(): Item | undefined {
    for (const [name, item] of this.#items) {
      this.#items.delete(name);
      return item;
    }
  }
}

/** Rethrows errors asynchronously so that other callbacks still run. */
function guarded<Item>(callback: (item: Item) => void, item: Item): void {
  try {
    callback(item);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
