/**
 * A map from strings that finds keys by their prefixes.
 *
 * @module
 */

// One row of the table `#rows` for each node, in this order:
/** Length of the text from the root to the node's end. */
const END = 0;
/** First child; 0 if there is none; below 0 the number of a wide node. */
const CHILD = 1;
/** Next child of the same parent, 0 at the last; next free row if free. */
const NEXT = 2;
/** Code of the first character of the label, unique among siblings. */
const CODE = 3;
/** Numbers in a row. */
const ROW = 4;

/** A node with more children keeps them in a map, else they form a list. */
const WIDE = 32;
/** A node with a map and fewer children goes back to the list. */
const NARROW = 16;

/** Rows that there is room for in the beginning. */
const FIRST_ROWS = 8;

const ROOT = 0;

/**
 * A radix tree over strings. The keys with a prefix, and the keys that are
 * prefixes of a text, are found without visiting others.
 *
 * It is made for a million keys: nodes are rows of one typed array instead of
 * objects, and no part of a key is ever copied. A node's label is a section of
 * any key that runs through it; so the keys are kept as they were given, and a
 * deleted key may live on as the label of a node that is still needed.
 *
 * The tree must not be changed from inside a visit.
 *
 * @example
 * ```ts
 * import { PrefixTree } from "./prefix_tree.ts";
 *
 * const tree = new PrefixTree<number>();
 * tree.set("tank", 1);
 * tree.set("tank/1", 2);
 * tree.visitPrefixes("tank/1/level", (value) => console.log(value)); // 1, 2
 * tree.visitUnder("tank/", (value) => console.log(value)); // 2
 * ```
 *
 * @typeParam T The values. `undefined` can't be one of them, it means that
 * there is none.
 */
export class PrefixTree<T> {
  #rows = new Int32Array(FIRST_ROWS * ROW);
  // For each row the key that its label is taken from: the label is what
  // stands between the parent's end and the node's own end.
  #labels: string[] = [""];
  #values: (T | undefined)[] = [undefined];
  // Children of wide nodes by character code; -1 - CHILD is the index.
  #wide: Map<number, number>[] = [];
  #freeWide: number[] = [];
  // First of the rows that are free, 0 if there is none.
  #free = 0;
  #size = 0;

  /** Number of keys. */
  get size(): number {
    return this.#size;
  }

  /** The value of the key. */
  get(key: string): T | undefined {
    const rows = this.#rows;
    let node = ROOT;
    let end = 0;
    while (end < key.length) {
      node = this.#childOf(node, key.charCodeAt(end));
      if (node === 0) return undefined;
      const at = end;
      end = rows[node * ROW + END];
      if (end > key.length) return undefined;
      if (!sameSection(this.#labels[node], key, at + 1, end)) return undefined;
    }
    return this.#values[node];
  }

  /** Sets the value of the key. */
  set(key: string, value: T): void {
    let node = ROOT;
    let end = 0;
    while (end < key.length) {
      const child = this.#childOf(node, key.charCodeAt(end));
      if (child === 0) {
        this.#size++;
        this.#addChild(
          node,
          this.#allocate(key, key.length, value, key.charCodeAt(end)),
        );
        return;
      }
      const childEnd = this.#rows[child * ROW + END];
      const label = this.#labels[child];
      const limit = Math.min(childEnd, key.length);
      let at = end + 1;
      while (at < limit && label.charCodeAt(at) === key.charCodeAt(at)) at++;
      if (at < childEnd) this.#split(child, at);
      node = child;
      end = at;
    }
    if (this.#values[node] === undefined) this.#size++;
    this.#values[node] = value;
  }

  /** Deletes the key; returns whether it was there. */
  delete(key: string): boolean {
    let parent = ROOT;
    let node = ROOT;
    let end = 0;
    while (end < key.length) {
      parent = node;
      node = this.#childOf(node, key.charCodeAt(end));
      if (node === 0) return false;
      const at = end;
      end = this.#rows[node * ROW + END];
      if (end > key.length) return false;
      if (!sameSection(this.#labels[node], key, at + 1, end)) return false;
    }
    if (this.#values[node] === undefined) return false;
    if (--this.#size === 0) {
      // An empty tree frees the memory of a large one.
      this.#clear();
      return true;
    }
    this.#values[node] = undefined;
    if (node === ROOT) return true;
    if (this.#rows[node * ROW + CHILD] !== 0) {
      this.#mergeWithOnlyChild(node);
      return true;
    }
    this.#removeChild(parent, node);
    this.#release(node);
    if (parent !== ROOT && this.#values[parent] === undefined) {
      this.#mergeWithOnlyChild(parent);
    }
    return true;
  }

  /**
   * Calls `visit` with the value of every key that `text` begins with, the
   * shortest first; the empty key and `text` itself are among them.
   */
  visitPrefixes(text: string, visit: (value: T) => void): void {
    const rows = this.#rows;
    let node = ROOT;
    let end = 0;
    for (;;) {
      const value = this.#values[node];
      if (value !== undefined) visit(value);
      if (end === text.length) return;
      node = this.#childOf(node, text.charCodeAt(end));
      if (node === 0) return;
      const at = end;
      end = rows[node * ROW + END];
      if (end > text.length) return;
      if (!sameSection(this.#labels[node], text, at + 1, end)) return;
    }
  }

  /**
   * Calls `visit` with the value of every key that begins with `prefix`, until
   * it returns `false`.
   */
  visitUnder(prefix: string, visit: (value: T) => unknown): void {
    const rows = this.#rows;
    let top = ROOT;
    let end = 0;
    while (end < prefix.length) {
      top = this.#childOf(top, prefix.charCodeAt(end));
      if (top === 0) return;
      const at = end;
      end = rows[top * ROW + END];
      // The prefix may end inside the label.
      const limit = Math.min(end, prefix.length);
      if (!sameSection(this.#labels[top], prefix, at + 1, limit)) return;
    }
    const rest: number[] = [top];
    for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
      const value = this.#values[node];
      if (value !== undefined && visit(value) === false) return;
      let child = rows[node * ROW + CHILD];
      if (child < 0) {
        for (const one of this.#wide[-1 - child].values()) rest.push(one);
      } else {
        while (child !== 0) {
          rest.push(child);
          child = rows[child * ROW + NEXT];
        }
      }
    }
  }

  /** The child that begins with the character, 0 if there is none. */
  #childOf(node: number, code: number): number {
    const rows = this.#rows;
    let child = rows[node * ROW + CHILD];
    if (child < 0) return this.#wide[-1 - child].get(code) ?? 0;
    while (child !== 0 && rows[child * ROW + CODE] !== code) {
      child = rows[child * ROW + NEXT];
    }
    return child;
  }

  #addChild(node: number, child: number): void {
    const rows = this.#rows;
    const first = rows[node * ROW + CHILD];
    if (first < 0) {
      this.#wide[-1 - first].set(rows[child * ROW + CODE], child);
      return;
    }
    rows[child * ROW + NEXT] = first;
    rows[node * ROW + CHILD] = child;
    let count = 0;
    for (let one = child; one !== 0; one = rows[one * ROW + NEXT]) count++;
    if (count > WIDE) this.#widen(node);
  }

  #removeChild(node: number, child: number): void {
    const rows = this.#rows;
    const first = rows[node * ROW + CHILD];
    if (first < 0) {
      const children = this.#wide[-1 - first];
      children.delete(rows[child * ROW + CODE]);
      if (children.size < NARROW) this.#narrow(node);
      return;
    }
    const after = rows[child * ROW + NEXT];
    if (first === child) {
      rows[node * ROW + CHILD] = after;
      return;
    }
    let before = first;
    while (rows[before * ROW + NEXT] !== child) {
      before = rows[before * ROW + NEXT];
    }
    rows[before * ROW + NEXT] = after;
  }

  /** Puts a node's children from the list into a map. */
  #widen(node: number): void {
    const rows = this.#rows;
    const children = new Map<number, number>();
    let child = rows[node * ROW + CHILD];
    while (child !== 0) {
      children.set(rows[child * ROW + CODE], child);
      child = rows[child * ROW + NEXT];
    }
    const slot = this.#freeWide.pop() ?? this.#wide.length;
    this.#wide[slot] = children;
    rows[node * ROW + CHILD] = -1 - slot;
  }

  /** Puts a node's children from the map into a list. */
  #narrow(node: number): void {
    const rows = this.#rows;
    const slot = -1 - rows[node * ROW + CHILD];
    let first = 0;
    for (const child of this.#wide[slot].values()) {
      rows[child * ROW + NEXT] = first;
      first = child;
    }
    rows[node * ROW + CHILD] = first;
    this.#wide[slot].clear();
    this.#freeWide.push(slot);
  }

  /**
   * Ends a node's label earlier; what was there goes on in a new only child.
   * The node keeps its row, so that its parent need not be changed.
   */
  #split(node: number, end: number): void {
    const label = this.#labels[node];
    const rest = this.#allocate(
      label,
      this.#rows[node * ROW + END],
      this.#values[node],
      label.charCodeAt(end),
    );
    const rows = this.#rows;
    rows[rest * ROW + CHILD] = rows[node * ROW + CHILD];
    rows[node * ROW + CHILD] = rest;
    rows[node * ROW + END] = end;
    this.#values[node] = undefined;
  }

  /** Undoes a split where a node without value has only one child left. */
  #mergeWithOnlyChild(node: number): void {
    const rows = this.#rows;
    const child = rows[node * ROW + CHILD];
    // A wide node has more than one.
    if (child <= 0 || rows[child * ROW + NEXT] !== 0) return;
    this.#labels[node] = this.#labels[child];
    this.#values[node] = this.#values[child];
    rows[node * ROW + END] = rows[child * ROW + END];
    rows[node * ROW + CHILD] = rows[child * ROW + CHILD];
    this.#release(child);
  }

  #allocate(
    label: string,
    end: number,
    value: T | undefined,
    code: number,
  ): number {
    let node = this.#free;
    if (node !== 0) {
      this.#free = this.#rows[node * ROW + NEXT];
      this.#labels[node] = label;
      this.#values[node] = value;
    } else {
      node = this.#labels.length;
      this.#labels.push(label);
      this.#values.push(value);
      if (this.#labels.length * ROW > this.#rows.length) this.#grow();
    }
    const row = node * ROW;
    this.#rows[row + END] = end;
    this.#rows[row + CHILD] = 0;
    this.#rows[row + NEXT] = 0;
    this.#rows[row + CODE] = code;
    return node;
  }

  #release(node: number): void {
    this.#labels[node] = "";
    this.#values[node] = undefined;
    this.#rows[node * ROW + NEXT] = this.#free;
    this.#free = node;
  }

  #grow(): void {
    const length = this.#rows.length / ROW;
    const grown = new Int32Array((length + (length >> 1)) * ROW);
    grown.set(this.#rows);
    this.#rows = grown;
  }

  #clear(): void {
    this.#rows = new Int32Array(FIRST_ROWS * ROW);
    this.#labels = [""];
    this.#values = [undefined];
    this.#wide = [];
    this.#freeWide = [];
    this.#free = 0;
  }
}

/** Whether two texts have the same characters from `start` up to `end`. */
function sameSection(
  a: string,
  b: string,
  start: number,
  end: number,
): boolean {
  for (let at = start; at < end; at++) {
    if (a.charCodeAt(at) !== b.charCodeAt(at)) return false;
  }
  return true;
}
