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
import { Sorter } from "./window.ts";
import { SortKey } from "../../protocol/rules/sort.ts";

/** A fetch that keeps its elements in order and reports rows. */
export class SortedFetch extends Fetch {
  readonly #order: Order;
  #deferred = false;

  constructor(
    fetcher: Fetcher,
    id: string,
    query: CompiledQuery,
    serial: number,
  ) {
    super(fetcher, id, query, serial);
    this.#order = new Order(query);
  }

  begin(subjects: readonly Subject[]): void {
    const { changes, n } = this.#order.begin(subjects);
    this.fetcher.notifyRows(this.head, changes, n);
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
    const { sorter } = this.#order;
    if (this.#deferred || this.fetcher.congested) {
      sorter.defer(subject, key);
      this.#deferred = true;
      this.fetcher.defer(this);
      return;
    }
    const report = sorter.update(subject, key);
    if (report) this.fetcher.notifyRows(this.head, report.changes, report.n);
  }

  flush(): boolean {
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

  /** Takes the first subjects in and returns the rows of the window. */
  begin(subjects: readonly Subject[]): ReturnType<Sorter<Subject>["allRows"]> {
    const members: { element: Subject; key: JsonValue }[] = [];
    for (const element of subjects) {
      const key = this.keyOf(element);
      if (key !== undefined) members.push({ element, key });
    }
    this.sorter.reset(members);
    return this.sorter.allRows();
  }
}

/** Subjects that match a query now, in order, as rows where it sorts. */
export function snapshot(
  query: CompiledQuery,
  subjects: readonly Subject[],
):
  | { readonly elements: readonly Subject[] }
  | { readonly rows: ReturnType<Order["begin"]>["changes"] } {
  if (query.sort !== undefined) {
    return { rows: new Order(query).begin(subjects).changes };
  }
  const { values } = query;
  if (values === null) return { elements: subjects };
  return { elements: subjects.filter((s) => valueMatches(values, s)) };
}
