/**
 * The lease of a member: the time for which it may serve its peers.
 *
 * @module
 */

/** Part of a lease for which a member serves after its last entry in the log. */
const OWN_PART = 0.7;
/** Longest pause between two beats that counts as standing, as part of a lease. */
const ROUND_PART = 0.3;
/** Beats in the time of a lease. */
export const BEATS = 5;
/**
 * Part of a lease that the directory's clock moves on between two entries, at most.
 * With {@linkcode OWN_PART} it is less than a lease.
 */
export const STEP_PART = 0.25;
/**
 * Longest time in ms for which a lease stands: NATS may take more than 20 seconds to
 * elect a leader. After that the log stands for this member only, whose server has
 * lost the others.
 */
export const MAX_STANDING_MS = 30_000;

/**
 * The lease of one incarnation, by the clock's `monotonic`.
 *
 * The log takes a member's entry: the member acts as one for a part of the lease
 * after it began to append it. While the log's servers elect a leader, the log takes
 * nothing, and the directory's clock, which the entries move, stands. A member can't
 * see the log stand; but it can hand its beat to most of the log's servers. Whatever
 * any member appends after that passes one of these servers: so the log has the beat
 * as well, or it stands. From the first such beat on the lease stands too, for
 * {@linkcode MAX_STANDING_MS} at most.
 */
export class Lease {
  readonly #leaseMs: number;
  #begunAt = -Infinity;
  // Of the beats that were handed over since: the first, later by the time that
  // counts, and the last.
  #firstAt: number | undefined;
  #lastAt = 0;
  #end = -Infinity;

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  /** When the member has to stop serving its peers. */
  get end(): number {
    return this.#end;
  }

  /** Whether the lease stands. */
  get isStanding(): boolean {
    return this.#firstAt !== undefined;
  }

  /** Whether the log has taken an entry that was begun at this time or later. */
  isRenewedSince(time: number): boolean {
    return this.#begunAt >= time;
  }

  /** The log has taken an entry that the member began to append at this time. */
  renew(begunAt: number): void {
    if (begunAt <= this.#begunAt) return;
    this.#begunAt = begunAt;
    // Older ones are late: the log took them before it stood.
    if (begunAt >= (this.#firstAt ?? -Infinity)) this.#firstAt = undefined;
    this.#extend();
  }

  /** Most of the log's servers have a beat that was sent at this time. */
  handedOver(sentAt: number): void {
    if (sentAt <= this.#begunAt) return;
    const first = this.#firstAt;
    if (first === undefined) this.#firstAt = sentAt;
    else {
      // During a long pause the log may have taken entries.
      const pause = sentAt - this.#lastAt;
      if (pause > this.#leaseMs * ROUND_PART) this.#firstAt = first + pause;
    }
    this.#lastAt = sentAt;
    this.#extend();
  }

  #extend(): void {
    const stood = this.#firstAt === undefined
      ? 0
      : Math.min(this.#lastAt - this.#firstAt, MAX_STANDING_MS);
    const end = this.#begunAt + stood + this.#leaseMs * OWN_PART;
    // A later sign never shortens the lease.
    this.#end = Math.max(this.#end, end);
  }
}
