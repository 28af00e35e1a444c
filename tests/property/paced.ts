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
  eventMembers,
  isSame,
  type Members,
  type Notes,
  show,
} from "./notes.ts";
import {
  type Entry,
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
  // From when on the next report may be early.
  #early = Infinity;

  constructor({ rate }: Rules, now: () => number) {
    this.#ms = rate === undefined ? 0 : 1000 / rate;
    this.#now = now;
  }

  /** Another event follows at this moment, before which a report may come. */
  interrupt(): void {
    this.#early = Math.min(this.#early, this.#now());
  }

  /** The other event has come. */
  resume(): void {
    this.#early = Infinity;
  }

  /** It is reported. */
  report(): void {
    const now = this.#now();
    const least = this.#ms * (1 - LATE_SHARE) - LATE_MS;
    must(
      this.#last === undefined || now - this.#last >= least ||
        now >= this.#early,
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
  readonly serial: number;
  readonly path: string;
  readonly value: string;
  readonly at: number;
  /** Whether it has to be reported whatever the value is. */
  readonly forced: boolean;
  /** What was said of the element since then. */
  readonly log: readonly Notes[];
  readonly from: number;
}

/** One stay of an element in a fetch, from its add to its remove. */
interface Stay {
  readonly interval: Interval;
  /** What has come since the last report. */
  changes: Change[];
  /** The last that was reported. */
  last: Change | undefined;
  /** Of each other event that has to come, which change was the last before. */
  readonly notices: number[];
}

/** A fetch with a rate, a dead band, or both. */
export class PacedView extends EventView {
  readonly #now: () => number;
  readonly #quick: boolean;
  #serial = 0;
  // Elements whose values are known to be stale.
  readonly #stale = new Set<string>();
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
    const { kind, value = "", forced, log } = event;
    // What signals send are no changes, and a pair of events.
    if (kind === "add" && (event.signal || event.passing)) {
      return super.expect(event);
    }
    if (kind === "change") {
      const [at, from] = [this.#now(), log.length - 1];
      const serial = ++this.#serial;
      const { path } = event;
      const change = { serial, path, value, at, forced, log, from };
      stays.at(-1)?.changes.push(change);
      return false;
    }
    if (kind === "add") {
      const interval = new Interval(this.rules, this.#now);
      stays.push({ interval, changes: [], last: undefined, notices: [] });
    } else if (kind !== "remove") {
      stays.at(-1)?.notices.push(this.#serial);
      stays.at(-1)?.interval.interrupt();
    }
    return super.expect(event);
  }

  protected override mustBeExpected(event: Notified): void {
    const { kind, path } = event;
    if (this.#quick && kind === "change") return this.#changed(event);
    super.mustBeExpected(event);
    if (kind === "add") this.#know(event);
    const stays = this.#stays.get(path);
    if (kind === "remove") {
      // A signal has no stay: the first may be that of a state which took its path.
      if (!event.signal) stays?.shift();
    } else if (kind !== "add" && stays !== undefined) {
      this.#noticed(event, stays[0]);
    }
  }

  /** An event has come before which the change that waited has to come. */
  #noticed({ kind, path }: Notified, stay: Stay | undefined): void {
    if (stay === undefined) return;
    if (kind === "stale") this.#stale.add(path);
    const { notices, changes, interval } = stay;
    const last = notices.shift() ?? 0;
    if (notices.length === 0) interval.resume();
    must(
      this.#isTold(changes.filter(({ serial }) => serial <= last)),
      () => "a change that waited has not come before it",
    );
  }

  #know({ path, members }: Pick<Notified, "path" | "members">): void {
    if (members.has("stale")) this.#stale.add(path);
    else this.#stale.delete(path);
  }

  #changed({ path, value = "", members }: Notified): void {
    const stay = this.#stays.get(path)?.[0];
    const changes = stay?.changes ?? [];
    const now = this.#now();
    // Of those that are older than this moment it is the last.
    const from = changes.findLastIndex(({ at }) => at < now);
    const isIt = (change: Change, i: number) =>
      i >= from && this.speech.translated(change.value) === value &&
      this.#said(change, changes[i + 1]).some((said) => isSame(said, members));
    // Without revisions equal ones can't be distinguished.
    const index = this.asked.times
      ? changes.findLastIndex(isIt)
      : changes.findIndex(isIt);
    stay?.interval.report();
    if (index < 0) {
      // The return of its owner is one more change of what came before it.
      const again = stay?.last?.forced && isIt(stay.last, Infinity);
      return must(
        again ?? false,
        () =>
          `${value} with ${show(members)} is not a change that waits: ` +
          JSON.stringify(changes.map(({ value }) => value)),
      );
    }
    must(
      changes.slice(0, index + 1).some(({ forced }) => forced) ||
        !this.#isSettled(changes[index]),
      () => `${value} is within the dead band`,
    );
    this.#know({ path, members });
    const reported = changes.splice(0, index + 1);
    if (stay !== undefined) stay.last = reported.at(-1);
  }

  /** What a report of a change may say: what was said until the next one. */
  #said({ log, from }: Change, next: Change | undefined): Members[] {
    const end = next === undefined ? log.length : next.from + 1;
    return log.slice(from, end).map((notes) =>
      eventMembers("change", notes, this.asked, this.speech)
    );
  }

  /** Whether none of the changes has to be reported. */
  #isTold(changes: readonly Change[]): boolean {
    const newest = changes.at(-1);
    return newest === undefined ||
      !changes.some(({ forced }) => forced) && this.#isSettled(newest) ||
      !this.asked.times &&
        this.speech.translated(newest.value) ===
          this.shown.get(newest.path)?.value;
  }

  #shownOf(path: string): Json {
    return JSON.parse(this.shown.get(path)?.value ?? "null");
  }

  /** Whether what it shows may be older than a change. */
  #isSettled({ path, value, log, from }: Change): boolean {
    if (!this.#isWithin(path, value)) return false;
    const { quality } = log[from];
    const stale = log.at(-1)?.stale;
    const reported = this.shown.get(path)?.members;
    const text = quality === undefined ? quality : JSON.stringify(quality);
    return !this.asked.times ||
      reported?.get("quality") === text && this.#stale.has(path) === stale;
  }

  override mustBeQuiet(): void {
    super.mustBeQuiet();
    for (const [path, stays] of this.#stays) {
      for (const { interval, changes } of stays) {
        const newest = changes.at(-1);
        must(
          newest === undefined || !interval.isOver(newest.at) ||
            this.#isTold(changes),
          () => `${newest?.value} of ${path} has not come`,
        );
      }
    }
  }

  protected override mustShowElement(
    element: Shown,
    entry: Entry,
    ...except: readonly string[]
  ): void {
    const { path, value } = element;
    const changes = this.#stays.get(path)?.[0]?.changes ?? [];
    const newest = changes.at(-1);
    const waits = newest !== undefined && newest.value === value &&
      !this.#isTold(changes);
    if (waits) {
      except = ["value", "time", "revision", "at", "quality", "stale"];
    } else if (value !== undefined && this.#isWithin(path, value)) {
      // What is said of a value goes with it, but for its quality.
      except = ["value", "time", "revision", "at"];
    }
    super.mustShowElement(element, entry, ...except);
  }

  #isWithin(path: string, value: string): boolean {
    return isWithin(
      this.rules.deadband,
      JSON.parse(value),
      this.#shownOf(path),
    );
  }
}
