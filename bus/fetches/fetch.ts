/**
 * Fetches: standing queries that follow the elements.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { Text } from "../../base/byte_writer.ts";
import type { Subject, Watcher } from "../elements/watcher.ts";
import type { CompiledQuery, Kinds } from "./compile.ts";
import type { Deferred, Fetcher } from "./fetcher.ts";

/** One fetch of one peer. */
export abstract class Fetch implements Watcher, Deferred {
  /** Takes the notifications. */
  readonly fetcher: Fetcher;
  /** Its id, in the form of the peer's dialect. */
  readonly id: string;
  /** What each of its notifications begins with. */
  readonly head: Text;
  /** The paths it follows. */
  readonly paths: PathMatcher;
  /** The kinds it includes. */
  readonly kinds: Kinds;
  readonly filtersKinds: boolean;
  /** Whether its path rules match every path. */
  readonly everything: boolean;
  /** Whether it reports rows in an order. */
  readonly sorted: boolean;
  /** Grows from fetch to fetch. */
  readonly serial: number;

  constructor(
    fetcher: Fetcher,
    id: string,
    query: CompiledQuery,
    serial: number,
  ) {
    this.fetcher = fetcher;
    this.id = id;
    this.head = fetcher.head(id);
    this.paths = query.paths;
    this.kinds = query.kinds;
    this.filtersKinds = !query.kinds.state || !query.kinds.method;
    this.everything = query.paths.always;
    this.sorted = query.sort !== undefined;
    this.serial = serial;
  }

  accepts({ method, restriction }: Subject): boolean {
    if (!(method ? this.kinds.method : this.kinds.state)) return false;
    return restriction === null || this.fetcher.canRead(restriction);
  }

  /** Reports what matches when the fetch begins. */
  abstract begin(subjects: readonly Subject[]): void;
  abstract added(subject: Subject, sequence: number): void;
  abstract changed(element: Subject, sequence: number): void;
  abstract removed(subject: Subject, sequence: number): void;
  abstract flush(): boolean;
}

/**
 * A fetch that reports events. While its peer is congested it conflates them:
 * of each subject it keeps the kind of event only, and sends the newest value
 * when it is flushed.
 */
export abstract class EventFetch extends Fetch {
  readonly #deferred = new Map<Subject, "add" | "change">();

  protected notify(
    kind: "add" | "change",
    subject: Subject,
    sequence: number,
  ): void {
    if (this.#deferred.size > 0 || this.fetcher.congested) {
      if (!this.#deferred.has(subject)) this.#deferred.set(subject, kind);
      this.fetcher.defer(this);
    } else {
      this.fetcher.notify(this.head, kind, subject, sequence);
    }
  }

  protected notifyRemoved(subject: Subject, sequence: number): void {
    const kind = this.#deferred.get(subject);
    if (kind !== undefined) this.#deferred.delete(subject);
    // If the `add` was never sent, no `remove` is needed.
    if (kind !== "add") {
      this.fetcher.notify(this.head, "remove", subject, sequence);
    }
  }

  flush(): boolean {
    const { fetcher, head } = this;
    for (const [subject, kind] of this.#deferred) {
      if (fetcher.congested) return false;
      this.#deferred.delete(subject);
      fetcher.notify(head, kind, subject, fetcher.nextSequence());
    }
    return true;
  }
}
