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
