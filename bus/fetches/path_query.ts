/**
 * Fetches that report events.
 *
 * @module
 */
import type { NoticeKind } from "../../protocol/extras.ts";
import { Asked } from "../../protocol/rules/asked.ts";
import type { SentSignal, Subject } from "../elements/watcher.ts";
import { Fetch, type FetchParts } from "./fetch.ts";
import { DeferredNotices } from "./notices.ts";
import { Pace } from "./pace.ts";
import { type DeferredEvents, SignalQueue } from "./signals.ts";

// Of fetches that have none of their own yet: nothing is added to them.
const NONE_DEFERRED: DeferredEvents = new Map();
const NO_SUBJECTS: Set<Subject> = new Set();

/**
 * A fetch with path rules only. While its peer is congested it conflates the
 * events: of each subject it keeps the kind of event only, and sends the newest
 * value when it is flushed.
 */
export class PathFetch extends Fetch {
  #deferred = NONE_DEFERRED;
  // Subjects whose `add` was dropped, as they are not readable any more.
  #dropped = NO_SUBJECTS;
  // Subjects whose value is too large for the peer: removed, as far as it knows.
  #withheld = NO_SUBJECTS;
  #notices: DeferredNotices | null = null;
  // `null`: no signal has come.
  #signals: SignalQueue | null = null;
  // `null`: every change is sent.
  readonly #pace: Pace | null;

  constructor(parts: FetchParts) {
    super(parts);
    const { query: { limits, asked }, timers } = parts;
    const times = (asked & Asked.times) !== 0;
    this.#pace = limits &&
      new Pace(limits, timers, times, (subject) => this.#sendPaced(subject));
  }

  replayed(subject: Subject): void {
    const { fetcher } = this;
    this.beginning?.reportAbove(subject);
    if (
      this.#deferred.size > 0 || this.#dropped.size > 0 || fetcher.limited ||
      fetcher.congested || this.#pace !== null
    ) return this.added(subject, fetcher.nextSequence());
    fetcher.replay(this.head, subject, this.asked);
  }

  begun(): void {}

  added(subject: Subject, sequence: number): void {
    this.beginning?.reportAbove(subject);
    this.notify("add", subject, sequence);
  }

  changed(element: Subject, sequence: number): void {
    this.notify("change", element, sequence);
  }

  protected notify(
    kind: "add" | "change",
    subject: Subject,
    sequence: number,
    forced: boolean = false,
  ): void {
    if (
      this.#pace !== null && kind === "change" &&
      this.#pace.mark(subject, forced)
    ) return;
    this.#notifyNow(kind, subject, sequence, forced);
  }

  #notifyNow(
    kind: "add" | "change",
    subject: Subject,
    sequence: number,
    forced: boolean,
  ): void {
    if (this.fetcher.limited) {
      if (this.#withheld.delete(subject)) kind = "add";
      const { fetcher, head, asked } = this;
      if (!fetcher.fits(head, kind, subject, sequence, asked)) {
        if (kind === "change") this.#remove(subject, sequence);
        if (this.#withheld === NO_SUBJECTS) this.#withheld = new Set();
        this.#withheld.add(subject);
        return;
      }
    }
    if (this.#dropped.size > 0 && this.#dropped.delete(subject)) kind = "add";
    if (
      this.#pace !== null && kind === "change" && !forced &&
      !this.#deferred.has(subject) && this.#pace.isSettled(subject)
    ) return;
    this.#send(kind, subject, sequence);
  }

  #send(kind: "add" | "change", subject: Subject, sequence: number): void {
    if (this.#deferred.size > 0 || this.fetcher.congested) {
      const deferred = this.#ownDeferred;
      if (!deferred.has(subject)) deferred.set(subject, kind);
      this.fetcher.defer(this);
    } else {
      this.fetcher.notify(this.head, kind, subject, sequence, this.asked);
      if (this.#pace !== null) this.#pace.sent(kind, subject);
    }
  }

  get #ownDeferred(): DeferredEvents {
    if (this.#deferred === NONE_DEFERRED) this.#deferred = new Map();
    return this.#deferred;
  }

  #drop(subject: Subject): void {
    if (this.#dropped === NO_SUBJECTS) this.#dropped = new Set();
    this.#dropped.add(subject);
  }

  /** Sends a change that has waited for the end of its interval. */
  #sendPaced(subject: Subject): void {
    if (this.#isHidden(subject)) return;
    this.#notifyNow("change", subject, this.fetcher.nextSequence(), true);
  }

  noticed(
    kind: NoticeKind | "change",
    element: Subject,
    sequence: number,
  ): void {
    if (kind === "change") return this.notify(kind, element, sequence, true);
    // The `add` that follows tells all.
    if (
      this.#withheld.has(element) || this.#dropped.has(element) ||
      this.#deferred.get(element) === "add"
    ) return;
    if (kind === "stale") this.#pace?.staled(element);
    // In order: the change that was before it.
    if (this.#pace?.interrupt(element)) this.#sendPaced(element);
    if (this.#deferred.size > 0 || this.fetcher.congested) {
      this.#notices ??= new DeferredNotices();
      this.#notices.add(kind, element);
      this.fetcher.defer(this);
    } else {
      this.fetcher.notify(this.head, kind, element, sequence, this.asked);
    }
  }

  signalled(event: SentSignal, sequence: number): void {
    const { fetcher, head, asked } = this;
    const signals = this.#signals ??= new SignalQueue(this, this.#ownDeferred);
    if (
      fetcher.limited && !fetcher.fits(head, "row", event, sequence, asked)
    ) return signals.lose(event);
    if (this.#deferred.size > 0 || fetcher.congested) {
      signals.add(event);
      fetcher.defer(this);
    } else signals.send(event, sequence);
  }

  announce(element: Subject): boolean {
    if (!this.#dropped.has(element)) return true;
    if (element.removed) return false;
    this.#dropped.delete(element);
    const { fetcher, head, asked } = this;
    fetcher.notify(head, "add", element, fetcher.nextSequence(), asked);
    return true;
  }

  forget(subject: Subject): boolean {
    return this.#dropped.size > 0 && this.#dropped.delete(subject);
  }

  removed(subject: Subject, sequence: number): void {
    if (this.#withheld.size > 0 && this.#withheld.delete(subject)) return;
    if (this.#signals?.removed(subject)) {
      this.#notices?.delete(subject);
      if (this.#deferred.size > 0) this.fetcher.defer(this);
      return;
    }
    this.#remove(subject, sequence);
  }

  #remove(subject: Subject, sequence: number): void {
    this.#notices?.delete(subject);
    this.#pace?.delete(subject);
    const kind = this.#deferred.get(subject);
    if (kind !== undefined) this.#deferred.delete(subject);
    const dropped = this.forget(subject);
    // If the `add` was never sent, no `remove` is needed.
    if (kind !== "add" && !dropped) {
      const { fetcher, head, asked } = this;
      fetcher.notify(head, "remove", subject, sequence, asked);
    }
  }

  flush(): boolean {
    const { fetcher, head, asked } = this;
    for (const [subject, kind] of this.#deferred) {
      if (fetcher.congested) return false;
      if (kind === "signal") {
        this.#signals?.flush();
        continue;
      }
      this.#deferred.delete(subject);
      if (this.#isHidden(subject)) {
        if (kind === "add") this.#drop(subject);
        continue;
      }
      fetcher.notify(head, kind, subject, fetcher.nextSequence(), asked);
      this.#pace?.sent(kind, subject);
    }
    return this.#notices?.flush(this.#sendNotice) ?? true;
  }

  /** Sends a notice that has waited; `false`: the peer has to read first. */
  readonly #sendNotice = (kind: NoticeKind, subject: Subject): boolean => {
    const { fetcher, head, asked } = this;
    if (fetcher.congested) return false;
    if (!this.#isHidden(subject)) {
      fetcher.notify(head, kind, subject, fetcher.nextSequence(), asked);
    }
    return true;
  };

  override end(): void {
    super.end();
    this.#pace?.end();
  }

  /** Whether a change of rights will report the removal of a subject. */
  #isHidden({ restriction }: Subject): boolean {
    return this.revision !== null && restriction !== null &&
      !this.fetcher.canRead(restriction);
  }
}
