/**
 * Sorted fetches, and queries that are answered once.
 *
 * @module
 */
import type { JsonValue } from "../../protocol/rules/rules.ts";
import type { ValueMatcher } from "../../protocol/rules/rules.ts";
import type { Subject } from "../elements/watcher.ts";
import type { CompiledQuery } from "./compile.ts";
import { Fetch } from "./fetch.ts";
import type { Fetcher } from "./fetcher.ts";
import { valueMatches } from "./value_query.ts";
import { Sorter, type WindowRow } from "./window.ts";
import { SortKey } from "../../protocol/rules/sort.ts";

const MAX_SORTED_AT_ONCE = 20_000;

/** A fetch that keeps its elements in order and reports rows. */
export class SortedFetch extends Fetch {
  readonly #order: Order;
  #deferred = false;
  #begun = false;
  #suspended = false;
  // Subjects that are sorted at once when all are known, while it begins.
  #first: Set<Subject> | null = new Set();

  constructor(
    fetcher: Fetcher,
    id: string,
    query: CompiledQuery,
    serial: number,
  ) {
    super(fetcher, id, query, serial);
    this.#order = new Order(query);
  }

  replayed(subject: Subject): void {
    this.#take(subject, this.#order.keyOf(subject));
  }

  begun(): void {
    this.#sortFirst();
    this.#begun = true;
    const { changes, n } = this.#order.sorter.allRows();
    this.fetcher.notifyRows(this.head, changes, n);
  }

  /** Changes a subject before the first report. */
  #take(subject: Subject, key: JsonValue | undefined): void {
    const first = this.#first;
    if (first === null) return this.#order.sorter.defer(subject, key);
    if (key === undefined) first.delete(subject);
    else first.add(subject);
    // To sort all at once takes less time, but it can't be divided.
    if (first.size >= MAX_SORTED_AT_ONCE) this.#sortFirst();
  }

  #sortFirst(): void {
    if (this.#first === null) return;
    this.#order.reset(this.#first);
    this.#first = null;
  }

  added(subject: Subject): void {
    this.#update(subject, this.#order.keyOf(subject));
  }

  changed(element: Subject): void {
    this.#update(element, this.#order.keyOf(element));
  }

  removed(subject: Subject): void {
    this.#update(subject, undefined);
  }

  #update(subject: Subject, key: JsonValue | undefined): void {
    if (!this.#begun) return this.#take(subject, key);
    const { sorter } = this.#order;
    if (this.#suspended || this.#deferred || this.fetcher.congested) {
      sorter.defer(subject, key);
      this.#deferred = true;
      if (!this.#suspended) this.fetcher.defer(this);
      return;
    }
    const report = sorter.update(subject, key);
    if (report) this.fetcher.notifyRows(this.head, report.changes, report.n);
  }

  override suspend(): void {
    this.#suspended = true;
  }

  override resume(): void {
    if (!this.#suspended) return;
    this.#suspended = false;
    if (this.#deferred && !this.flush()) this.fetcher.defer(this);
  }

  flush(): boolean {
    if (this.#suspended) return true;
    if (this.fetcher.congested) return false;
    this.#deferred = false;
    const report = this.#order.sorter.flush();
    if (report) this.fetcher.notifyRows(this.head, report.changes, report.n);
    return true;
  }
}

/** The order of a sorted query: which subjects take part, and by which key. */
class Order {
  /** The window over the ordered elements. */
  readonly sorter: Sorter<Subject>;
  readonly #values: ValueMatcher | null;
  readonly #key: SortKey | null;

  constructor(query: CompiledQuery) {
    const { sort } = query;
    if (sort === undefined) throw new TypeError("the query does not sort");
    this.sorter = new Sorter<Subject>(sort);
    this.#values = query.values;
    this.#key = sort.by === "path" ? null : new SortKey(sort.field ?? "");
  }

  /** The key of a subject, `undefined` if it takes no part. */
  keyOf(subject: Subject): JsonValue | undefined {
    if (this.#values && !valueMatches(this.#values, subject)) return undefined;
    if (this.#key === null) return subject.path;
    return subject.node ? undefined : this.#key.read(subject.json);
  }

  /** Takes the first subjects. */
  reset(subjects: Iterable<Subject>): void {
    const members: { element: Subject; key: JsonValue }[] = [];
    for (const element of subjects) {
      const key = this.keyOf(element);
      if (key !== undefined) members.push({ element, key });
    }
    this.sorter.reset(members);
  }
}

/** The subjects that match a sorted query, as rows in order. */
export function sortedRows(
  query: CompiledQuery,
  subjects: readonly Subject[],
): readonly WindowRow<Subject>[] {
  const order = new Order(query);
  order.reset(subjects);
  return order.sorter.allRows().changes;
}
