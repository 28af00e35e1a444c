/**
 * What a program knows by one of its fetches.
 *
 * @module
 */
import type { Change, Entry, Row } from "../../peer/fetch/entry.ts";

/** Keeps what matches now, from the items of a fetch. */
export interface Known<T, Item> {
  /** Takes an item. */
  take(item: Item): void;
  /** What matches now. */
  entries(): Entry<T>[];
}

/** For plain fetches. */
export class KnownEntries<T> implements Known<T, Change<T>> {
  // Where leaves may have leaves below, a path is leaf and node at once.
  readonly #nodes = new Map<string, Entry<T>>();
  readonly #leaves = new Map<string, Entry<T>>();

  take(change: Change<T>): void {
    const { event, ...entry } = change;
    if (event === "signal") return;
    const entries = entry.type === "node" ? this.#nodes : this.#leaves;
    if (event === "remove") entries.delete(entry.path);
    else entries.set(entry.path, entry);
  }

  entries(): Entry<T>[] {
    return [...this.#nodes.values(), ...this.#leaves.values()];
  }
}

/** For sorted fetches. */
export class KnownRows<T> implements Known<T, Row<T>[]> {
  #rows: readonly Row<T>[] = [];

  take(rows: Row<T>[]): void {
    this.#rows = rows;
  }

  entries(): Row<T>[] {
    return [...this.#rows];
  }
}
