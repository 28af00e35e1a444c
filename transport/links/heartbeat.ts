/**
 * A beat that many links share, on one timer.
 *
 * @module
 */

/** Something that does its work at every beat. */
export interface Beating {
  /** Called once for each interval. */
  beat(): void;
}

/** Calls its members in turn; without members it has no timer. */
export class Heartbeat {
  readonly #intervalMs: number;
  readonly #members = new Set<Beating>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Adds a member. */
  add(member: Beating): void {
    this.#members.add(member);
    this.#timer ??= setInterval(() => {
      for (const member of this.#members) member.beat();
    }, this.#intervalMs);
  }

  /** Removes a member. */
  delete(member: Beating): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
