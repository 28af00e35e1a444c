/**
 * The rows of the whole bus: its model, fed by the open nodes.
 *
 * @module
 */
import type { BusConnection } from "../bus/connection.ts";
import type { RowSource } from "./controller.ts";
import { type FeedHost, TreeFeed } from "./feed.ts";
import { type Item, type ItemKind, TreeModel } from "./model.ts";

/** Elements whose nodes are opened at a time. */
export const MAX_BELOW = 500;

/** One level of the tree, as it is shown where there is room for one only. */
export interface Level {
  /** Path of the node whose children are shown. */
  readonly top: string;
  /** Shows the children of another node. */
  enter(path: string): void;
}

/** See the module. */
export class BusRows implements RowSource {
  readonly model: TreeModel;
  readonly feed: TreeFeed;
  readonly #bus: BusConnection;
  /** Paths of nodes that are opened as soon as they are there. */
  readonly #awaited = new Set<string>();

  readonly #level: Level | undefined;

  /** @param level Where one level is shown instead of a tree. */
  constructor(bus: BusConnection, host: FeedHost, level?: Level) {
    this.#bus = bus;
    this.#level = level;
    this.model = new TreeModel(false, level?.top);
    this.feed = new TreeFeed(bus, this.model, host);
  }

  get rows(): readonly Item[] {
    return this.model.rows;
  }

  toggle(item: Item, open: boolean): void {
    if (this.#level !== undefined) this.#level.enter(item.path);
    else if (open) this.feed.open(item);
    else this.feed.close(item);
  }

  seen(rows: readonly Item[]): void {
    this.feed.follow(rows);
  }

  /** Shows only some kinds of elements. */
  show(kinds: ReadonlySet<ItemKind>): void {
    this.model.show((item) => item.kind === "node" || kinds.has(item.kind));
  }

  /**
   * Opens a node and the nodes below it, as far as the first
   * {@linkcode MAX_BELOW} elements lead.
   *
   * @returns Whether there are more.
   */
  async openBelow(node: Item): Promise<boolean> {
    const { path } = node;
    const entries = await this.#bus.peer.get({
      below: path,
      sort: { byPath: true, from: 1, to: MAX_BELOW },
    });
    if (!node.open) this.feed.open(node);
    for (const { path: found } of entries) {
      let end = found.indexOf("/", path.length + 1);
      while (end > 0) {
        this.#awaited.add(found.slice(0, end));
        end = found.indexOf("/", end + 1);
      }
    }
    this.arrived();
    return entries.length === MAX_BELOW;
  }

  /** Opens what has arrived of the nodes that are awaited. */
  arrived(): void {
    for (const path of this.#awaited) {
      const node = this.model.node(path);
      if (node === undefined) continue;
      this.#awaited.delete(path);
      if (!node.open) this.feed.open(node);
    }
  }

  /** Closes all nodes. */
  closeAll(): void {
    this.#awaited.clear();
    for (const item of [...this.model.root.children]) {
      if (item.open) this.feed.close(item);
    }
  }

  /** Opens the nodes above a path, one after the other as they arrive. */
  openTo(path: string): boolean {
    let end = path.indexOf("/", 1);
    while (end > 0) {
      const node = this.model.node(path.slice(0, end));
      if (node === undefined) return false;
      if (!node.open) {
        this.feed.open(node);
        return false;
      }
      end = path.indexOf("/", end + 1);
    }
    return this.model.find(path) !== undefined;
  }
}
