/**
 * Rows of what rules find: of a search, a group, or the pins. With its ancestors
 * as a tree, or flat.
 *
 * @module
 */
import type { Fetcher, FetchRules, Row } from "../../peer.ts";
import type { BusConnection } from "../bus/connection.ts";
import { FRAMES, type Frames } from "../bus/frames.ts";
import { type Item, TreeModel } from "./model.ts";
import type { RowSource } from "./controller.ts";

/** Rows that are asked for at first, and with each "more". */
export const FOUND_PAGE = 500;
/** Reports of the rows a second. */
const REPORT_RATE = 10;

/** Callbacks to the view. */
export interface FoundHost {
  rowsChanged(): void;
  valueChanged(item: Item): void;
}

/** What is looked for. */
export interface Wanted {
  /** What one of these finds is shown. */
  readonly rules: readonly FetchRules[];
  /** Paths that are shown in any case. */
  readonly expected?: readonly string[];
  /** Whether the rows have no hierarchy. */
  readonly flat: boolean;
}

/** See the module. */
export class FoundRows implements RowSource {
  readonly #bus: BusConnection;
  readonly #host: FoundHost;
  readonly #frames: Frames;
  #model = new TreeModel();
  #fetchers: Fetcher<unknown, Row[]>[] = [];
  #results: (readonly Row[])[] = [];
  /** The results of which the items have been filled. */
  #filled: (readonly Row[])[] = [];
  #wanted: Wanted = { rules: [], flat: true };
  #closed = new Set<string>();
  #limit = FOUND_PAGE;
  #ready = false;
  /** Whether the view shows the rows of what was looked for before. */
  #outdated = false;
  /** Counts the fetches, so that answers to old ones are dropped. */
  #round = 0;

  constructor(bus: BusConnection, host: FoundHost, frames: Frames = FRAMES) {
    this.#bus = bus;
    this.#host = host;
    this.#frames = frames;
  }

  get rows(): readonly Item[] {
    return this.#model.rows;
  }

  /** How many elements were found. */
  get count(): number {
    return this.#results.reduce((sum, rows) => sum + rows.length, 0);
  }

  /** Whether there may be more than are shown. */
  get hasMore(): boolean {
    return this.#results.some((rows) => rows.length >= this.#limit);
  }

  /** Whether the daemon has answered. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Looks for something else. */
  look(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#limit = FOUND_PAGE;
    this.#closed.clear();
    this.#filled = [];
    this.#model = new TreeModel(wanted.flat);
    this.#ready = false;
    this.#outdated = true;
    this.#begin();
  }

  /** Shows more of them. */
  more(): void {
    this.#limit += FOUND_PAGE;
    this.#begin();
  }

  /** Asks again, by another peer or with other rights. */
  restart(): void {
    this.#begin();
  }

  /** Ends its fetches. */
  close(): void {
    this.#round++;
    for (const fetcher of this.#fetchers) void fetcher.close();
    this.#fetchers = [];
  }

  toggle(item: Item, open: boolean): void {
    item.open = open;
    if (open) this.#closed.delete(item.path);
    else this.#closed.add(item.path);
    this.#model.show(undefined);
    this.#host.rowsChanged();
  }

  #begin(): void {
    this.close();
    const round = this.#round;
    const { rules } = this.#wanted;
    this.#results = rules.map(() => []);
    this.#filled = [];
    this.#fetchers = rules.map((rule, at) =>
      this.#bus.peer.fetch({
        ...rule,
        times: true,
        presence: true,
        rate: REPORT_RATE,
        sort: { byPath: true, from: 1, to: this.#limit },
      }, (rows) => {
        if (round !== this.#round) return;
        this.#results[at] = rows;
        this.#ready = true;
        this.#frames.request(this.#fill);
      })
    );
    for (const { ready } of this.#fetchers) {
      ready.catch(() => {}).then(() => {
        if (round !== this.#round) return;
        this.#ready = true;
        this.#frames.request(this.#fill);
      });
    }
    if (rules.length === 0) this.#frames.request(this.#fill);
  }

  readonly #fill = () => {
    // The rows of before stay until the daemon has answered.
    if (!this.#ready && this.#wanted.rules.length > 0) return;
    const model = this.#model;
    const before = model.size;
    const filled = this.#filled;
    this.#filled = [...this.#results];
    // Rows that have not changed are the same objects.
    const samePaths = !this.#outdated &&
      filled.length === this.#results.length &&
      this.#results.every((rows, at) =>
        rows.length === filled[at].length &&
        rows.every(({ path }, i) => path === filled[at][i].path)
      );
    this.#results.forEach((rows, at) => {
      rows.forEach((row, i) => {
        if (samePaths && filled[at][i] === row) return;
        this.#take(row);
      });
    });
    if (!samePaths) this.#arrange();
    const changed = model.size !== before || !model.valid;
    if (!changed && !this.#outdated) return;
    this.#outdated = false;
    this.#host.rowsChanged();
  };

  #take(row: Row): void {
    const item = this.#model.add(
      this.#parentOf(row.path),
      row.path,
      row.type,
    );
    const same = item.value === row.value && item.at !== 0 &&
      item.stale === (row.stale === true) &&
      item.away === (row.away === true);
    item.value = row.value;
    item.at = row.type === "state"
      ? Math.min(row.time ?? Infinity, Date.now())
      : 0;
    item.fetchOnly = row.fetchOnly === true;
    item.stale = row.stale === true;
    item.away = row.away === true;
    if (same) return;
    item.changes++;
    this.#host.valueChanged(item);
  }

  /** Adds what is expected, and takes out what is not found any more. */
  #arrange(): void {
    const model = this.#model;
    const kept = new Set<string>();
    for (const rows of this.#results) {
      for (const { path } of rows) kept.add(path);
    }
    for (const path of this.#wanted.expected ?? []) {
      if (kept.has(path)) continue;
      kept.add(path);
      const item = model.add(model.root, path, "state");
      if (item.stale && item.value === undefined) continue;
      item.stale = true;
      item.at = 0;
      item.value = undefined;
      this.#host.valueChanged(item);
    }
    this.#sweep(model.root, kept);
  }

  // What is not found any more, and nodes that became empty.
  #sweep(node: Item, kept: ReadonlySet<string>): boolean {
    for (const child of [...node.children]) {
      const stays = child.kind === "node"
        ? this.#sweep(child, kept)
        : kept.has(child.path);
      if (!stays) this.#model.remove(child);
    }
    return node.children.length > 0;
  }

  #parentOf(path: string): Item {
    const model = this.#model;
    let node = model.root;
    if (this.#wanted.flat) return node;
    let end = path.indexOf("/", 1);
    while (end > 0) {
      const known = model.size;
      node = model.add(node, path.slice(0, end), "node");
      if (model.size !== known) node.open = !this.#closed.has(node.path);
      end = path.indexOf("/", end + 1);
    }
    return node;
  }
}
