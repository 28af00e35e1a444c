/**
 * The rows of the whole bus: its model, fed by the open nodes.
 *
 * @module
 */
import type { BusConnection } from "../bus/connection.ts";
import type { RowSource } from "./controller.ts";
import { type FeedHost, TreeFeed } from "./feed.ts";
import { type Item, type ItemKind, TreeModel } from "./model.ts";

/** See the module. */
export class BusRows implements RowSource {
  readonly model: TreeModel = new TreeModel();
  readonly feed: TreeFeed;

  constructor(bus: BusConnection, host: FeedHost) {
    this.feed = new TreeFeed(bus, this.model, host);
  }

  get rows(): readonly Item[] {
    return this.model.rows;
  }

  toggle(item: Item, open: boolean): void {
    if (open) this.feed.open(item);
    else this.feed.close(item);
  }

  seen(rows: readonly Item[]): void {
    this.feed.follow(rows);
  }

  /** Shows only some kinds of elements. */
  show(kinds: ReadonlySet<ItemKind>): void {
    this.model.show((item) => item.kind === "node" || kinds.has(item.kind));
  }

  /** Closes all nodes. */
  closeAll(): void {
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
