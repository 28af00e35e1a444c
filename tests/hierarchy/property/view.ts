/**
 * What a peer knows by one of its fetches, and which events may come next.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { ancestors } from "../naive.ts";
import type { Kind, Rules } from "./rules.ts";

/** An element of a fetch: its path and its value. */
export type Shown = ReadonlyMap<string, unknown>;

/** Names a thing: in an open hierarchy a path can be node and leaf. */
export function nameOf(node: boolean, path: string): string {
  return `${node ? "node" : "leaf"} ${path}`;
}

/** The view of one fetch, built of its events alone. */
export class View {
  readonly rules: Rules;
  readonly kinds: readonly Kind[];
  readonly #shown = new Map<string, unknown>();

  constructor(rules: Rules, kinds: readonly Kind[]) {
    this.rules = rules;
    this.kinds = kinds;
  }

  /** Takes an event; fails if it may not come now. */
  notify(params: Readonly<Record<string, unknown>>): void {
    const { path, type } = params;
    if (typeof path !== "string") throw new TypeError("an event has no path");
    const event = String(params.event).toLowerCase();
    const node = type !== undefined;
    assert(!node || (type === "node" && !("value" in params)));
    assert(!node || event !== "change", "a node does not change");
    const name = nameOf(node, path);
    const there = this.#shown.has(name);
    if (event === "add") {
      assert(!there, `${name} comes twice`);
      this.#mustHaveParents(path);
    } else {
      assert(there, `${event} of ${name} that is not there`);
    }
    if (event === "remove") {
      this.#shown.delete(name);
      if (node) this.#mustBeEmpty(path);
    } else {
      this.#shown.set(name, params.value);
    }
  }

  #mustHaveParents(path: string): void {
    // With rules about the value there are no nodes at all.
    if (!this.kinds.includes("node") || this.rules.value !== null) return;
    for (const above of ancestors(path)) {
      if (!this.rules.path(above)) continue;
      assert(
        this.#shown.has(nameOf(true, above)),
        `${path} comes before the node ${above}`,
      );
    }
  }

  #mustBeEmpty(path: string): void {
    for (const name of this.#shown.keys()) {
      assert(
        !ancestors(name.slice(5)).includes(path),
        `the node ${path} goes before ${name}`,
      );
    }
  }

  /** Fails unless it shows exactly this. */
  mustShow(expected: Shown): void {
    assertEquals(
      new Map([...this.#shown].sort(byName)),
      new Map([...expected].sort(byName)),
    );
  }
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
