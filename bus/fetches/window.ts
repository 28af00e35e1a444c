/**
 * The window of a sorted fetch: which rows it shows, and which of them change.
 *
 * @module
 */
import type { JsonValue } from "../../protocol/rules/rules.ts";
import { type Compare, RankedList } from "../collections/ranked_list.ts";

/** What can be sorted. Its path is unique and never changes. */
export interface Sortable {
  readonly path: string;
}

/** One row of the window. */
export interface WindowRow<E> {
  readonly element: E;
  /** Its position in the whole order, from 1. */
  readonly index: number;
}

/** Changes of the window. */
export interface WindowReport<E> {
  /** Rows with another element or another value than before, by their index. */
  readonly changes: WindowRow<E>[];
  /** Number of rows in the window now. */
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

/** An element with the key by which it was put into the list. */
class KeyedElement<E extends Sortable> {
  readonly element: E;
  readonly key: Key;

  constructor(element: E, key: Key) {
    this.element = element;
    this.key = key;
  }
}

/**
 * Keeps the elements of a sorted fetch in order and reports which rows of the
 * window change when an element is added, changed or removed. This takes
 * O(log n), and time for each row that is reported.
 *
 * Numbers are ordered by size, texts by their UTF-16 codes, `false` comes
 * before `true`; booleans come before numbers and these before texts. Keys
 * without order (objects, lists, `null`) come last, ascending or descending.
 * Elements with equal keys are ordered by their paths, always ascending.
 *
 * For a slow reader, {@linkcode defer} only notes the change, and
 * {@linkcode flush} reports the difference to the last report.
 *
 * @example
 * ```ts
 * import { Sorter } from "./window.ts";
 *
 * const sorter = new Sorter({ descending: false, from: 1, to: 2 });
 * const [a, b, c] = [{ path: "a" }, { path: "b" }, { path: "c" }];
 * sorter.reset([[a, 1], [b, 2]]);
 * sorter.allRows(); // n: 2, changes: a as row 1, b as row 2
 * sorter.update(c, 0); // n: 2, changes: c as row 1, a as row 2
 * sorter.update(b, 7); // null, b is below the window
 * sorter.update(c, undefined); // n: 2, changes: a as row 1, b as row 2
 * ```
 *
 * @typeParam E The elements, compared by identity.
 */
export class Sorter<E extends Sortable> {
  readonly #from: number;
  readonly #to: number;
  readonly #compare: Compare<KeyedElement<E>>;
  readonly #members = new Map<E, KeyedElement<E>>();
  #list: RankedList<KeyedElement<E>>;

  // While reports are deferred, and before the first: the elements whose
  // present value has been reported, the ranks reported, and the number of rows.
  #reported: Map<E, number> | null = new Map();
  #reportedRows = -1;
  // Otherwise the elements of the window with a new value at the same rank.
  readonly #touched = new Set<E>();

  // The element's ranks before and after the last change; 0 for none. Both are
  // 0 if it has kept a rank outside the window.
  #before = 0;
  #after = 0;

  // The members in the first and the last row of the window, looked up when
  // needed; `undefined` if it is empty.
  #first: KeyedElement<E> | undefined;
  #last: KeyedElement<E> | undefined;
  #edgesKnown = false;

  // Rows being collected. The callbacks are made once, not for each walk.
  #rows: WindowRow<E>[] = [];
  readonly #collect = ({ element }: KeyedElement<E>, index: number): void => {
    this.#rows.push({ element, index });
  };
  readonly #collectChanged = (
    { element }: KeyedElement<E>,
    index: number,
  ): void => {
    if (this.#reported?.get(element) !== index) {
      this.#rows.push({ element, index });
    }
  };

  constructor(window: SortWindow) {
    this.#from = window.from;
    this.#to = window.to;
    this.#compare = window.descending ? descending : ascending;
    this.#list = new RankedList(this.#compare);
  }

  /** Number of elements, inside the window and outside. */
  get size(): number {
    return this.#list.size;
  }

  /** Whether {@linkcode flush} may have changes to report. */
  get pending(): boolean {
    return this.#reported !== null || this.#touched.size > 0;
  }

  /** Replaces all elements. {@linkcode allRows} reports them. */
  reset(elements: Iterable<readonly [element: E, key: JsonValue]>): void {
    this.#members.clear();
    for (const [element, key] of elements) {
      this.#members.set(element, new KeyedElement(element, orderly(key)));
    }
    const sorted = [...this.#members.values()].sort(this.#compare);
    this.#list = RankedList.from(sorted, this.#compare);
    this.#edgesKnown = false;
    this.#touched.clear();
    this.#reported = new Map();
    this.#reportedRows = -1;
  }

  /** Reports all rows of the window, also if there are none. */
  allRows(): WindowReport<E> {
    this.#list.walk(this.#from, this.#to, this.#collect);
    return this.#report();
  }

  /**
   * Visits rows of the window without reporting them.
   *
   * @param skip Number of rows before the first one to visit.
   * @param limit Greatest number of rows to visit.
   */
  visit(
    skip: number,
    limit: number,
    visit: (element: E, index: number) => void,
  ): void {
    const from = this.#from + skip;
    const to = Math.min(this.#to, from + limit - 1);
    this.#list.walk(from, to, ({ element }, index) => visit(element, index));
  }

  /**
   * Adds, changes or removes an element.
   *
   * @param key Its present sort key; `undefined` removes it.
   * @returns The rows that have changed, `null` if none have.
   */
  update(element: E, key: JsonValue | undefined): WindowReport<E> | null {
    if (this.pending) {
      this.defer(element, key);
      return this.flush();
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
    return this.#report();
  }

  /** Like {@linkcode update}, for a later report by {@linkcode flush}. */
  defer(element: E, key: JsonValue | undefined): void {
    const rows = this.#rowCount();
    this.#apply(element, key);
    const reported = this.#reported;
    if (reported !== null) {
      reported.delete(element);
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
   * Reports the rows with another element or another value than reported last;
   * `null` if there are none.
   */
  flush(): WindowReport<E> | null {
    if (this.#reported !== null) {
      this.#list.walk(this.#from, this.#to, this.#collectChanged);
      const same = this.#reportedRows === this.#rowCount();
      const report = this.#report();
      return same && report.changes.length === 0 ? null : report;
    }
    if (this.#touched.size === 0) return null;
    for (const element of this.#touched) {
      const member = this.#members.get(element);
      if (member === undefined) continue;
      this.#rows.push({ element, index: this.#list.rank(member) });
    }
    this.#rows.sort(byIndex);
    return this.#report();
  }

  /** Moves the element to its present rank, and notes both ranks. */
  #apply(element: E, key: JsonValue | undefined): void {
    const old = this.#members.get(element);
    this.#before = 0;
    this.#after = 0;
    if (old === undefined) {
      if (key === undefined) return;
    } else if (key !== undefined && old.key === orderly(key)) {
      // Most changes are outside the window: two comparisons show that, while
      // the rank takes about twenty.
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
      const member = new KeyedElement(element, orderly(key));
      this.#members.set(element, member);
      this.#after = this.#list.insert(member);
    }
  }

  #isOutside(member: KeyedElement<E>): boolean {
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

  /** First rank whose element the last change of order has replaced. */
  #firstMoved(): number {
    if (this.#before === 0) return this.#after;
    if (this.#after === 0) return this.#before;
    return Math.min(this.#before, this.#after);
  }

  /** Last rank of these; `Infinity` if the number of elements changed. */
  #lastMoved(): number {
    if (this.#before === 0 || this.#after === 0) return Infinity;
    return Math.max(this.#before, this.#after);
  }

  /**
   * Begins to defer: restores the ranks reported, as they were before the last
   * change of order, which moved one element. The window had `rows` rows.
   */
  #recall(element: E, rows: number): void {
    const reported = new Map<E, number>();
    const before = this.#before;
    const after = this.#after;
    // All other elements were at most one rank away from their present rank.
    this.#list.walk(this.#from - 1, this.#to + 1, (member, rank) => {
      let then = rank;
      if (after > 0 && rank > after) then--;
      if (before > 0 && then >= before) then++;
      if (then >= this.#from && then <= this.#to) {
        reported.set(member.element, then);
      }
    });
    reported.delete(element);
    for (const touched of this.#touched) reported.delete(touched);
    this.#touched.clear();
    this.#reported = reported;
    this.#reportedRows = rows;
  }

  /** Number of rows in the window. */
  #rowCount(): number {
    return Math.max(0, Math.min(this.#to, this.#list.size) - this.#from + 1);
  }

  /** Reports the rows collected; nothing is deferred afterwards. */
  #report(): WindowReport<E> {
    const changes = this.#rows;
    this.#rows = [];
    this.#reported = null;
    this.#touched.clear();
    return { changes, n: this.#rowCount() };
  }
}

function byIndex<E>(a: WindowRow<E>, b: WindowRow<E>): number {
  return a.index - b.index;
}

/** Replaces keys without order, which are objects, lists and NaN, by `null`. */
function orderly(key: JsonValue): Key {
  if (typeof key === "object" || Number.isNaN(key)) return null;
  return key;
}

function ascending<E extends Sortable>(
  a: KeyedElement<E>,
  b: KeyedElement<E>,
): number {
  return byKey(a.key, b.key, 1) || byPath(a, b);
}

function descending<E extends Sortable>(
  a: KeyedElement<E>,
  b: KeyedElement<E>,
): number {
  return byKey(a.key, b.key, -1) || byPath(a, b);
}

function byPath<E extends Sortable>(
  a: KeyedElement<E>,
  b: KeyedElement<E>,
): number {
  const left = a.element.path;
  const right = b.element.path;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** @param sign 1 for ascending, -1 for descending. */
function byKey(a: Key, b: Key, sign: number): number {
  // One comparison for each type, which the compiler specialises.
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
