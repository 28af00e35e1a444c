/**
 * Fetches the children of each open node: all of them, or of a long list those
 * that are seen.
 *
 * @module
 */
import type { Change, Entry, Fetcher, FetchRules, Row } from "../../peer.ts";
import type { BusConnection } from "../bus/connection.ts";
import type { Item, TreeModel } from "./model.ts";

/** Children beyond which only those that are seen are fetched. */
export const LONG_LIST = 2000;
/** Rows fetched above and below those that are seen. */
const OVERSCAN = 100;
/** Changes of each row a second at most. */
const ROW_RATE = 10;
/** Children whose counts are asked for at a time. */
const COUNT_LIMIT = 2000;
/** Pause before a long list follows the scrolling, in ms. */
const FOLLOW_MS = 100;
/** How long the rows of what is gone stay, in ms. */
export const GONE_MS = 3000;

/** What a feed tells its tree. */
export interface FeedHost {
  /** Rows have come or gone. */
  rowsChanged(): void;
  /** An item has another value. */
  valueChanged(item: Item): void;
}

const NOTES: FetchRules = { times: true, presence: true, rate: ROW_RATE };

/** The fetches of one open node. */
class NodeFeed {
  readonly node: Item;
  fetcher: Fetcher<unknown, Change> | Fetcher<unknown, Row[]> | undefined;
  /** Rows of a long list that are fetched, from 1. */
  window: readonly [from: number, to: number] | undefined;

  constructor(node: Item) {
    this.node = node;
  }
}

/** See the module. */
export class TreeFeed {
  readonly #bus: BusConnection;
  readonly #model: TreeModel;
  readonly #host: FeedHost;
  readonly #feeds = new Map<Item, NodeFeed>();
  #followTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(bus: BusConnection, model: TreeModel, host: FeedHost) {
    this.#bus = bus;
    this.#model = model;
    this.#host = host;
  }

  /** Whether the tree has children of its root, or none for certain. */
  get settled(): boolean {
    return this.#feeds.get(this.#model.root)?.fetcher !== undefined;
  }

  /** Opens a node. */
  open(node: Item): void {
    if (this.#feeds.has(node)) return;
    this.#model.toggle(node, true);
    const feed = new NodeFeed(node);
    this.#feeds.set(node, feed);
    this.#host.rowsChanged();
    void this.#begin(feed);
  }

  /** Closes a node and those below it. */
  close(node: Item): void {
    for (const [inner, feed] of this.#feeds) {
      for (let at: Item | undefined = inner; at; at = at.parent) {
        if (at !== node) continue;
        void feed.fetcher?.close();
        this.#feeds.delete(inner);
        break;
      }
    }
    this.#model.toggle(node, false);
    this.#host.rowsChanged();
  }

  /** Fetches anew what is open, by another peer or with other rights. */
  restart(): void {
    const open = [...this.#feeds.keys()].map(({ path }) => path);
    for (const { fetcher } of this.#feeds.values()) void fetcher?.close();
    this.#feeds.clear();
    this.#model.clear(this.#model.root);
    for (const path of open) {
      const node = this.#model.node(path);
      if (node !== undefined) this.open(node);
    }
  }

  /** Ends all fetches; {@linkcode resume} begins them again. */
  pause(): void {
    for (const feed of this.#feeds.values()) {
      void feed.fetcher?.close();
      feed.fetcher = undefined;
      feed.window = undefined;
    }
  }

  /** Begins the fetches again. */
  resume(): void {
    for (const feed of this.#feeds.values()) {
      if (feed.fetcher === undefined) void this.#begin(feed);
    }
  }

  /** Loads the rows of long lists that are seen now. */
  follow(rows: readonly Item[]): void {
    clearTimeout(this.#followTimer);
    const hollow = rows.find((row) => row.hollow);
    if (hollow?.parent === undefined) return;
    const { parent } = hollow;
    this.#followTimer = setTimeout(() => {
      const feed = this.#feeds.get(parent);
      if (feed === undefined) return;
      const seen = rows.filter((row) => row.parent === parent)
        .map((row) => parent.children.indexOf(row)).filter((i) => i >= 0);
      if (seen.length > 0) {
        this.#slide(feed, Math.min(...seen), Math.max(...seen));
      }
    }, FOLLOW_MS);
  }

  /** Asks how many children the shown nodes have. */
  async count(): Promise<void> {
    for (const { node } of [...this.#feeds.values()]) {
      if (!this.#bus.open || node.children.length > LONG_LIST) continue;
      try {
        const { children } = await this.#bus.peer.list(node.path, {
          limit: COUNT_LIMIT,
        });
        for (const child of children) {
          const item = this.#model.node(child.path);
          if (item === undefined || child.children === item.count) continue;
          item.count = child.children;
          this.#host.valueChanged(item);
        }
      } catch {
        // The node is gone, or the link: the next round asks again.
      }
    }
  }

  async #begin(feed: NodeFeed): Promise<void> {
    const { node } = feed;
    let count = node.count ?? 0;
    if (node.parent === undefined || node.count === undefined) {
      count = await this.#countOf(node);
    }
    if (this.#feeds.get(node) !== feed || feed.fetcher !== undefined) return;
    if (count > LONG_LIST) return this.#beginLong(feed, count);
    const rules = { below: node.path, depth: 1, nodes: true, ...NOTES };
    // What is there from before a pause and is not reported again has gone.
    const missing = new Set(node.children);
    const fetcher = this.#bus.peer.fetch(rules, (change) => {
      const item = this.#take(node, change);
      if (item !== undefined) missing.delete(item);
    });
    feed.fetcher = fetcher;
    fetcher.ready.catch(() => {}).then(() => {
      for (const item of missing) if (!item.hollow) this.#remove(item);
      missing.clear();
      this.#host.rowsChanged();
      void this.count();
    });
  }

  async #countOf(node: Item): Promise<number> {
    try {
      return (await this.#bus.peer.list(node.path, { limit: 1 })).n;
    } catch {
      return 0;
    }
  }

  #beginLong(feed: NodeFeed, count: number): void {
    feed.node.count = count;
    this.#model.resize(feed.node, count);
    this.#slide(feed, 0, 2 * OVERSCAN);
    this.#host.rowsChanged();
  }

  #slide(feed: NodeFeed, first: number, last: number): void {
    const { node, window } = feed;
    if (window !== undefined && first + 1 >= window[0] && last < window[1]) {
      return;
    }
    const from = Math.max(1, first + 1 - OVERSCAN);
    const to = last + 1 + OVERSCAN;
    feed.window = [from, to];
    const before = feed.fetcher;
    const fetcher = this.#bus.peer.fetch({
      below: node.path,
      depth: 1,
      nodes: true,
      ...NOTES,
      sort: { byPath: true, from, to },
    }, (rows) => {
      for (const row of rows) this.#place(node, row);
      this.#host.rowsChanged();
    });
    feed.fetcher = fetcher;
    // The rows of before stay until the new ones are there.
    fetcher.ready.catch(() => {}).then(() => void before?.close());
  }

  #place(node: Item, row: Row): void {
    const index = row.index - 1;
    if (index >= node.children.length) return;
    const item = this.#model.place(node, index, row.path, row.type);
    if (this.#update(item, row)) this.#host.valueChanged(item);
  }

  #take(node: Item, change: Change): Item | undefined {
    const { event, path, type } = change;
    if (event === "remove") {
      const item = type === "node"
        ? this.#model.node(path)
        : this.#model.find(path);
      if (item === undefined || item.kind !== type) return undefined;
      if (item.open) this.close(item);
      this.#remove(item);
      return undefined;
    }
    if (event === "add") {
      const before = this.#model.size;
      const item = this.#model.add(node, path, type);
      this.#update(item, change);
      if (this.#model.size !== before || !this.#model.valid) {
        this.#host.rowsChanged();
      }
      this.#host.valueChanged(item);
      return item;
    }
    const item = this.#model.find(path);
    if (item === undefined) return undefined;
    this.#update(item, change);
    if (event === "change") item.changes++;
    this.#host.valueChanged(item);
    return item;
  }

  // Struck through for a moment, so that the rows below do not jump at once.
  #remove(item: Item): void {
    const goneAt = Date.now();
    item.goneAt = goneAt;
    this.#host.valueChanged(item);
    setTimeout(() => {
      if (item.goneAt !== goneAt) return;
      this.#model.remove(item);
      this.#host.rowsChanged();
    }, GONE_MS);
  }

  #update(item: Item, entry: Entry): boolean {
    const same = item.value === entry.value && item.at !== 0;
    if (entry.type === "state") {
      item.value = entry.value;
      item.at = Math.min(entry.time ?? Infinity, Date.now());
    }
    item.fetchOnly = entry.fetchOnly === true;
    item.stale = entry.stale === true;
    item.away = entry.away === true;
    item.goneAt = 0;
    return !same;
  }
}
