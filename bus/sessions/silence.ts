/**
 * Finds out whether an owner gives no sign of life.
 *
 * @module
 */
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";

/** Time in which an owner that was asked has to give a sign. */
const LIMIT_MS = 5000;
const LOOKS = 20;

/** An owner's connection, as its silence is judged. */
export interface ObservedOwner {
  /** Grows with everything that is received. */
  readonly arrivals: number;
  /** Whether the daemon does not read what the owner may have sent. */
  readonly unread: boolean;
}

/** Looks for a sign of life until there is one, or the time is over. */
export class SilenceCheck extends TimerEntry {
  readonly #owner: ObservedOwner;
  readonly #timers: TimerWheel;
  readonly #report: (silent: boolean) => void;
  readonly #before: number;
  #looks = 0;

  /** @param report Called once with the result. */
  constructor(
    owner: ObservedOwner,
    timers: TimerWheel,
    report: (silent: boolean) => void,
  ) {
    super();
    this.#owner = owner;
    this.#timers = timers;
    this.#report = report;
    this.#before = owner.arrivals;
    this.#wait();
  }

  #wait(): void {
    this.#timers.add(this, LIMIT_MS / LOOKS);
  }

  override expired(): void {
    const { arrivals, unread } = this.#owner;
    if (arrivals !== this.#before || unread) this.#report(false);
    else if (++this.#looks === LOOKS) this.#report(true);
    else this.#wait();
  }
}
