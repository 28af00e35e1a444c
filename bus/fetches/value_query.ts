/**
 * Fetches with value rules.
 *
 * @module
 */
import type { NoticeKind } from "../../protocol/extras.ts";
import type { ValueMatcher } from "../../protocol/rules/rules.ts";
import type { SentSignal, Subject } from "../elements/watcher.ts";
import type { FetchParts } from "./fetch.ts";
import { PathFetch } from "./path_query.ts";

/** Whether a value satisfies the value rules; methods and nodes have none. */
export function valueMatches(values: ValueMatcher, subject: Subject): boolean {
  return !subject.method && values.test(subject.json);
}

/** What it costs to look into the value of a subject, besides the look at it. */
export function readCost({ start, end }: Subject): number {
  // A long one takes some 2 to 8 ns a byte.
  return (end - start) << 2;
}

/** A fetch whose set of elements depends on their values. */
export class ValueFetch extends PathFetch {
  readonly #values: ValueMatcher;
  readonly #matching = new Set<Subject>();

  constructor(parts: FetchParts, values: ValueMatcher) {
    super(parts);
    this.#values = values;
  }

  override replayed(subject: Subject): void {
    this.added(subject, this.fetcher.nextSequence());
  }

  override added(subject: Subject, sequence: number): void {
    // Of signals, the rules are about what is sent.
    if (!subject.signal && !valueMatches(this.#values, subject)) return;
    this.#matching.add(subject);
    this.notify("add", subject, sequence);
  }

  override changed(element: Subject, sequence: number): void {
    if (!this.#matching.has(element)) {
      this.added(element, sequence);
    } else if (valueMatches(this.#values, element)) {
      this.notify("change", element, sequence);
    } else {
      this.removed(element, sequence);
    }
  }

  override noticed(
    kind: NoticeKind | "change",
    element: Subject,
    sequence: number,
  ): void {
    if (this.#matching.has(element)) super.noticed(kind, element, sequence);
  }

  override signalled(event: SentSignal, sequence: number): void {
    if (valueMatches(this.#values, event)) super.signalled(event, sequence);
  }

  override removed(subject: Subject, sequence: number): void {
    if (this.#matching.delete(subject)) super.removed(subject, sequence);
  }
}
