/**
 * An ordered list that knows every item's position.
 *
 * @module
 */

/**
 * Compares two items: below 0 the first one, above 0 the
 * second one, 0 if they are the same item.
 */
export type Compare<T> = (a: T, b: T) => number;

/** A node with more parts is split in two. */
const MAX_PARTS = 64;
/** A node with fewer parts is joined with a neighbour or takes from it. */
const MIN_PARTS = 20;
/** Parts of a node of a tree that is built at once: there is room for more. */
const FILLED = 48;

/** The counts of a leaf: it has nothing to count. */
const NO_COUNTS: number[] = [];

class TreeNode<T> {
  /** A leaf's items; else the first item below each child. */
  readonly items: T[];
  /** `null` in a leaf. */
  readonly children: TreeNode<T>[] | null;
  /** How many items there are below each child. */
  readonly counts: number[];
  /** The leaf that follows this leaf. */
  next: TreeNode<T> | null = null;

  constructor(items: T[], children: TreeNode<T>[] | null, counts: number[]) {
    this.items = items;
    this.children = children;
    this.counts = counts;
  }
}

/**
 * A sorted list of distinct items that finds the rank of an item and the item
 * of a rank without counting: a B+ tree whose nodes know how many items are
 * below them. Everything takes O(log n).
 *
 * **The order of an item must not change while it is in the list.** Remove it
 * first, change it, insert it again; or keep in the list a record of the key
 * as it was, as the sorter does.
 *
 * Ranks are counted from 1. The list must not be changed from inside a walk.
 *
 * @example
 * ```ts
 * import { RankedList } from "./ranked_list.ts";
 *
 * const list = new RankedList<number>((a, b) => a - b);
 * list.insert(30); // 1
 * list.insert(10); // 1
 * list.insert(20); // 2
 * list.rank(30); // 3
 * list.at(1); // 10
 * ```
 */
export class RankedList<T> {
  readonly #compare: Compare<T>;
  #root: TreeNode<T> = new TreeNode<T>([], null, NO_COUNTS);
  #size = 0;
  // The path from the root to a leaf, reused between calls to save garbage:
  // the nodes above the leaf, which child was taken in each, and the leaf.
  readonly #path: TreeNode<T>[] = [];
  readonly #slots: number[] = [];
  #depth = 0;
  #leaf: TreeNode<T> = this.#root;

  constructor(compare: Compare<T>) {
    this.#compare = compare;
  }

  /** Makes a list of items that are in order already, in O(n). */
  static from<T>(
    sortedItems: readonly T[],
    compare: Compare<T>,
  ): RankedList<T> {
    const list = new RankedList<T>(compare);
    if (sortedItems.length === 0) return list;
    list.#size = sortedItems.length;
    let level: TreeNode<T>[] = [];
    let counts: number[] = [];
    for (const [start, end] of portions(sortedItems.length)) {
      const leaf = new TreeNode(sortedItems.slice(start, end), null, NO_COUNTS);
      if (level.length > 0) level[level.length - 1].next = leaf;
      level.push(leaf);
      counts.push(end - start);
    }
    while (level.length > 1) {
      const above: TreeNode<T>[] = [];
      const countsAbove: number[] = [];
      for (const [start, end] of portions(level.length)) {
        const children = level.slice(start, end);
        const below = counts.slice(start, end);
        const firsts = children.map((child) => child.items[0]);
        above.push(new TreeNode(firsts, children, below));
        countsAbove.push(sum(below, below.length));
      }
      level = above;
      counts = countsAbove;
    }
    list.#root = level[0];
    return list;
  }

  /** Number of items. */
  get size(): number {
    return this.#size;
  }

  /** Inserts an item that is not in the list; returns its rank. */
  insert(item: T): number {
    const before = this.#descend(item);
    const items = this.#leaf.items;
    const at = this.#position(items, item);
    insertAt(items, at, item);
    this.#size++;
    for (let i = 0; i < this.#depth; i++) {
      this.#path[i].counts[this.#slots[i]]++;
    }
    if (at === 0) this.#newFirst(item);
    if (items.length > MAX_PARTS) this.#split();
    return before + at + 1;
  }

  /** Removes an item; returns the rank it had, 0 if it isn't there. */
  remove(item: T): number {
    const before = this.#descend(item);
    const items = this.#leaf.items;
    const at = this.#position(items, item);
    if (at === items.length || this.#compare(items[at], item) !== 0) return 0;
    removeAt(items, at);
    this.#size--;
    for (let i = 0; i < this.#depth; i++) {
      this.#path[i].counts[this.#slots[i]]--;
    }
    if (at === 0 && items.length > 0) this.#newFirst(items[0]);
    if (items.length < MIN_PARTS) this.#fill();
    return before + at + 1;
  }

  /** The rank of an item, 0 if it isn't there. */
  rank(item: T): number {
    const before = this.#descend(item);
    const items = this.#leaf.items;
    const at = this.#position(items, item);
    if (at === items.length || this.#compare(items[at], item) !== 0) return 0;
    return before + at + 1;
  }

  /** The item of a rank; `undefined` if there are fewer. */
  at(rank: number): T | undefined {
    if (!(rank >= 1 && rank <= this.#size)) return undefined;
    let node = this.#root;
    let rest = rank - 1;
    while (node.children !== null) {
      let slot = 0;
      while (rest >= node.counts[slot]) rest -= node.counts[slot++];
      node = node.children[slot];
    }
    return node.items[rest];
  }

  /**
   * Calls `visit` with the items of all ranks from `from` to `to`, as far as
   * there are any, in their order.
   */
  walk(
    from: number,
    to: number,
    visit: (item: T, rank: number) => void,
  ): void {
    let rank = Math.max(from, 1);
    const last = Math.min(to, this.#size);
    if (!(rank <= last)) return;
    let leaf: TreeNode<T> | null = this.#root;
    let at = rank - 1;
    while (leaf.children !== null) {
      let slot = 0;
      while (at >= leaf.counts[slot]) at -= leaf.counts[slot++];
      leaf = leaf.children[slot];
    }
    while (leaf !== null) {
      const items: T[] = leaf.items;
      for (; at < items.length; at++) {
        visit(items[at], rank);
        if (rank++ === last) return;
      }
      at = 0;
      leaf = leaf.next;
    }
  }

  /**
   * Finds the way to the leaf where the item is or belongs; returns how many
   * items there are in the leaves before it.
   */
  #descend(item: T): number {
    const compare = this.#compare;
    let node = this.#root;
    let before = 0;
    let depth = 0;
    while (node.children !== null) {
      // The last child whose first item isn't behind the item.
      const firsts = node.items;
      let low = 0;
      let high = firsts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (compare(firsts[middle], item) <= 0) low = middle;
        else high = middle - 1;
      }
      before += sum(node.counts, low);
      this.#path[depth] = node;
      this.#slots[depth] = low;
      depth++;
      node = node.children[low];
    }
    this.#depth = depth;
    this.#leaf = node;
    return before;
  }

  /** The first position whose item isn't before the item. */
  #position(items: readonly T[], item: T): number {
    const compare = this.#compare;
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(items[middle], item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Updates the nodes above the leaf, whose first item has changed. */
  #newFirst(item: T): void {
    for (let i = this.#depth - 1; i >= 0; i--) {
      this.#path[i].items[this.#slots[i]] = item;
      if (this.#slots[i] > 0) return;
    }
  }

  /** Divides the leaf that has become too large, and nodes above if need be. */
  #split(): void {
    let node = this.#leaf;
    for (let depth = this.#depth - 1; node.items.length > MAX_PARTS; depth--) {
      const half = node.items.length >> 1;
      const right = new TreeNode<T>(
        node.items.splice(half),
        node.children === null ? null : node.children.splice(half),
        node.children === null ? NO_COUNTS : node.counts.splice(half),
      );
      right.next = node.next;
      if (node.children === null) node.next = right;
      const count = sizeOf(right);
      if (depth < 0) {
        this.#root = new TreeNode<T>(
          [node.items[0], right.items[0]],
          [node, right],
          [sizeOf(node), count],
        );
        return;
      }
      const parent = this.#path[depth];
      const slot = this.#slots[depth];
      if (parent.children === null) return;
      parent.counts[slot] -= count;
      insertAt(parent.items, slot + 1, right.items[0]);
      insertAt(parent.children, slot + 1, right);
      insertAt(parent.counts, slot + 1, count);
      node = parent;
    }
  }

  /** Repairs the leaf that has become too small, and nodes above if need be. */
  #fill(): void {
    let node = this.#leaf;
    for (let depth = this.#depth - 1; depth >= 0; depth--) {
      if (node.items.length >= MIN_PARTS) return;
      const parent = this.#path[depth];
      if (parent.children === null) return;
      // The last child is joined with the one before it, else with the next.
      const slot = Math.min(this.#slots[depth], parent.items.length - 2);
      const left = parent.children[slot];
      const right = parent.children[slot + 1];
      const join = left.items.length + right.items.length <= FILLED;
      const half = join ? 0 : (left.items.length + right.items.length) >> 1;
      shift(left.items, right.items, half);
      if (left.children !== null && right.children !== null) {
        shift(left.children, right.children, half);
        shift(left.counts, right.counts, half);
      }
      if (join) {
        left.next = right.next;
        parent.counts[slot] += parent.counts[slot + 1];
        removeAt(parent.items, slot + 1);
        removeAt(parent.children, slot + 1);
        removeAt(parent.counts, slot + 1);
      } else {
        const both = parent.counts[slot] + parent.counts[slot + 1];
        parent.counts[slot + 1] = sizeOf(right);
        parent.counts[slot] = both - parent.counts[slot + 1];
        parent.items[slot + 1] = right.items[0];
      }
      node = parent;
    }
    // A root with one child is one level too many.
    while (this.#root.children !== null && this.#root.children.length === 1) {
      this.#root = this.#root.children[0];
    }
  }
}

/** How many items there are in a node and below. */
function sizeOf<T>(node: TreeNode<T>): number {
  return node.children === null
    ? node.items.length
    : sum(node.counts, node.counts.length);
}

function sum(counts: readonly number[], end: number): number {
  let all = 0;
  for (let i = 0; i < end; i++) all += counts[i];
  return all;
}

/**
 * Divides `length` parts into about equal portions for the nodes of a level.
 */
function portions(length: number): [start: number, end: number][] {
  const count = Math.ceil(length / FILLED);
  const made: [number, number][] = [];
  for (let i = 0; i < count; i++) {
    made.push([
      Math.floor(i * length / count),
      Math.floor((i + 1) * length / count),
    ]);
  }
  return made;
}

// `splice` makes an array of what it removes, and arrays this short are moved
// quicker by hand.

function insertAt<V>(list: V[], at: number, value: V): void {
  list.push(value);
  for (let i = list.length - 1; i > at; i--) list[i] = list[i - 1];
  list[at] = value;
}

function removeAt<V>(list: V[], at: number): void {
  for (let i = at + 1; i < list.length; i++) list[i - 1] = list[i];
  list.pop();
}

/** Moves parts between neighbours; `right` has `keep` of them afterwards. */
function shift<V>(left: V[], right: V[], keep: number): void {
  if (right.length > keep) left.push(...right.splice(0, right.length - keep));
  else right.unshift(...left.splice(left.length + right.length - keep));
}
