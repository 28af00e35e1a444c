/**
 * Fetches: standing queries that follow the elements.
 *
 * @module
 */
import type { PathMatcher } from "../../protocol/rules/rules.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import type { Subject, Watcher } from "../elements/watcher.ts";
import type { CompiledQuery, Kinds } from "./compile.ts";
import type { Deferred, Fetcher } from "./fetcher.ts";

/** The beginning of a fetch, until all that matches has been reported. */
export interface Beginning {
  /** Whether the subject will be reported as it is then. */
  isAhead(subject: Subject): boolean;
  /** Has a node not reported; `false` if it will not be anyway. */
  forgetNode(node: Subject): boolean;
}

const NO_KINDS: Kinds = { node: false, state: false, method: false };

/** One fetch of one peer. */
export abstract class Fetch implements Watcher, Deferred {
  /** Takes the notifications. */
  readonly fetcher: Fetcher;
  /** Its id, in the form of the peer's dialect. */
  readonly id: string;
  /** What each of its notifications begins with. */
  readonly head: ByteWriter;
  /** The paths it follows. */
  readonly paths: PathMatcher;
  /** The kinds it includes. */
  kinds: Kinds;
  filtersKinds: boolean;
  /** Whether its path rules match every path. */
  readonly everything: boolean;
  /** Whether it reports rows in an order. */
  readonly sorted: boolean;
  /** Number of its texts and value rules. */
  readonly operands: number;
  /** Grows from fetch to fetch. */
  readonly serial: number;
  /** Not `null` while it begins. */
  beginning: Beginning | null = null;
  /** Whether it has ended; it may be among the watchers of elements then. */
  ended = false;

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
    this.operands = query.operands;
  }

  accepts({ method, restriction }: Subject): boolean {
    if (!(method ? this.kinds.method : this.kinds.state)) return false;
    return restriction === null || this.fetcher.canRead(restriction);
  }

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
  abstract removed(subject: Subject, sequence: number): void;
  abstract flush(): boolean;
}
