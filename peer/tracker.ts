/**
 * From the notifications of a fetch to what its program is told. A tracker
 * knows what the program knows, so that after a reconnect only the differences
 * are told.
 *
 * @module
 */
import {
  type Change,
  type Entry,
  readEntry,
  readRow,
  type Row,
  sameEntry,
} from "./entry.ts";

/** Turns notifications into items; an item is what a program is told. */
export interface Tracker<T, Item> {
  /** A new fetch begins; everything is reported again. */
  begin(): void;
  /** Takes a notification. */
  receive(params: Record<string, unknown>): Item | undefined;
  /** Everything there was when the fetch began has been reported. */
  settled(): Item[];
  /** What a program that begins to listen now has to be told. */
  known(): Item[];
  /** The elements that match now. */
  entries(): Entry<T>[];
}

/** For plain fetches: items are changes. */
export class ChangeTracker<T> implements Tracker<T, Change<T>> {
  readonly #known = new Map<string, Entry<T>>();
  /** What was known before the reconnect and has not been reported since. */
  readonly #unseen = new Set<string>();

  begin(): void {
    for (const path of this.#known.keys()) this.#unseen.add(path);
  }

  receive(params: Record<string, unknown>): Change<T> | undefined {
    const entry = readEntry<T>(params);
    if (entry === undefined || typeof params.event !== "string") return;
    const { path } = entry;
    // Node-jet 3.x daemons write "Add", "Change", "Remove".
    const event = params.event.toLowerCase();
    const before = this.#known.get(path);
    const again = this.#unseen.delete(path);
    switch (event) {
      case "remove":
        return before === undefined ? undefined : this.#remove(before, entry);
      case "change":
        return this.#put({ ...withFlag(before), ...entry }, before);
      case "add":
        if (again && before !== undefined && sameEntry(before, entry)) return;
        return this.#put(entry, before);
    }
  }

  settled(): Change<T>[] {
    const removed: Change<T>[] = [];
    for (const path of this.#unseen) {
      const entry = this.#known.get(path);
      if (entry !== undefined) removed.push(this.#remove(entry, entry));
    }
    this.#unseen.clear();
    return removed;
  }

  known(): Change<T>[] {
    return this.entries().map((entry) => ({ ...entry, event: "add" }));
  }

  entries(): Entry<T>[] {
    return [...this.#known.values()];
  }

  #put(entry: Entry<T>, before: Entry<T> | undefined): Change<T> {
    this.#known.set(entry.path, entry);
    return { ...entry, event: before === undefined ? "add" : "change" };
  }

  #remove(before: Entry<T>, entry: Entry<T>): Change<T> {
    this.#known.delete(entry.path);
    // Node-jet 3.x daemons leave the last value out.
    return { ...before, ...entry, event: "remove" };
  }
}

/** Daemons tell `fetchOnly` when an element is added, and not again. */
function withFlag(before: Entry | undefined): { fetchOnly?: boolean } {
  return before?.fetchOnly === true ? { fetchOnly: true } : {};
}

/** For sorted fetches: items are the rows in order. */
export class SortTracker<T> implements Tracker<T, Row<T>[]> {
  readonly #from: number;
  /**
   * Every row by its index as it was reported last. Those beyond the end are
   * kept: node-jet 2.x daemons don't repeat them when the list grows again.
   */
  readonly #rows = new Map<number, Row<T>>();
  #shown: Row<T>[] = [];
  /** The rows before the reconnect, until there is something to compare. */
  #before: Row<T>[] | undefined;
  #told = false;

  constructor(from: number = 1) {
    this.#from = from;
  }

  begin(): void {
    if (!this.#told) return;
    this.#before ??= this.#shown;
    this.#shown = [];
    this.#rows.clear();
  }

  receive(params: Record<string, unknown>): Row<T>[] | undefined {
    const { changes, n } = params;
    if (!Array.isArray(changes)) return;
    for (const raw of changes) {
      const row = readRow<T>(raw);
      if (row !== undefined) this.#rows.set(row.index, row);
    }
    const end = typeof n === "number" && n >= 0 ? this.#from + n : Infinity;
    this.#shown = [...this.#rows.values()]
      .filter((row) => row.index >= this.#from && row.index < end)
      .sort((one, other) => one.index - other.index);
    return this.#news();
  }

  settled(): Row<T>[][] {
    const news = this.#before === undefined ? undefined : this.#news();
    return news === undefined ? [] : [news];
  }

  known(): Row<T>[][] {
    return this.#told ? [this.entries()] : [];
  }

  entries(): Row<T>[] {
    return [...this.#shown];
  }

  #news(): Row<T>[] | undefined {
    const before = this.#before;
    this.#before = undefined;
    this.#told = true;
    const same = before !== undefined && before.length === this.#shown.length &&
      before.every((row, at) => sameRow(row, this.#shown[at]));
    return same ? undefined : this.entries();
  }
}

function sameRow(one: Row, other: Row): boolean {
  return one.path === other.path && sameEntry(one, other);
}
