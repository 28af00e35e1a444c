/**
 * The limit of the output that all connections together have not taken.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Limits } from "./limits.ts";

/** A connection with output. */
export interface Backlog {
  /** Bytes of output that its peer has not taken yet. */
  readonly backlog: number;
  /** When it began, by the clock's `monotonic`. */
  readonly begunAt: number;
  /** Closes it; what its peer has not taken is dropped. */
  disconnect(reason: string): void;
}

// A peer that connected later is not disconnected for the backlog of all.
const MIN_AGE_MS = 1000;
// The sum is computed again when this part of the limit was added.
const PART = 16;

/** Disconnects the peers with most unread output when the total is above its limit. */
export class Backlogs {
  readonly #limits: Limits;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #groups: (() => Iterable<Backlog>)[] = [];
  // Output that was added for peers that don't read, since the last look.
  #grown = 0;

  constructor(limits: Limits, clock: Pick<Clock, "monotonic">) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Includes connections: Jet's sessions, those of GUN. */
  include(connections: () => Iterable<Backlog>): void {
    this.#groups.push(connections);
  }

  /**
   * So many bytes were added to the output of a peer that does not read. The
   * largest backlogs go, as long as all together are above the limit, but none
   * of a connection that has just begun, or that has no more than its share of
   * the limit.
   */
  grown(bytes: number): void {
    const { maxBacklog } = this.#limits.values;
    this.#grown += bytes;
    if (this.#grown < maxBacklog / PART) return;
    this.#grown = 0;
    const all = this.#groups.flatMap((connections) => [...connections()]);
    let sum = 0;
    for (const { backlog } of all) sum += backlog;
    if (sum <= maxBacklog) return;
    const before = this.#clock.monotonic() - MIN_AGE_MS;
    const largest = all.filter(({ begunAt }) => begunAt <= before)
      .sort((a, b) => b.backlog - a.backlog);
    const share = maxBacklog / all.length;
    for (const connection of largest) {
      if (sum <= maxBacklog || connection.backlog <= share) return;
      sum -= connection.backlog;
      connection.disconnect(this.#limits.strike("maxBacklog"));
    }
  }
}

/** Bounds output that is no peer's, and counts it. A bus does so. */
export interface UnreadLimits {
  /** The limit of what all peers and clients together have not read. */
  readonly backlogs: Pick<Backlogs, "include" | "grown">;
  /** The limits of one connection. */
  readonly limits: Pick<Limits, "count" | "ofConnections">;
}
