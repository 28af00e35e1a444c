/**
 * Rates and dead bands: which changes a fetch reports, and when.
 *
 * @module
 */
import type { DeadBand, PathMatcher } from "../../protocol/rules/rules.ts";
import type { TimerWheel } from "../collections/timer_wheel.ts";
import type { Subject } from "../elements/watcher.ts";
import { Spaced, Spacing } from "./spacing.ts";

/** A limit for the changes of some elements. */
export interface CompiledLimit {
  /** The elements. */
  readonly paths: PathMatcher;
  /** Milliseconds between two changes of an element; 0: no limit. */
  readonly intervalMs: number;
  /** `null`: none. */
  readonly deadband: DeadBand | null;
}

/** An element within an interval, or one with a dead band. */
class Paced extends Spaced {
  readonly subject: Subject;
  readonly deadband: DeadBand | null;
  readonly spacing: Spacing<Paced> | null;
  /** Whether a change has to be sent whatever the value is. */
  forced = false;
  /** Whether the fetch knows it as stale. */
  stale = false;
  readonly #times: boolean;
  // The number and the quality that were sent last.
  #sent = NaN;
  #quality: string | undefined;

  constructor(
    subject: Subject,
    deadband: DeadBand | null,
    spacing: Spacing<Paced> | null,
    times: boolean,
  ) {
    super();
    this.#times = times;
    this.subject = subject;
    this.deadband = deadband;
    this.spacing = spacing;
  }

  /** To be called when the value was sent. */
  sent(): void {
    this.forced = false;
    const { deadband } = this;
    if (deadband === null) return;
    this.#sent = deadband.numberIn(this.subject.json);
    this.#quality = this.subject.extras?.quality;
    this.stale = this.subject.extras?.stale === true;
  }

  /** Whether the value is within the dead band, and as good as what was sent. */
  get isSettled(): boolean {
    const { deadband, subject: { extras } } = this;
    if (deadband === null) return false;
    if (
      this.#times && (extras?.quality !== this.#quality ||
        (extras?.stale === true) !== this.stale)
    ) return false;
    return deadband.includes(deadband.numberIn(this.subject.json), this.#sent);
  }
}

interface Limit {
  readonly paths: PathMatcher;
  readonly deadband: DeadBand | null;
  readonly spacing: Spacing<Paced> | null;
}

/**
 * Holds changes back. Within the interval of an element, they are marked; at its
 * end the newest value is sent, unless it is within the dead band.
 */
export class Pace {
  readonly #limits: readonly Limit[];
  readonly #paced = new Map<Subject, Paced>();
  // Of several limits, which one counts for an element: its path is compared
  // with theirs once, not with each change.
  readonly #limitOf = new Map<Subject, Limit | undefined>();
  // The last that was looked up: many fetches are of one element.
  #found: Paced | undefined;
  readonly #times: boolean;
  readonly #send: (subject: Subject) => void;

  /**
   * @param times Whether changes carry the quality, and staleness is reported.
   * @param send Sends the change of an element that has waited.
   */
  constructor(
    limits: readonly CompiledLimit[],
    timers: TimerWheel,
    times: boolean,
    send: (subject: Subject) => void,
  ) {
    this.#times = times;
    this.#send = send;
    const onDue = (paced: Paced) => this.#due(paced);
    this.#limits = limits.map(({ paths, intervalMs, deadband }) => ({
      paths,
      deadband,
      spacing: intervalMs > 0 ? new Spacing(intervalMs, timers, onDue) : null,
    }));
  }

  /**
   * Marks an element that has changed, if it is within an interval.
   *
   * @param forced Whether more than the value has changed.
   */
  mark(subject: Subject, forced: boolean): boolean {
    const paced = this.#find(subject);
    if (paced === undefined || paced.slot === 0) return false;
    paced.changed = true;
    if (forced) paced.forced = true;
    return true;
  }

  /** To be called before the staleness of an element is reported. */
  staled(subject: Subject): void {
    const paced = this.#find(subject);
    if (paced !== undefined) paced.stale = true;
  }

  /** Whether the value of an element is within its dead band. */
  isSettled(subject: Subject): boolean {
    return this.#find(subject)?.isSettled ?? false;
  }

  #find(subject: Subject): Paced | undefined {
    if (this.#found?.subject === subject) return this.#found;
    return this.#found = this.#paced.get(subject);
  }

  /** To be called when the `add` or a change of a subject was sent. */
  sent(kind: "add" | "change", subject: Subject): void {
    const paced = this.#find(subject) ?? this.#begin(kind, subject);
    if (paced === null) return;
    paced.sent();
    if (kind === "change") paced.spacing?.begin(paced);
  }

  #begin(kind: "add" | "change", subject: Subject): Paced | null {
    if (subject.method) return null;
    const limit = this.#limitFor(subject);
    if (limit === undefined) return null;
    const { deadband, spacing } = limit;
    // The interval begins with the first change.
    if (deadband === null && (spacing === null || kind === "add")) return null;
    const paced = new Paced(subject, deadband, spacing, this.#times);
    this.#paced.set(subject, paced);
    return paced;
  }

  #limitFor(subject: Subject): Limit | undefined {
    const { path } = subject;
    if (this.#limits.length === 1) {
      const [only] = this.#limits;
      return only.paths.test(path) ? only : undefined;
    }
    const known = this.#limitOf.get(subject);
    if (known !== undefined || this.#limitOf.has(subject)) return known;
    const limit = this.#limits.find(({ paths }) => paths.test(path));
    this.#limitOf.set(subject, limit);
    return limit;
  }

  #due(paced: Paced): void {
    const { subject, changed, forced, deadband } = paced;
    paced.changed = false;
    paced.forced = false;
    if (changed && (forced || !paced.isSettled)) this.#send(subject);
    if (paced.slot === 0 && deadband === null) this.#forget(subject);
  }

  #forget(subject: Subject): void {
    this.#found = undefined;
    this.#paced.delete(subject);
  }

  /** Ends the interval of an element if a change waits in it. */
  interrupt(subject: Subject): boolean {
    const paced = this.#find(subject);
    if (paced === undefined || !paced.changed) return false;
    if (!paced.forced && paced.isSettled) return false;
    paced.spacing?.delete(paced);
    return true;
  }

  /** Deletes a subject that was removed. */
  delete(subject: Subject): void {
    this.#limitOf.delete(subject);
    const paced = this.#find(subject);
    if (paced === undefined) return;
    paced.spacing?.delete(paced);
    this.#forget(subject);
  }

  /** Ends all intervals. */
  end(): void {
    this.#found = undefined;
    this.#paced.clear();
    this.#limitOf.clear();
    for (const { spacing } of this.#limits) spacing?.end();
  }
}
