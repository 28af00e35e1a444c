/**
 * Turns the notifications of a fetch into items for the program. A tracker
 * keeps what it has delivered, so a reconnect delivers only the differences.
 *
 * @module
 */
import {
  type Change,
  changed,
  type Entry,
  type EntryPlace,
  readEntry,
  readRow,
  type Row,
  sameEntry,
} from "./entry.ts";

/** Turns notifications into items; an item is what a program gets. */
export interface Tracker<T, Item> {
  /**
   * A new fetch begins; everything is reported again. Until
   * {@linkcode Tracker.settled} what is missing counts as still there, and so
   * does what is removed: its owner may be about to come back.
   */
  begin(): void;
  /** Takes a notification and returns its items, in order. */
  receive(params: Record<string, unknown>): Item[];
  /** Everything has been reported that is there: what is missing is gone. */
  settled(): Item[];
  /** The items for a listener that is added now. */
  known(): Item[];
  /** The elements that match now. */
  entries(): Entry<T>[];
}

/** What a program knows of nodes, or of states and methods. */
class KnownElements<T> {
  /** By path, in the order of their coming. */
  readonly entries = new Map<string, Entry<T>>();
  /**
   * What was known before the reconnect and has not been reported since, in
   * the same order.
   */
  readonly unseen = new Set<string>();

  begin(): void {
    this.unseen.clear();
    for (const path of this.entries.keys()) this.unseen.add(path);
  }
}

/** For plain fetches: items are changes. */
export class ChangeTracker<T> implements Tracker<T, Change<T>> {
  // Where leaves may have leaves below, a path is leaf and node at once.
  readonly #leaves = new KnownElements<T>();
  readonly #nodes = new KnownElements<T>();
  readonly #separator: string;
  /** Whether what is removed counts as still there. */
  #keeps = false;

  /** @param separator What separates the segments of a path. */
  constructor(separator: string = "/") {
    this.#separator = separator;
  }

  begin(): void {
    this.#leaves.begin();
    this.#nodes.begin();
    this.#keeps = this.#leaves.unseen.size > 0;
  }

  receive(params: Record<string, unknown>): Change<T>[] {
    const entry = readEntry<T>(params);
    if (entry === undefined || typeof params.event !== "string") return [];
    const { path } = entry;
    const isNode = entry.type === "node";
    // Node-jet 3.x daemons write "Add", "Change", "Remove".
    const event = params.event.toLowerCase();
    const { entries, unseen } = isNode ? this.#nodes : this.#leaves;
    const before = entries.get(path);
    const again = unseen.delete(path);
    switch (event) {
      case "remove":
        if (before === undefined) return [];
        if (this.#keeps) {
          unseen.add(path);
          return [];
        }
        entries.delete(path);
        return [{ ...lastOf(before, entry), event: "remove" }];
      case "signal":
        return [{ ...lasting(entry, before), type: "signal", event }];
      case "change":
        if (isNode) return [];
        return [this.#put(lasting(entry, before), before)];
      case "meta":
      case "stale":
      case "away":
      case "back": {
        if (before === undefined) return [];
        const noted = readEntry<T>({
          ...before,
          ...params,
          stale: before.stale || event === "stale",
          away: event === "away" || event !== "back" && before.away,
        });
        if (noted === undefined) return [];
        this.#put(noted, before);
        if (event !== "stale") return [{ ...noted, event }];
        return noted.type === "state" ? [{ ...noted, event }] : [];
      }
      case "add":
        if (before === undefined) {
          return [...this.#displaced(entry), this.#put(entry, before)];
        }
        // A node has no value that could change.
        if (isNode) return [];
        if (again && sameEntry(before, entry)) {
          // Times of another daemon may differ.
          if (entry.revision !== undefined) this.#put(entry, before);
          return [];
        }
        return [this.#put(entry, before)];
    }
    return [];
  }

  settled(): Change<T>[] {
    this.#keeps = false;
    return this.#gone([...this.#leaves.unseen], [...this.#nodes.unseen]);
  }

  known(): Change<T>[] {
    return this.entries().map((entry) => ({ ...entry, event: "add" }));
  }

  entries(): Entry<T>[] {
    return [...this.#nodes.entries.values(), ...this.#leaves.entries.values()];
  }

  #put(entry: Entry<T>, before: Entry<T> | undefined): Change<T> {
    const { entries } = entry.type === "node" ? this.#nodes : this.#leaves;
    entries.set(entry.path, entry);
    return before === undefined ? { ...entry, event: "add" } : changed(entry);
  }

  /**
   * Where a node has come in place of a leaf while there was no connection, or
   * a leaf in place of a node: removes come before adds.
   */
  #displaced({ path, type }: Entry<T>): Change<T>[] {
    if (type === "node") {
      return this.#leaves.unseen.has(path) ? this.#gone([path], []) : [];
    }
    if (!this.#nodes.unseen.has(path)) return [];
    const prefix = path + this.#separator;
    const isBelow = (other: string) => other.startsWith(prefix);
    const nodes = [...this.#nodes.unseen].filter((other) =>
      other === path || isBelow(other)
    );
    return this.#gone([...this.#leaves.unseen].filter(isBelow), nodes);
  }

  /** What has not been reported again: leaves, then nodes from the innermost. */
  #gone(leaves: string[], nodes: string[]): Change<T>[] {
    const removed: Change<T>[] = [];
    const take = ({ entries, unseen }: KnownElements<T>, path: string) => {
      const entry = entries.get(path);
      entries.delete(path);
      unseen.delete(path);
      if (entry !== undefined) removed.push({ ...entry, event: "remove" });
    };
    for (const path of leaves) take(this.#leaves, path);
    // Nodes came from the outermost to the innermost.
    for (const path of nodes.reverse()) take(this.#nodes, path);
    return removed;
  }
}

/**
 * The last word on an element; binary Jet and node-jet 3.x daemons leave its
 * value out.
 */
function lastOf<T>(before: Entry<T>, entry: Entry<T>): Entry<T> {
  return entry.type === "state" || before.type === "signal"
    ? lasting(entry, before)
    : before;
}

/** Daemons send `fetchOnly`, `meta` and `away` with events of their own only. */
function lasting<T>(
  entry: Entry<T>,
  before: EntryPlace | undefined,
): Entry<T> {
  if (before === undefined) return entry;
  const { fetchOnly, meta, away } = before;
  // A copy without some members costs more than all the rest of a change.
  if ((meta ?? away) === undefined) {
    return fetchOnly === true ? { fetchOnly, ...entry } : entry;
  }
  const { at: _at, quality: _quality, stale: _stale, ...rest } = before;
  return { ...rest, ...entry };
}

/** For sorted fetches: items are the rows in order. */
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
