/**
 * The tree that is shown: open nodes with their children, flattened into rows.
 * Values are written into its items; only coming and going changes the rows.
 *
 * @module
 */

import { nameOf } from "../values/kinds.ts";

/** What a row is. */
export type ItemKind = "node" | "state" | "method" | "signal";

/** A row: a node, a state, a method or a signal. */
export interface Item {
  readonly path: string;
  readonly name: string;
  readonly kind: ItemKind;
  readonly parent: Item | undefined;
  /** Depth, from 1. */
  readonly level: number;
  /** Of a node: whether its children are shown. */
  open: boolean;
  /** Of an open node: its children in order; there may be gaps in a long list. */
  children: Item[];
  /** Of a node: how many children it has, if that is known. */
  count: number | undefined;
  value: unknown;
  /** When the value arrived, in ms; 0: not yet. */
  at: number;
  /** Changes that arrived since the last second, for the hot mark. */
  changes: number;
  /** Whether it changes more than twice a second. */
  hot: boolean;
  /** When it last flashed, in ms. */
  flashedAt: number;
  fetchOnly: boolean;
  stale: boolean;
  away: boolean;
  /** When it was removed, in ms; 0: it is there. */
  goneAt: number;
  /** Whether the place in a long list has not been loaded. */
  readonly hollow: boolean;
}

const collator = new Intl.Collator("en", { numeric: true });

/** The order of the children of a node. */
export function compareNames(one: Item, other: Item): number {
  return collator.compare(one.name, other.name) ||
    (one.name < other.name ? -1 : one.name > other.name ? 1 : 0) ||
    (one.kind < other.kind ? -1 : one.kind > other.kind ? 1 : 0);
}

/** Makes an item. */
export function itemOf(
  parent: Item | undefined,
  path: string,
  kind: ItemKind,
  hollow = false,
  flat = false,
): Item {
  return {
    path,
    name: flat ? path : nameOf(path),
    kind,
    parent,
    level: parent === undefined ? 0 : parent.level + 1,
    open: false,
    children: [],
    count: undefined,
    value: undefined,
    at: 0,
    changes: 0,
    hot: false,
    flashedAt: 0,
    fetchOnly: false,
    stale: false,
    away: false,
    goneAt: 0,
    hollow,
  };
}

/** See the module. */
export class TreeModel {
  /** Never shown itself; its children are the first level. */
  readonly root: Item;
  readonly #items = new Map<string, Item>();
  #rows: Item[] = [];
  #valid = false;
  /** Elements and nodes that may be shown; others are left out. */
  #isShown: ((item: Item) => boolean) | undefined;
  readonly #flat: boolean;

  /**
   * @param flat Whether names are whole paths, without a hierarchy.
   * @param top Path of the node whose children are the first level.
   */
  constructor(flat = false, top = "") {
    this.#flat = flat;
    this.root = itemOf(undefined, top, "node");
    this.root.open = true;
  }

  /** How many items are known. */
  get size(): number {
    return this.#items.size;
  }

  /** Whether the rows of before still hold. */
  get valid(): boolean {
    return this.#valid;
  }

  /** The rows, from top to bottom. */
  get rows(): readonly Item[] {
    if (!this.#valid) {
      this.#rows = [];
      this.#collect(this.root);
      this.#valid = true;
    }
    return this.#rows;
  }

  /** Shows only some kinds; `undefined` shows all. */
  show(isShown: ((item: Item) => boolean) | undefined): void {
    this.#isShown = isShown;
    this.#valid = false;
  }

  /** The item of a path: the element if there is one, else the node. */
  find(path: string): Item | undefined {
    return this.#items.get(`e${path}`) ?? this.#items.get(`n${path}`);
  }

  /** The node of a path. */
  node(path: string): Item | undefined {
    return path === this.root.path ? this.root : this.#items.get(`n${path}`);
  }

  /** Adds a child, or gives the one that is there. */
  add(parent: Item, path: string, kind: ItemKind): Item {
    const key = keyOf(path, kind);
    const known = this.#items.get(key);
    if (known !== undefined) {
      if (known.kind === kind) {
        known.goneAt = 0;
        return known;
      }
      this.remove(known);
    }
    const item = itemOf(parent, path, kind, false, this.#flat);
    this.#items.set(key, item);
    insert(parent.children, item);
    this.#valid = false;
    return item;
  }

  /** Puts an item at a place of a long list. */
  place(parent: Item, index: number, path: string, kind: ItemKind): Item {
    const there = parent.children[index];
    if (there?.path === path && there.kind === kind) return there;
    const key = keyOf(path, kind);
    const item = this.#items.get(key) ?? itemOf(parent, path, kind);
    if (there !== undefined && !there.hollow) this.#forget(there, index);
    this.#items.set(key, item);
    parent.children[index] = item;
    this.#valid = false;
    return item;
  }

  /** Gives a long list its length; what is not loaded is hollow. */
  resize(parent: Item, length: number): void {
    const { children } = parent;
    for (const item of children.splice(length)) {
      if (!item.hollow) this.#drop(item);
    }
    while (children.length < length) {
      children.push(itemOf(parent, parent.path, "state", true));
    }
    this.#valid = false;
  }

  // In a long list an item may be at its new place already.
  #forget(item: Item, index: number): void {
    const { parent } = item;
    const moved = parent?.children.some((one, i) =>
      one === item && i !== index
    );
    if (moved !== true) this.#drop(item);
  }

  /** Takes an item and all below out. */
  remove(item: Item): void {
    const list = item.parent?.children;
    const index = list?.indexOf(item) ?? -1;
    if (list !== undefined && index >= 0) list.splice(index, 1);
    this.#drop(item);
    this.#valid = false;
  }

  /** Takes all children of a node out. */
  clear(node: Item): void {
    for (const child of node.children) if (!child.hollow) this.#drop(child);
    node.children = [];
    this.#valid = false;
  }

  /** Opens or closes a node. */
  toggle(node: Item, open: boolean): void {
    if (node.kind !== "node" || node.open === open) return;
    node.open = open;
    if (!open) this.clear(node);
    this.#valid = false;
  }

  #drop(item: Item): void {
    const key = keyOf(item.path, item.kind);
    if (this.#items.get(key) === item) this.#items.delete(key);
    for (const child of item.children) if (!child.hollow) this.#drop(child);
    item.children = [];
    item.open = false;
  }

  #collect(node: Item): void {
    for (const child of node.children) {
      if (this.#isShown?.(child) === false) continue;
      this.#rows.push(child);
      if (child.open) this.#collect(child);
    }
  }
}

function keyOf(path: string, kind: ItemKind): string {
  return (kind === "node" ? "n" : "e") + path;
}

function insert(list: Item[], item: Item): void {
  let high = list.length;
  // Most come in order.
  if (high > 0 && compareNames(list[high - 1], item) < 0) {
    list.push(item);
    return;
  }
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareNames(list[middle], item) < 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, item);
}
