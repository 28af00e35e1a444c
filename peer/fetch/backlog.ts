/**
 * What a program has not read yet, in bounded memory.
 *
 * @module
 */
import type { Backlog } from "../../base/feed.ts";
import { type Change, changed } from "./entry.ts";

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
  #room: number;
  #changes: Change<T>[] = [];
  #first = 0;

  /** @param limit Changes kept as they came. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#room = limit;
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

  #conflate(): void {
    const newest = new Map<string, Change<T>>();
    for (const change of this.#changes.slice(this.#first)) {
      // A path may be that of an element and of a node at once.
      // Signals are lost, not conflated: the newest has their number.
      const { type, event, path } = change;
      const key = (event === "signal" ? "s" : type === "node" ? "n" : "e") +
        path;
      const before = newest.get(key);
      // The newest of a path stands where it happened.
      newest.delete(key);
      const both = before === undefined ? change : merge(before, change);
      if (both !== undefined) newest.set(key, both);
    }
    this.#changes = [...newest.values()];
    this.#first = 0;
    this.#room = Math.max(this.#limit, this.#changes.length * 2);
  }
}

/** Two changes of one path as one; nothing if they undo each other. */
function merge<T>(
  before: Change<T>,
  after: Change<T>,
): Change<T> | undefined {
  if (before.type === "signal" && after.type === "signal") {
    const lost = (before.lost ?? 0) + (after.lost ?? 0);
    if (after.event === "signal") return { ...after, lost: lost + 1 };
  }
  switch (before.event) {
    case "add":
      return after.event === "remove" ? undefined : { ...after, event: "add" };
    case "remove":
      // The reader still knows it, and a node is the same again.
      if (after.event !== "add") return after;
      return after.type === "node" ? undefined : changed(after);
    default:
      return after.event === "remove" || after.event === before.event
        ? after
        : changed(after);
  }
}
