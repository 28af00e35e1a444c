/**
 * The elements of a peer, as the peer sees them. What is behind comes with the
 * first state or method: a page that only looks does not load it.
 *
 * @module
 */
import type { PeerClock } from "../clock.ts";
import type { Connection } from "../connection/connection.ts";
import type { ElementHost } from "../element.ts";
import { hasMethods } from "../../base/narrowing.ts";
import type { Limits } from "../connection/requests.ts";

/** What the elements of a peer need of it. */
export interface ElementsParts {
  readonly connection: Connection;
  /** What separates the segments of a path. */
  readonly separator: string;
  readonly clock: PeerClock;
  readonly log: (line: string) => void;
}

/** The elements of a peer, kept through reconnects. */
export interface Elements extends ElementHost {
  /** Takes everything at a path and below off the bus, in one request. */
  removeBelow(path: string, limits?: Limits): Promise<void>;
  /**
   * Gives states below a path new values, in one request.
   *
   * @param values By the paths as seen from there.
   */
  changeBelow(
    path: string,
    values: Iterable<readonly [string, unknown]>,
    limits?: Limits,
  ): Promise<void>;
  /** The link is new: all are added again. */
  opened(): void;
  /** The link is lost: the daemon has none any more. */
  lost(): void;
  /** Nothing will be added again. */
  closed(reason: Error | undefined): void;
  /** Takes a request that the daemon has routed here, and answers it. */
  forward(path: string, id: unknown, params: unknown): void;
}

/** Makes the elements of a peer. */
export type ElementsClass = new (parts: ElementsParts) => Elements;

let provided: ElementsClass | undefined;

/** Called by every element: nothing has to be imported for peers without any. */
export function provideElements(made: ElementsClass): void {
  provided = made;
}

/** The elements of a peer that is given its first. */
export function beginElements(parts: ElementsParts): Elements {
  if (provided === undefined) throw new TypeError("there is no element");
  return new provided(parts);
}

/** A state, as changes of many at once need it. */
export interface JointState {
  /**
   * What its schema makes of a value, or a promise for that.
   *
   * @throws {JetError} if the schema refuses it.
   */
  check(value: unknown): unknown;
  /** Takes a value that is announced together; returns takes it back. */
  hold(value: unknown): () => void;
  /** The value as it is sent. */
  readonly wireValue: unknown;
}

/** Whether an element is a state. */
export function isJoint(element: object): element is JointState {
  return hasMethods(element, "check", "hold");
}
