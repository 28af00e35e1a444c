/**
 * The peer of a fetch, as fetches need it.
 *
 * @module
 */
import type { ElementRow, EventKind } from "../../protocol/dialect.ts";
import type { AskedEventKind } from "../../protocol/extras.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import type { CanRead } from "../elements/restriction.ts";
import type { Subject } from "../elements/watcher.ts";

/** A fetch whose notifications wait until its peer has read more. */
export interface Deferred {
  /** Id of the fetch. */
  readonly id: string;
  /** Sends what waits, as far as the peer takes it; `true` if nothing is left. */
  flush(): boolean;
}

/** Takes the notifications of its fetches. */
export interface Fetcher {
  /** Whether so much output waits that changes are to be conflated. */
  readonly congested: boolean;
  /** Whether elements with a restriction are readable. */
  readonly canRead: CanRead;
  /** The part of a notification that is the same for all of one fetch. */
  head(fetchId: string): ByteWriter;
  /** Number of an event that concerns one fetch only. */
  nextSequence(): number;
  /**
   * Whether an event is not too large for the peer.
   *
   * @param kind `row`: a row of a sorted fetch.
   */
  fits(
    head: ByteWriter,
    kind: EventKind | "row",
    subject: Subject,
    sequence: number,
    asked: number,
  ): boolean;
  /**
   * Whether signals of one fetch that wait are more than may wait, which counts
   * as one that is lost.
   */
  signalsExceed(count: number, bytes: number): boolean;
  /** Whether events may be too large for the peer; see {@linkcode fits}. */
  readonly limited: boolean;
  /**
   * Sends an event.
   *
   * @param asked What the fetch asks for; see {@linkcode Asked}.
   */
  notify(
    head: ByteWriter,
    kind: EventKind | AskedEventKind,
    subject: Subject,
    sequence: number,
    asked: number,
  ): void;
  /** Sends the `add` of what a fetch begins with, which goes to this peer alone. */
  replay(head: ByteWriter, subject: Subject, asked: number): void;
  /** Sends changed rows of a sorted fetch which has `n` rows now. */
  notifyRows(
    head: ByteWriter,
    rows: readonly ElementRow<Subject>[],
    n: number,
    asked: number,
  ): void;
  /** Has a fetch flushed when the peer has read more. */
  defer(fetch: Deferred): void;
}
