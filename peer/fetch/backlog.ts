/**
 * What a program has not read yet, in bounded memory.
 *
 * @module
 */
import type { Backlog } from "../../base/feed.ts";
import type { Conflate } from "./conflate.ts";
import type { Change } from "./entry.ts";
import { fetchLater } from "./load_later.ts";

/** For lists: only the newest counts. */
export class NewestBacklog<Item> implements Backlog<Item> {
  #items: Item[] = [];

  push(item: Item): void {
    this.#items = [item];
  }

  take(): Item | undefined {
    return this.#items.pop();
  }
}

/**
 * For changes. Up to a limit it keeps all; beyond it is conflated: of the
 * changes of one path it keeps one that says the same as all of them. So it
 * never grows beyond the limit or twice the number of paths.
 */
export class ChangeBacklog<T> implements Backlog<Change<T>> {
  readonly #limit: number;
  readonly #given: Conflate<T> | undefined;
  #room: number;
  #changes: Change<T>[] = [];
  #first = 0;

  /**
   * @param limit Changes kept as they came.
   * @param conflate Loaded with the first fetch if not given.
   */
  constructor(limit: number, conflate?: Conflate<T>) {
    this.#limit = limit;
    this.#room = limit;
    this.#given = conflate;
  }

  push(change: Change<T>): void {
    this.#changes.push(change);
    if (this.#changes.length - this.#first > this.#room) this.#conflate();
  }

  take(): Change<T> | undefined {
    if (this.#first === this.#changes.length) return undefined;
    const change = this.#changes[this.#first++];
    if (this.#first === this.#changes.length) {
      this.#changes = [];
      this.#first = 0;
      this.#room = this.#limit;
    } else if (this.#first > this.#limit) {
      // Taken ones are dropped in heaps, not one by one.
      this.#changes = this.#changes.slice(this.#first);
      this.#first = 0;
    }
    return change;
  }

  /** Does nothing until it is loaded. */
  #conflate(): void {
    const conflate = this.#given ?? fetchLater.loaded?.conflate;
    if (conflate === undefined) return;
    this.#changes = conflate(this.#changes.slice(this.#first));
    this.#first = 0;
    this.#room = Math.max(this.#limit, this.#changes.length * 2);
  }
}
