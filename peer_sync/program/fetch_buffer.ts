/**
 * What has come for one fetch: what is known by it, and what the program has
 * not heard of yet.
 *
 * @module
 */
import type { Backlog } from "../../base/feed.ts";
import type { Known } from "./known.ts";
import type { PackedItem } from "../protocol/messages.ts";

/** What an intake is made of. */
export interface FetchBufferParts<T, Item> {
  /** Makes items of what the thread reports. */
  readonly unpack: (packed: PackedItem) => Item[];
  /** What is known. */
  readonly known: Known<T, Item>;
  /** What the program has not asked for. */
  readonly news: Backlog<Item>;
  /** Items not yet passed to the callback. */
  readonly undelivered: Backlog<Item>;
  /** Called with each item of the fetch. */
  readonly callback: ((item: Item) => void) | undefined;
}

/** See the module. */
export class FetchBuffer<T, Item> {
  readonly #parts: FetchBufferParts<T, Item>;
  readonly #ended: () => void;
  #end: { reason: Error | undefined } | undefined;
  #calling = false;

  /** @param ended Called when the fetch is over. */
  constructor(parts: FetchBufferParts<T, Item>, ended: () => void) {
    this.#parts = parts;
    this.#ended = ended;
  }

  /** What is known, and what has not been asked for. */
  get parts(): Pick<FetchBufferParts<T, Item>, "known" | "news"> {
    return this.#parts;
  }

  /** Whether the fetch is over. */
  get closed(): boolean {
    return this.#end !== undefined;
  }

  /** Why it is over, if the program did not close it. */
  get reason(): Error | undefined {
    return this.#end?.reason;
  }

  /**
   * Items have come; it is not the turn of the callback yet.
   *
   * @param initial Whether they are what was there when the fetch began.
   */
  arrived(items: readonly PackedItem[], initial: boolean): void {
    if (this.closed) return;
    const { known, news, unpack } = this.#parts;
    for (const item of items.flatMap(unpack)) {
      known.take(item);
      if (!initial) news.push(item);
    }
  }

  /** It is the turn of the callback. */
  deliver(items: readonly PackedItem[]): void {
    const { callback, unpack, undelivered } = this.#parts;
    if (callback === undefined || this.closed) return;
    for (const item of items.flatMap(unpack)) undelivered.push(item);
    // The callback waits for something itself: it goes on when it is back.
    if (this.#calling) return;
    this.#calling = true;
    for (;;) {
      const item = this.closed ? undefined : undelivered.take();
      if (item === undefined) break;
      try {
        callback(item);
      } catch (error) {
        // Rethrown asynchronously so that the next items are still delivered.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    this.#calling = false;
  }

  /** Ends the fetch, with the reason if the program did not close it. */
  over(reason: Error | undefined): void {
    if (this.closed) return;
    this.#end = { reason };
    this.#ended();
  }
}
