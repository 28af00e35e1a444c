/**
 * Plain fetches: turns their notifications into changes.
 *
 * @module
 */
import {
  type Change,
  changed,
  type Entry,
  type EntryPlace,
  readEntry,
} from "./entry.ts";
import type { Tracker } from "./item_tracker.ts";
import { type Known, KnownElements } from "./known_elements.ts";
import { fetchLater } from "./load_later.ts";

/** Items are changes. */
export class ChangeTracker<T> implements Tracker<T, Change<T>> {
  readonly #known: Known<T>;
  /** Whether what is removed counts as still there. */
  #keeps = false;

  /** @param separator What separates the segments of a path. */
  constructor(separator: string = "/") {
    this.#known = {
      separator,
      leaves: new KnownElements<T>(),
      nodes: new KnownElements<T>(),
    };
  }

  begin(): void {
    const { leaves, nodes } = this.#known;
    leaves.begin();
    nodes.begin();
    this.#keeps = leaves.unseen.size > 0;
  }

  receive(params: Record<string, unknown>): Change<T>[] {
    const entry = readEntry<T>(params);
    if (entry === undefined || typeof params.event !== "string") return [];
    const { path } = entry;
    const isNode = entry.type === "node";
    // Node-jet 3.x daemons write "Add", "Change", "Remove".
    const event = params.event.toLowerCase();
    const { entries, unseen } = this.#known[isNode ? "nodes" : "leaves"];
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
        return isNode ? [] : [this.#put(lasting(entry, before), before)];
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
          const gone = fetchLater.loaded?.displaced(this.#known, entry) ?? [];
          return [...gone, this.#put(entry, before)];
        }
        // A node has no value that could change.
        if (isNode) return [];
        if (again && fetchLater.loaded?.sameEntry(before, entry)) {
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
    return fetchLater.loaded?.missing(this.#known) ?? [];
  }

  known(): Change<T>[] {
    return this.entries().map((entry) => ({ ...entry, event: "add" }));
  }

  entries(): Entry<T>[] {
    const { leaves, nodes } = this.#known;
    return [...nodes.entries.values(), ...leaves.entries.values()];
  }

  #put(entry: Entry<T>, before: Entry<T> | undefined): Change<T> {
    const { leaves, nodes } = this.#known;
    const { entries } = entry.type === "node" ? nodes : leaves;
    entries.set(entry.path, entry);
    return before === undefined ? { ...entry, event: "add" } : changed(entry);
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
