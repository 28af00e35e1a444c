/**
 * Sorted fetches, and queries that are answered once.
 *
 * @module
 */
import type { ElementRow } from "../../protocol/dialect.ts";
import type { JsonValue } from "../../protocol/rules/rules.ts";
import type { ValueMatcher } from "../../protocol/rules/rules.ts";
import type { Subject } from "../elements/watcher.ts";
import type { CompiledQuery } from "./compile.ts";
import { Fetch, type FetchParts } from "./fetch.ts";
import { Spaced, Spacing } from "./spacing.ts";
import { valueMatches } from "./value_query.ts";
import { Sorter, type WindowReport } from "./window.ts";
import { SortKey } from "../../protocol/rules/sort.ts";

// To sort all at once takes less time, but it can't be divided into slices.
const MAX_SORTED_AT_ONCE = 4096;

/** Cost of a subject that is put in order, besides the look at it. */
export const SORT_COST = 2000;

/** A fetch that keeps its elements in order and reports rows. */
export class SortedFetch extends Fetch {
  readonly #order: Order;
  #deferred = false;
  #begun = false;
  #suspended = false;
  // With a rate: the rows as a whole.
  readonly #rows = new Spaced();
  readonly #spacing: Spacing<Spaced> | null;

  constructor(parts: FetchParts) {
    super(parts);
    const { query, timers } = parts;
    this.#order = new Order(query);
    const intervalMs = query.limits?.[0].intervalMs ?? 0;
    this.#spacing = intervalMs > 0
      ? new Spacing(intervalMs, timers, () => this.#goOn())
      : null;
  }

  override get replayCost(): number {
    return SORT_COST;
  }

  replayed(subject: Subject): void {
    const sequence = this.fetcher.nextSequence();
    this.#order.collect(subject, this.#keyOf(subject, sequence));
  }

  begun(): void {
    this.#begun = true;
    const { changes, n } = this.#order.sorted().allRows();
    this.#report(changes, n);
  }

  #report(rows: readonly ElementRow<Subject>[], n: number): void {
    this.fetcher.notifyRows(this.head, rows, n, this.asked);
  }

  added(subject: Subject, sequence: number): void {
    this.#update(subject, this.#keyOf(subject, sequence));
  }

  changed(element: Subject, sequence: number): void {
    this.#update(element, this.#keyOf(element, sequence));
  }

  noticed(_kind: string, element: Subject, sequence: number): void {
    this.changed(element, sequence);
  }

  /** Rows have no signals. */
  signalled(): void {}

  /** `undefined` also where the row is too large for the peer. */
  #keyOf(subject: Subject, sequence: number): JsonValue | undefined {
    const { fetcher, head, asked } = this;
    if (
      fetcher.limited && !fetcher.fits(head, "row", subject, sequence, asked)
    ) {
      return undefined;
    }
    return this.#order.keyOf(subject);
  }

  removed(subject: Subject): void {
    this.#update(subject, undefined);
  }

  #update(subject: Subject, key: JsonValue | undefined): void {
    if (!this.#begun) return this.#order.collect(subject, key);
    const { sorter } = this.#order;
    if (this.#waits || this.#deferred || this.fetcher.congested) {
      sorter.defer(subject, key);
      this.#deferred = true;
      if (!this.#waits) this.fetcher.defer(this);
      return;
    }
    this.#reportChanges(sorter.update(subject, key));
  }

  #reportChanges(report: WindowReport<Subject> | null): void {
    if (report === null) return;
    this.#report(report.changes, report.n);
    this.#spacing?.begin(this.#rows);
  }

  /** Whether it is flushed later, whatever the peer reads. */
  get #waits(): boolean {
    return this.#suspended || this.#rows.slot > 0;
  }

  /** Reports what has waited. */
  #goOn(): void {
    if (this.#deferred && !this.flush()) this.fetcher.defer(this);
  }

  override suspend(): void {
    this.#suspended = true;
  }

  override resume(): void {
    if (!this.#suspended) return;
    this.#suspended = false;
    this.#goOn();
  }

  flush(): boolean {
    if (this.#waits) return true;
    if (this.fetcher.congested) return false;
    this.#deferred = false;
    this.#reportChanges(this.#order.sorter.flush());
    return true;
  }

  override end(): void {
    super.end();
    this.#spacing?.end();
  }
}

/** The order of a sorted query: which subjects take part, and by which key. */
export class Order {
  /** The window over the ordered elements. */
  readonly sorter: Sorter<Subject>;
  readonly #values: ValueMatcher | null;
  readonly #key: SortKey | null;
  // Subjects that are sorted at once; `null` when they have been.
  #first: Map<Subject, JsonValue> | null = new Map();

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

  /** Takes a subject before the first report; see {@linkcode SORT_COST}. */
  collect(subject: Subject, key: JsonValue | undefined): void {
    const first = this.#first;
    if (first === null) return this.sorter.defer(subject, key);
    if (key === undefined) first.delete(subject);
    else first.set(subject, key);
    if (first.size >= MAX_SORTED_AT_ONCE) this.sorted();
  }

  /** The window over all that has been collected. */
  sorted(): Sorter<Subject> {
    const { sorter } = this;
    if (this.#first !== null) {
      sorter.reset(this.#first);
      this.#first = null;
    }
    return sorter;
  }
}
