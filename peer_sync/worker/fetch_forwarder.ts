/**
 * Forwards the items of one fetch to the program.
 *
 * @module
 */
import type { Backlog } from "../../base/feed.ts";
import type { Change, Row } from "../../peer/fetch/entry.ts";
import { packItem } from "../protocol/entries.ts";
import type { Holder, Outlet } from "./outlet.ts";

/** An item of a fetch: a change, or the rows. */
export type Item = Change | Row[];

/** Passes items on; while the program does not read, they wait conflated. */
export class FetchForwarder implements Holder {
  readonly #outlet: Outlet;
  readonly #peer: number;
  readonly #fetch: number;
  readonly #backlog: Backlog<Item>;
  #initial: Item[] | undefined = [];

  /** @param backlog For what waits. */
  constructor(
    outlet: Outlet,
    peer: number,
    fetch: number,
    backlog: Backlog<Item>,
  ) {
    this.#outlet = outlet;
    this.#peer = peer;
    this.#fetch = fetch;
    this.#backlog = backlog;
  }

  /** Takes an item. */
  take(item: Item): void {
    if (this.#initial !== undefined) this.#initial.push(item);
    else if (this.#outlet.isFull(this)) this.#backlog.push(item);
    else this.#put([item], false);
  }

  /** The initial matches are complete: forwards them as one batch. */
  settled(): void {
    const initial = this.#initial ?? [];
    this.#initial = undefined;
    this.#put(initial, true);
  }

  resume(): void {
    const items: Item[] = [];
    for (;;) {
      const item = this.#backlog.take();
      if (item === undefined) break;
      items.push(item);
    }
    if (items.length > 0) this.#put(items, false);
  }

  #put(items: readonly Item[], initial: boolean): void {
    this.#outlet.put({
      kind: "items",
      peer: this.#peer,
      fetch: this.#fetch,
      initial,
      items: items.map(packItem),
    });
  }
}
