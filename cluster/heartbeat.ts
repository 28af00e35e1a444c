/**
 * Keeps the lease of one incarnation: appends beats, and hands them over where the
 * log takes none.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/narrowing.ts";
import { type Entry, packEntry } from "./entries.ts";
import { BEATS, Lease } from "./lease.ts";
import type { ClusterTransport } from "./transport.ts";

/** Part of a lease in which the log takes a beat, if all is well. */
const ANSWER_PART = 0.1;

/**
 * Part of a lease for which own appends fail, while the log takes entries by way of
 * other servers, before another server is taken. Several beats of this time would
 * have been answered by a server that has just found the new leader.
 */
const DEAF_PART = 0.5;

/** What the beats of a member lead to. */
export interface HeartbeatEvents {
  /** The member may act as one until this time of the clock's `monotonic`. */
  renewed(end: number): void;
  /** The lease is over. */
  expired(): void;
  /** The log has taken an entry with this number. */
  appended(sequence: number): void;
  /** Called at each beat; returns the number of the last entry that was applied. */
  beat(): number;
  /** What the member has read of the log. */
  reading(): Entry["reading"];
  /** The log is not the one that was followed: its numbers began again. */
  replaced(): void;
}

/** The beats of one incarnation, until they are stopped. */
export class Heartbeat {
  readonly #member: string;
  readonly #leaseMs: number;
  readonly #transport: ClusterTransport;
  readonly #clock: Clock;
  readonly #events: HeartbeatEvents;
  readonly #lease: Lease;
  #cancelBeat: (() => void) | undefined;
  #cancelEnd: (() => void) | undefined;
  // By the clock of the machine: when the lease was renewed, or stood.
  #signAt = -Infinity;
  // Whether a beat is watched, or handed over.
  #isWatching = false;
  // When the log first took an entry by way of another server since this
  // daemon's last append succeeded or the server was changed, by `monotonic`.
  #takenElsewhereAt: number | undefined;
  #stopped = false;
  #failure: string | undefined;

  /** @param member The incarnation. */
  constructor(
    member: string,
    leaseMs: number,
    transport: ClusterTransport,
    clock: Clock,
    events: HeartbeatEvents,
  ) {
    this.#member = member;
    this.#leaseMs = leaseMs;
    this.#transport = transport;
    this.#clock = clock;
    this.#events = events;
    this.#lease = new Lease(leaseMs);
    this.#beat();
  }

  /** Whether the member must not act as one. */
  get isOver(): boolean {
    // A machine that slept has stopped the monotonic clock.
    const hasSlept = this.#clock.now() - this.#signAt > this.#leaseMs;
    return hasSlept || this.#clock.monotonic() >= this.#lease.end;
  }

  /** Why the log did not take the last beat; `undefined`: it has taken it. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Milliseconds until the member has to stop acting as one. */
  get leftMs(): number {
    return Math.max(0, this.#lease.end - this.#clock.monotonic());
  }

  /** Whether the log takes nothing, and the lease is kept beside it. */
  get isStanding(): boolean {
    return this.#lease.isStanding;
  }

  /** The log has taken an entry that the member began to append at this time. */
  renew(begunAt: number, sequence: number): void {
    if (this.#stopped) return;
    this.#takenElsewhereAt = undefined;
    this.#failure = undefined;
    this.#events.appended(sequence);
    this.#lease.renew(begunAt);
    this.#wait();
  }

  #wait(): void {
    const { end } = this.#lease;
    this.#signAt = this.#clock.now();
    this.#events.renewed(end);
    this.#cancelEnd?.();
    const left = Math.max(0, end - this.#clock.monotonic());
    this.#cancelEnd = this.#clock.after(left, () => this.#events.expired());
  }

  #beat(): void {
    this.#cancelBeat = this.#clock.after(this.#leaseMs / BEATS, () => {
      this.#beat();
      const applied = this.#events.beat();
      if (this.#stopped) return;
      this.#leaveDeafServer();
      const begunAt = this.#clock.monotonic();
      this.#transport.append(this.#bytes, `${this.#member}-b${begunAt}`).then(
        (sequence) => {
          if (this.#stopped) return;
          // A lease that such a log renews would never end.
          if (sequence <= applied) this.#events.replaced();
          else this.renew(begunAt, sequence);
        },
        (error) => {
          // The next beat follows; without any the lease ends.
          this.#failure = messageOf(error);
        },
      );
      if (!this.#isWatching) this.#watch(begunAt);
    });
  }

  /**
   * Changes the server if the log takes entries, but not by way of this one: it has
   * lost the other servers, and would neither take an entry nor deliver one. While
   * the servers elect a leader, the log takes none at all.
   */
  #leaveDeafServer(): void {
    const since = this.#takenElsewhereAt ?? Infinity;
    if (this.#clock.monotonic() - since < this.#leaseMs * DEAF_PART) return;
    this.#takenElsewhereAt = undefined;
    this.#transport.changeServer();
  }

  get #bytes(): Uint8Array {
    const reading = this.#events.reading();
    return packEntry({
      member: this.#member,
      batch: 0,
      operations: [],
      reading,
    });
  }

  /** Hands beats over from when the log takes none until it does again. */
  #watch(begunAt: number): void {
    this.#isWatching = true;
    this.#clock.after(this.#leaseMs * ANSWER_PART, () => {
      if (this.#stopped) return;
      this.#isWatching = false;
      if (!this.#lease.isRenewedSince(begunAt)) this.#handOver(begunAt);
    });
  }

  #handOver(begunAt: number): void {
    this.#isWatching = true;
    const sentAt = this.#clock.monotonic();
    const onTaken = () => {
      if (!this.#lease.isRenewedSince(sentAt)) {
        this.#takenElsewhereAt ??= this.#clock.monotonic();
      }
    };
    this.#transport.handOver(this.#bytes, onTaken).then((isOver) => {
      if (this.#stopped) return;
      if (isOver) {
        this.#lease.handedOver(sentAt);
        this.#wait();
      }
      this.#watch(begunAt);
    });
  }

  /** Ends the beats. */
  stop(): void {
    this.#stopped = true;
    this.#cancelBeat?.();
    this.#cancelEnd?.();
  }
}
