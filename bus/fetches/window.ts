/**
 * The window of a sorted fetch: which rows it shows, and which of them change.
 *
 * @module
 */
import type { JsonValue } from "../../protocol/rules.ts";
import { type Compare, RankedList } from "../collections/ranked_list.ts";

/** What can be sorted: its path is unique and never changes. */
export interface Sortable {
  readonly path: string;
}

/** One row of the window. */
export interface Row<E> {
  readonly element: E;
  /** Its position in the whole order, from 1. */
  readonly index: number;
}

/** What there is to tell about the window. */
export interface Report<E> {
  /** The rows that hold something else than before, by their index. */
  readonly changes: Row<E>[];
  /** How many rows the window has now. */
  readonly n: number;
}

/** The order and the window of a sorted fetch. */
export interface SortWindow {
  readonly descending: boolean;
  /** First row of the window, counted from 1. */
  readonly from: number;
  /** Last row of the window; less than `from` is an empty window. */
  readonly to: number;
}

/** A key that has an order; `null` stands for everything that has none. */
type Key = string | number | boolean | null;

/** An element with its key as it was when it was put in its place. */
class Member<E extends Sortable> {
  readonly element: E;
  readonly key: Key;

  constructor(element: E, key: Key) {
    this.element = element;
    this.key = key;
  }
}

/**
 * Keeps the elements of a sorted fetch in order and tells which rows of the
 * window change when one element comes, changes or goes. That takes O(log n)
 * and the rows that are told.
 *
 * Numbers are ordered by size, texts by their UTF-16 codes, `false` comes
 * before `true`; booleans come before numbers and these before texts. Keys
 * without order (objects, lists, `null`) come last, ascending or descending.
 * Elements with equal keys are ordered by their paths, always ascending.
 *
 * A reader that is slow is told later: {@linkcode updateQuiet} only notes that
 * there is something to tell, {@linkcode catchUp} tells the difference.
 *
 * @example
 * ```ts
 * import { Sorter } from "./window.ts";
 *
 * const sorter = new Sorter({ descending: false, from: 1, to: 2 });
 * const [a, b, c] = [{ path: "a" }, { path: "b" }, { path: "c" }];
 * sorter.reset([{ element: a, key: 1 }, { element: b, key: 2 }]);
 * sorter.flush(); // n: 2, changes: a as row 1, b as row 2
 * sorter.update(c, 0); // n: 2, changes: c as row 1, a as row 2
 * sorter.update(b, 7); // null, b is below the window
 * sorter.update(c, undefined); // n: 2, changes: a as row 1, b as row 2
 * ```
 *
 * @typeParam E The elements, found again by identity.
 */
export class Sorter<E extends Sortable> {
  readonly #from: number;
  readonly #to: number;
  readonly #compare: Compare<Member<E>>;
  readonly #members = new Map<E, Member<E>>();
  #list: RankedList<Member<E>>;

  // What the reader knows, if it doesn't know all: the rank at which it has
  // seen an element with the value that it has now, and how many rows. Not
  // even the first report is known in the beginning.
  #known: Map<E, number> | null = new Map();
  #knownRows = -1;
  // Otherwise the elements of the window that have changed in their place.
  readonly #touched = new Set<E>();

  // The element's ranks before and after the last change; 0 for none, and
  // both 0 if it has stayed in its place outside the window.
  #before = 0;
  #after = 0;

  // The members in the first and the last row of the window, `undefined` if
  // it is empty. They are looked up when needed.
  #first: Member<E> | undefined;
  #last: Member<E> | undefined;
  #edgesKnown = false;

  // Rows being collected. The functions that collect are made only once.
  #rows: Row<E>[] = [];
  readonly #collect = ({ element }: Member<E>, index: number): void => {
    this.#rows.push({ element, index });
  };
  readonly #collectUnknown = (
    { element }: Member<E>,
    index: number,
  ): void => {
    if (this.#known?.get(element) !== index) {
      this.#rows.push({ element, index });
    }
  };

  constructor(window: SortWindow) {
    this.#from = window.from;
    this.#to = window.to;
    this.#compare = window.descending ? descending : ascending;
    this.#list = new RankedList(this.#compare);
  }

  /** How many elements take part, inside the window and outside. */
  get size(): number {
    return this.#list.size;
  }

  /** Whether {@linkcode catchUp} may have something to tell. */
  get pending(): boolean {
    return this.#known !== null || this.#touched.size > 0;
  }

  /** Begins anew with these elements. {@linkcode flush} tells about them. */
  reset(elements: Iterable<{ element: E; key: JsonValue }>): void {
    this.#members.clear();
    for (const { element, key } of elements) {
      this.#members.set(element, new Member(element, orderly(key)));
    }
    const sorted = [...this.#members.values()].sort(this.#compare);
    this.#list = RankedList.from(sorted, this.#compare);
    this.#edgesKnown = false;
    this.#touched.clear();
    this.#known = new Map();
    this.#knownRows = -1;
  }

  /** All rows of the window, also if there are none. */
  flush(): Report<E> {
    this.#list.walk(this.#from, this.#to, this.#collect);
    return this.#told();
  }

  /**
   * An element has come, has changed or has gone.
   *
   * @param key What it is sorted by now; `undefined` if it takes no part.
   * @returns The rows to tell, `null` if there is nothing to be told.
   */
  update(element: E, key: JsonValue | undefined): Report<E> | null {
    if (this.pending) {
      this.updateQuiet(element, key);
      return this.catchUp();
    }
    const rows = this.#rowCount();
    this.#apply(element, key);
    const before = this.#before;
    const after = this.#after;
    if (before === after) {
      if (after < this.#from || after > this.#to) return null;
      return { changes: [{ element, index: after }], n: rows };
    }
    this.#list.walk(
      Math.max(this.#from, this.#firstMoved()),
      Math.min(this.#to, this.#lastMoved()),
      this.#collect,
    );
    if (this.#rows.length === 0 && rows === this.#rowCount()) return null;
    return this.#told();
  }

  /** Like {@linkcode update}, but what changes is told later. */
  updateQuiet(element: E, key: JsonValue | undefined): void {
    const rows = this.#rowCount();
    this.#apply(element, key);
    const known = this.#known;
    if (known !== null) {
      known.delete(element);
    } else if (this.#before !== this.#after) {
      if (this.#firstMoved() > this.#to || this.#lastMoved() < this.#from) {
        return;
      }
      this.#recall(element, rows);
    } else if (this.#after >= this.#from && this.#after <= this.#to) {
      this.#touched.add(element);
    }
  }

  /**
   * The rows that differ from what has been told, because they hold another
   * element or because its value has changed; `null` if there are none.
   */
  catchUp(): Report<E> | null {
    if (this.#known !== null) {
      this.#list.walk(this.#from, this.#to, this.#collectUnknown);
      const same = this.#knownRows === this.#rowCount();
      const report = this.#told();
      return same && report.changes.length === 0 ? null : report;
    }
    if (this.#touched.size === 0) return null;
    for (const element of this.#touched) {
      const member = this.#members.get(element);
      if (member === undefined) continue;
      this.#rows.push({ element, index: this.#list.rank(member) });
    }
    this.#rows.sort(byIndex);
    return this.#told();
  }

  /** Puts the element where it belongs now, and notes both ranks. */
  #apply(element: E, key: JsonValue | undefined): void {
    const old = this.#members.get(element);
    this.#before = 0;
    this.#after = 0;
    if (old === undefined) {
      if (key === undefined) return;
    } else if (key !== undefined && old.key === orderly(key)) {
      // Most changes of values are far away from the window: two comparisons
      // tell, where finding the rank takes twenty.
      if (this.#isOutside(old)) return;
      this.#before = this.#list.rank(old);
      this.#after = this.#before;
      return;
    } else {
      this.#before = this.#list.remove(old);
    }
    this.#edgesKnown = false;
    if (key === undefined) {
      this.#members.delete(element);
    } else {
      const member = new Member(element, orderly(key));
      this.#members.set(element, member);
      this.#after = this.#list.insert(member);
    }
  }

  #isOutside(member: Member<E>): boolean {
    if (!this.#edgesKnown) {
      const rows = this.#rowCount();
      this.#first = rows > 0 ? this.#list.at(this.#from) : undefined;
      this.#last = this.#list.at(this.#from + rows - 1);
      this.#edgesKnown = true;
    }
    if (this.#first === undefined || this.#last === undefined) return true;
    return this.#compare(member, this.#first) < 0 ||
      this.#compare(member, this.#last) > 0;
  }

  /** First rank that holds another element since the last change of order. */
  #firstMoved(): number {
    if (this.#before === 0) return this.#after;
    if (this.#after === 0) return this.#before;
    return Math.min(this.#before, this.#after);
  }

  /** Last rank that holds another element; endless if their number changed. */
  #lastMoved(): number {
    if (this.#before === 0 || this.#after === 0) return Infinity;
    return Math.max(this.#before, this.#after);
  }

  /**
   * Notes what the reader knows, as it was before the last change of order:
   * the window had `rows` rows, and all the others stood in the same order.
   */
  #recall(element: E, rows: number): void {
    const known = new Map<E, number>();
    const before = this.#before;
    const after = this.#after;
    // The rows before were at most one rank away from where they are now.
    this.#list.walk(this.#from - 1, this.#to + 1, (member, rank) => {
      let then = rank;
      if (after > 0 && rank > after) then--;
      if (before > 0 && then >= before) then++;
      if (then >= this.#from && then <= this.#to) {
        known.set(member.element, then);
      }
    });
    known.delete(element);
    for (const touched of this.#touched) known.delete(touched);
    this.#touched.clear();
    this.#known = known;
    this.#knownRows = rows;
  }

  /** How many rows the window has. */
  #rowCount(): number {
    return Math.max(0, Math.min(this.#to, this.#list.size) - this.#from + 1);
  }

  /** The report of the rows collected; the reader knows everything then. */
  #told(): Report<E> {
    const changes = this.#rows;
    this.#rows = [];
    this.#known = null;
    this.#touched.clear();
    return { changes, n: this.#rowCount() };
  }
}

function byIndex<E>(a: Row<E>, b: Row<E>): number {
  return a.index - b.index;
}

/** A key that can be ordered: without parts, and no NaN. */
function orderly(key: JsonValue): Key {
  if (typeof key === "object" || Number.isNaN(key)) return null;
  return key;
}

function ascending<E extends Sortable>(a: Member<E>, b: Member<E>): number {
  return byKey(a.key, b.key, 1) || byPath(a, b);
}

function descending<E extends Sortable>(a: Member<E>, b: Member<E>): number {
  return byKey(a.key, b.key, -1) || byPath(a, b);
}

function byPath<E extends Sortable>(a: Member<E>, b: Member<E>): number {
  const left = a.element.path;
  const right = b.element.path;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** @param sign 1 for ascending, -1 for descending. */
function byKey(a: Key, b: Key, sign: number): number {
  // Each type has its own comparison, so that each is compiled for one type.
  if (typeof a === "number" && typeof b === "number") {
    return a < b ? -sign : a > b ? sign : 0;
  }
  if (typeof a === "string" && typeof b === "string") {
    return a < b ? -sign : a > b ? sign : 0;
  }
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  if (typeof a === "boolean" && typeof b === "boolean") return a ? sign : -sign;
  return typeRank(a) < typeRank(b) ? -sign : sign;
}

function typeRank(key: Key): number {
  switch (typeof key) {
    case "boolean":
      return 0;
    case "number":
      return 1;
    default:
      return 2;
  }
}
