/**
 * What is directly below a node.
 *
 * @module
 */
import { GapList } from "./gap_list.ts";
import { PathBuckets, type WithPath } from "./path_buckets.ts";

/** With more members, those with a prefix are found by an index. */
const INDEXED = 128;
const NOTHING: readonly never[] = [];

/** A member of {@linkcode Children}. */
export interface Child extends WithPath {
  /** Whether it is not there any more: then it is passed over. */
  readonly removed: boolean;
}

/**
 * A set in the order of adding, which holds a single member without a table.
 */
export class Children<T extends Child> {
  readonly #start: number;
  #only: T | null = null;
  #all: Siblings<T> | null = null;

  /** @param start Number of characters with which all paths begin alike. */
  constructor(start: number) {
    this.#start = start;
  }

  /** Number of members. */
  get size(): number {
    return this.#all?.size ?? (this.#only === null ? 0 : 1);
  }

  /** The members, in the order of their adding. */
  items(): Iterable<T> {
    if (this.#all !== null) return this.#all.items();
    return this.#only === null ? NOTHING : [this.#only];
  }

  /**
   * Calls `visit` with every member whose path begins with `prefix`, until it
   * returns `false`.
   */
  visitUnder(prefix: string, visit: (item: T) => unknown): void {
    if (this.#all !== null) this.#all.visitUnder(prefix, visit);
    else if (this.#only?.path.startsWith(prefix)) visit(this.#only);
  }

  /** Adds an item that is not a member. */
  add(item: T): void {
    if (this.#all !== null) this.#all.add(item);
    else if (this.#only === null) this.#only = item;
    else {
      this.#all = new Siblings(this.#start, [this.#only, item]);
      this.#only = null;
    }
  }

  /** Deletes a member. */
  delete(item: T): void {
    if (this.#only === item) this.#only = null;
    this.#all?.delete(item);
    if (this.#all?.size === 0) this.#all = null;
  }
}

function isRemoved({ removed }: Child): boolean {
  return removed;
}

/** Several members. A list itself: one object for each node, not two. */
class Siblings<T extends Child> extends GapList<T> {
  readonly #start: number;
  #index: PathBuckets<T> | null = null;

  constructor(start: number, items: readonly T[]) {
    super(isRemoved);
    this.#start = start;
    for (const item of items) super.add(item);
  }

  visitUnder(prefix: string, visit: (item: T) => unknown): void {
    if (this.#index !== null) return this.#index.visitUnder(prefix, visit);
    for (const item of this.items()) {
      if (item.path.startsWith(prefix) && visit(item) === false) return;
    }
  }

  override add(item: T): void {
    // Before the item is one: a new node has nothing below it yet, like one that
    // has been removed.
    if (this.#index === null && this.size >= INDEXED) this.#makeIndex();
    super.add(item);
    this.#index?.add(item);
  }

  #makeIndex(): void {
    this.#index = new PathBuckets(this.#start);
    for (const each of this.items()) this.#index.add(each);
  }

  override delete(item: T): void {
    super.delete(item);
    this.#index?.delete(item);
  }
}
