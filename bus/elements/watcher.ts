/**
 * What follows elements and nodes, as these need it.
 *
 * @module
 */
import type { ElementEntry, EventKind } from "../../protocol/dialect.ts";
import type { NoticeKind } from "../../protocol/extras.ts";
import type { ReadableJson } from "../../protocol/json/lazy.ts";
import type { Restriction } from "./restriction.ts";

/** An element or a node: what events are about. */
export interface Subject extends ElementEntry {
  /** The value as JSON peers see it; of nodes `null`. */
  readonly json: ReadableJson;
  /** Whether it can only be fetched. */
  readonly fetchOnly: boolean;
  /** Whether it is not there any more. */
  readonly removed: boolean;
  /** Access restriction; `null`: none. */
  readonly restriction: Restriction | null;
  /** Grows from element to element, and from node to node. */
  readonly serial: number;
}

/** What a signal has sent, or its removal; it can wait. */
export interface SentSignal extends Subject {
  /** The signal. */
  readonly element: Subject;
  /** Number of signals before it that were lost on their way to this daemon. */
  readonly lost: number;
  /** Copies the value, for the time after the call; once for all fetches. */
  keep(): this;
  /** The same for a fetch that has lost signals before it. */
  after(lost: number): SentSignal;
}

/** Is notified of what happens to elements. */
export interface Watcher {
  /** Bits of what it asks for; see {@linkcode Asked}. */
  readonly asked: number;
  /** Whether states or methods are left out. */
  readonly filtersKinds: boolean;
  /** Whether it gets what is sent by a signal, in either form. */
  acceptsSignals(element: Subject): boolean;
  /** Whether its kinds and its access include an event of an element. */
  accepts(element: Subject, kind: EventKind): boolean;
  /**
   * A subject was added.
   *
   * @param sequence Number of the event, the same for all watchers.
   */
  added(subject: Subject, sequence: number): void;
  /** The value of an element has changed. */
  changed(element: Subject, sequence: number): void;
  /**
   * Something else has changed that the watcher asks for.
   *
   * @param kind `change`: when the value came, or its quality.
   */
  noticed(
    kind: NoticeKind | "change",
    element: Subject,
    sequence: number,
  ): void;
  /** A signal was sent. */
  signalled(event: SentSignal, sequence: number): void;
  /** A subject was removed. */
  removed(subject: Subject, sequence: number): void;
}
