/**
 * What a fetch with a rate or a dead band may show, and when.
 *
 * @module
 */
import { must } from "./failure.ts";
import { type DeadBand, fieldOf, type Json } from "./rules.ts";
import type { Rules } from "./rules.ts";
import type { Speech } from "./speech.ts";
import {
  EventView,
  type Expected,
  type History,
  type Notified,
  type Shown,
} from "./views.ts";

/** How late a report may be: in parts of the interval, and milliseconds. */
const LATE_SHARE = 1 / 8;
const LATE_MS = 2;

/** The times at which a thing may be reported again. */
export class Interval {
  readonly #ms: number;
  readonly #now: () => number;
  #last: number | undefined;

  constructor({ rate }: Rules, now: () => number) {
    this.#ms = rate === undefined ? 0 : 1000 / rate;
    this.#now = now;
  }

  /** It is reported. */
  report(): void {
    const now = this.#now();
    const least = this.#ms * (1 - LATE_SHARE) - LATE_MS;
    must(
      this.#last === undefined || now - this.#last >= least,
      () => `the last report was ${now - (this.#last ?? 0)} ms ago`,
    );
    if (this.#ms > 0) this.#last = now;
  }

  /** Whether a change of some moment must have been reported by now. */
  isOver(changedAt: number): boolean {
    const last = this.#last;
    const due = last === undefined
      ? changedAt
      : last + this.#ms * (1 + LATE_SHARE) + LATE_MS;
    return this.#now() >= Math.max(due, changedAt);
  }
}

/** Whether a value is so near to the last one that it need not be reported. */
function isWithin(band: DeadBand | undefined, value: Json, last: Json) {
  if (band === undefined) return false;
  const [a, b] = [value, last].map((json) => fieldOf(json, band.field));
  if (typeof a !== "number" || typeof b !== "number") return false;
  return band.absolute === undefined
    ? Math.abs(a - b) <= Math.abs(b) * (band.percent ?? 0) / 100
    : Math.abs(a - b) <= band.absolute;
}

/** A change that may be reported. */
interface Change {
  readonly value: string;
  readonly at: number;
}

/** One stay of an element in a fetch, from its add to its remove. */
interface Stay {
  readonly interval: Interval;
  /** What has come since the last report. */
  changes: Change[];
}

/** A fetch with a rate, a dead band, or both. */
export class PacedView extends EventView {
  readonly #now: () => number;
  readonly #quick: boolean;
  // The stays of each element whose end was not sent.
  readonly #stays = new Map<string, Stay[]>();

  /** @param quick Whether adds and removes have to come at once. */
  constructor(
    rules: Rules,
    speech: Speech,
    history: History,
    paths: readonly string[],
    quick: boolean,
    now: () => number,
  ) {
    super(rules, speech, history, paths, quick);
    this.#quick = quick;
    this.#now = now;
  }

  override expect(event: Expected): boolean {
    if (!this.#quick) return super.expect(event);
    const stays = this.#stays.get(event.path) ?? [];
    this.#stays.set(event.path, stays);
    if (event.kind === "change") {
      const { value = "" } = event;
      stays.at(-1)?.changes.push({ value, at: this.#now() });
      return false;
    }
    if (event.kind === "add") {
      const interval = new Interval(this.rules, this.#now);
      stays.push({ interval, changes: [] });
    }
    return super.expect(event);
  }

  protected override mustBeExpected(event: Notified): void {
    const { kind, path, value = "" } = event;
    if (this.#quick && kind === "change") return this.#changed(path, value);
    super.mustBeExpected(event);
    if (kind === "remove") this.#stays.get(path)?.shift();
  }

  #changed(path: string, value: string): void {
    const stay = this.#stays.get(path)?.[0];
    const changes = stay?.changes ?? [];
    const now = this.#now();
    // Of those that are older than this moment it is the last.
    const from = changes.findLastIndex(({ at }) => at < now);
    const index = changes.findIndex((change, i) =>
      i >= from && this.speech.translated(change.value) === value
    );
    must(index >= 0, () => `${value} is not a change that waits`);
    stay?.interval.report();
    must(
      !isWithin(this.rules.deadband, JSON.parse(value), this.#shownOf(path)),
      () => `${value} is within the dead band`,
    );
    changes.splice(0, index + 1);
  }

  #shownOf(path: string): Json {
    return JSON.parse(this.shown.get(path) ?? "null");
  }

  /** Whether what it shows may be older than this value. */
  #isSettled(path: string, value: string): boolean {
    return this.speech.translated(value) === this.shown.get(path) ||
      isWithin(this.rules.deadband, JSON.parse(value), this.#shownOf(path));
  }

  override mustBeQuiet(): void {
    super.mustBeQuiet();
    for (const [path, stays] of this.#stays) {
      for (const { interval, changes } of stays) {
        const newest = changes.at(-1);
        must(
          newest === undefined || !interval.isOver(newest.at) ||
            this.#isSettled(path, newest.value),
          () => `${newest?.value} of ${path} has not come`,
        );
      }
    }
  }

  override mustShow(elements: readonly Shown[]): void {
    super.mustShow(elements.map((element) => {
      const { path, value } = element;
      if (value === undefined || !this.has(path)) return element;
      const waits = this.#stays.get(path)?.[0]?.changes.at(-1);
      return waits?.value === value || this.#isSettled(path, value)
        ? { ...element, value: this.shown.get(path) }
        : element;
    }));
  }
}
