/**
 * What happens where the log has taken entries, and does not deliver them.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";

/** Leases without an entry until the server is changed, and again after each. */
const CHANGE_LEASES = 2;
/** Leases until it is given up. */
const MOST_LEASES = 4;

/** Callbacks of {@linkcode Overdue}. */
export interface OverdueEvents {
  changeServer(): void;
  gaveUp(): void;
}

/** Looks at each beat whether entries that are due come. */
export class Overdue {
  readonly #leaseMs: number;
  readonly #clock: Clock;
  readonly #events: OverdueEvents;
  #sequence = -1;
  // By `monotonic`: since when entries are due and none has come.
  #since: number | undefined;
  #changes = 0;

  constructor(leaseMs: number, clock: Clock, events: OverdueEvents) {
    this.#leaseMs = leaseMs;
    this.#clock = clock;
    this.#events = events;
  }

  /**
   * To be called at each beat.
   *
   * @param sequence Number of the last entry that has come.
   * @param due Number of one that the log had taken a beat ago.
   * @param isElecting Whether the log takes nothing, and so may deliver nothing.
   */
  beat(sequence: number, due: number, isElecting: boolean): void {
    if (sequence >= due || sequence !== this.#sequence || isElecting) {
      this.#sequence = sequence;
      this.#since = undefined;
      this.#changes = 0;
      return;
    }
    this.#since ??= this.#clock.monotonic();
    const leases = (this.#clock.monotonic() - this.#since) / this.#leaseMs;
    if (leases >= MOST_LEASES) return this.#events.gaveUp();
    if (leases < CHANGE_LEASES + this.#changes) return;
    this.#changes++;
    this.#events.changeServer();
  }
}
