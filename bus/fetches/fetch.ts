/**
 * Fetches: standing queries that follow the elements.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { NoticeKind } from "../../protocol/extras.ts";
import type { EventKind } from "../../protocol/dialect.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import type { TimerWheel } from "../collections/timer_wheel.ts";
import type { SentSignal, Subject, Watcher } from "../elements/watcher.ts";
import { type CompiledQuery, includes, type Kinds } from "./compile.ts";
import type { Deferred, Fetcher } from "./fetcher.ts";

/** What a fetch is made of. */
export interface FetchParts {
  /** Takes the notifications. */
  readonly fetcher: Fetcher;
  /** Its id, in the form of the peer's dialect. */
  readonly id: string;
  readonly query: CompiledQuery;
  readonly timers: TimerWheel;
}

/** The beginning of a fetch, until all that matches has been reported. */
export interface Beginning {
  /** Serial number of the element that was looked at last. */
  readonly position: number;
  /** Serial number of the first element that is too new. */
  readonly before: number;
  /** Whether the subject will be reported as it is then. */
  isAhead(subject: Subject): boolean;
  /** Reports the nodes above a subject that is about to be reported. */
  reportAbove(subject: Subject): void;
}

/** A change of the peer's rights, until all it changes has been reported. */
export interface FetchRevision {
  /** Whether the node that is published waits to be reported by it. */
  readonly holdsNode: boolean;
  /** Whether an event of an element is reported. */
  accepts(fetch: Fetch, subject: Subject, kind: EventKind): boolean;
}

const NO_KINDS: Kinds = {
  node: false,
  state: false,
  method: false,
  signal: false,
};

/** One fetch of one peer. */
export abstract class Fetch implements Watcher, Deferred {
  /** Takes the notifications. */
  readonly fetcher: Fetcher;
  /** See {@linkcode FetchParts}. */
  readonly id: string;
  /** What each of its notifications begins with. */
  readonly head: ByteWriter;
  readonly asked: number;
  /** The paths it follows. */
  readonly paths: PathMatcher;
  /** The kinds it includes. */
  kinds: Kinds;
  filtersKinds: boolean;
  /** Whether its path rules match every path. */
  readonly everything: boolean;
  /** Whether it reports rows in an order. */
  readonly sorted: boolean;
  /** Cost of what it begins with, for each subject, besides its output. */
  get replayCost(): number {
    return 0;
  }
  /** Whether it looks into values. */
  readonly readsValues: boolean;
  /** Number of its texts and value rules. */
  readonly operands: number;
  /** Grows from fetch to fetch, in the order in which they begin. */
  serial = 0;
  /** Not `null` while it begins. */
  beginning: Beginning | null = null;
  /** Not `null` while the rights of its peer change. */
  revision: FetchRevision | null = null;
  /** Whether it has ended; it may be among the watchers of elements then. */
  ended = false;

  constructor({ fetcher, id, query }: FetchParts) {
    this.fetcher = fetcher;
    this.id = id;
    this.head = fetcher.head(id);
    this.asked = query.asked;
    this.paths = query.paths;
    this.kinds = query.kinds;
    this.filtersKinds = !query.kinds.state || !query.kinds.method;
    this.everything = query.paths.always;
    this.sorted = query.sort !== undefined;
    this.readsValues = query.readsValues;
    this.operands = query.operands;
  }

  accepts(subject: Subject, kind: EventKind): boolean {
    if (!includes(this.kinds, subject)) return false;
    const { restriction } = subject;
    if (restriction === null) return true;
    return this.revision?.accepts(this, subject, kind) ??
      this.fetcher.canRead(restriction);
  }

  acceptsSignals(element: Subject): boolean {
    const { state, signal } = this.kinds;
    if (signal) return this.accepts(element, "change");
    if (!state || this.sorted) return false;
    const { restriction } = element;
    return restriction === null || this.fetcher.canRead(restriction);
  }

  /** Stops reports that may have elements other than that of an event. */
  suspend(): void {}

  /** Reports what has changed meanwhile. */
  resume(): void {}

  /** Ends it: nothing is accepted any more. */
  end(): void {
    this.ended = true;
    this.kinds = NO_KINDS;
    this.filtersKinds = true;
  }

  /** Reports a subject that matched when the fetch began. */
  abstract replayed(subject: Subject): void;
  /** To be called when all of these have been reported. */
  abstract begun(): void;
  abstract added(subject: Subject, sequence: number): void;
  abstract changed(element: Subject, sequence: number): void;
  abstract noticed(
    kind: NoticeKind | "change",
    element: Subject,
    sequence: number,
  ): void;
  abstract signalled(event: SentSignal, sequence: number): void;
  abstract removed(subject: Subject, sequence: number): void;
  abstract flush(): boolean;
}
