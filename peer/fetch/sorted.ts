/**
 * Sorted fetches: turns their notifications into rows.
 *
 * @module
 */
import { readEntry, type Row } from "./entry.ts";
import { sameEntry } from "./returning.ts";
import type { Tracker } from "./item_tracker.ts";

/** Items are the rows in order. */
export class SortTracker<T> implements Tracker<T, Row<T>[]> {
  readonly #from: number;
  /**
   * Every row by its index as it was reported last. Those beyond the end are
   * kept: node-jet 2.x daemons don't repeat them when the list grows again.
   */
  readonly #rows = new Map<number, Row<T>>();
  /** The rows that there are now, and those that were reported last. */
  #shown: Row<T>[] = [];
  #reported: Row<T>[] | undefined;
  /** Whether rows that are missing count as still there. */
  #keeps = false;

  constructor(from: number = 1) {
    this.#from = from;
  }

  begin(): void {
    this.#keeps = this.#reported !== undefined;
    this.#shown = [];
    this.#rows.clear();
  }

  receive(params: Record<string, unknown>): Row<T>[][] {
    const { changes, n } = params;
    if (!Array.isArray(changes)) return [];
    for (const raw of changes) {
      const row = readRow<T>(raw);
      if (row !== undefined) this.#rows.set(row.index, row);
    }
    const end = typeof n === "number" && n >= 0 ? this.#from + n : Infinity;
    this.#shown = [...this.#rows.values()]
      .filter((row) => row.index >= this.#from && row.index < end)
      .sort((one, other) => one.index - other.index);
    if (!this.#keeps) return this.#news();
    const paths = new Set(this.#shown.map(({ path }) => path));
    const complete = this.#reported?.every(({ path }) => paths.has(path));
    return complete ? this.#changed() : [];
  }

  settled(): Row<T>[][] {
    if (!this.#keeps) return [];
    this.#keeps = false;
    return this.#changed();
  }

  known(): Row<T>[][] {
    return this.#reported === undefined ? [] : [this.entries()];
  }

  entries(): Row<T>[] {
    return [...this.#reported ?? []];
  }

  /** The rows, if they are others than those that were reported last. */
  #changed(): Row<T>[][] {
    const before = this.#reported;
    const same = before?.length === this.#shown.length &&
      before.every((row, at) => sameRow(row, this.#shown[at]));
    if (!same) return this.#news();
    // Times of another daemon may differ.
    this.#reported = this.#shown;
    return [];
  }

  #news(): Row<T>[][] {
    this.#reported = this.#shown;
    return [this.entries()];
  }
}

function sameRow(one: Row, other: Row): boolean {
  return one.path === other.path && sameEntry(one, other);
}

/** Reads a row of a sorted list; nothing if it is none. */
function readRow<T>(raw: unknown): Row<T> | undefined {
  const entry = readEntry<T>(raw);
  return entry?.index === undefined
    ? undefined
    : { ...entry, index: entry.index };
}
