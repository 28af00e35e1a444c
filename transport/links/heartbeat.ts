/**
 * A beat that many links share, on one timer.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";

/** What a heartbeat needs of a clock. */
export type HeartbeatClock = Pick<Clock, "after" | "monotonic">;

/** Something that does its work at every beat. */
export interface HeartbeatMember {
  /**
   * Called once for each interval.
   *
   * @param now Monotonic time of the clock.
   */
  beat(now: number): void;
}

/** Calls its members in turn; without members it has no timer. */
export class Heartbeat {
  readonly #intervalMs: number;
  readonly #clock: HeartbeatClock;
  readonly #members = new Set<HeartbeatMember>();
  #cancel: (() => void) | undefined;

  /** @param intervalMs Milliseconds between two beats; 0 for no beats. */
  constructor(intervalMs: number, clock: HeartbeatClock) {
    this.#intervalMs = intervalMs;
    this.#clock = clock;
  }

  /** Monotonic time of the clock. */
  get now(): number {
    return this.#clock.monotonic();
  }

  /** Adds a member. */
  add(member: HeartbeatMember): void {
    if (this.#intervalMs === 0) return;
    this.#members.add(member);
    this.#schedule();
  }

  /** Removes a member. */
  delete(member: HeartbeatMember): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    this.#cancel ??= this.#clock.after(this.#intervalMs, () => {
      this.#cancel = undefined;
      this.#schedule();
      const { now } = this;
      for (const member of this.#members) member.beat(now);
    });
  }
}
