/**
 * Answers that wait for the answers of linked relays. An app's `.once()` of a
 * property takes the first value that comes, so an older value of this relay
 * must not come before the newer one of a relay that has just been linked.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { RelayConnection } from "./connection.ts";

/** Longest wait; `.once()` of GUN waits for 99 ms. */
const MAX_WAIT_MS = 60;
/** Answers that wait at a time; further ones are sent at once. */
const MAX_HELD = 10_000;

interface HeldAnswer {
  /** When it is sent in any case, by the clock's `monotonic`. */
  readonly until: number;
  /** Relays that have not answered. */
  readonly waits: Set<RelayConnection>;
  readonly release: () => void;
}

/** Answers by the id of their get. */
export class HeldAnswers {
  readonly #clock: Clock;
  readonly #held = new Map<string, HeldAnswer>();
  /** Relays that did not answer in time, until they answer anything. */
  readonly #late = new Set<RelayConnection>();
  #cancel: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Holds an answer until these relays have answered the same get.
   *
   * @param release Sends the answer.
   * @returns `false` if no relay is waited for; `release` is not called then.
   */
  hold(
    id: string,
    relays: readonly RelayConnection[],
    release: () => void,
  ): boolean {
    const waits = new Set(relays.filter((relay) => !this.#late.has(relay)));
    if (waits.size === 0 || this.#held.size >= MAX_HELD) return false;
    const until = this.#clock.monotonic() + MAX_WAIT_MS;
    this.#held.set(id, { until, waits, release });
    this.#wake(MAX_WAIT_MS);
    return true;
  }

  /** A relay has answered the get with this id. */
  answered(relay: RelayConnection, id: string): void {
    this.#late.delete(relay);
    const answer = this.#held.get(id);
    if (answer !== undefined) this.#endWait(relay, id, answer);
  }

  /** A connection has ended. */
  disconnected(relay: RelayConnection): void {
    this.#late.delete(relay);
    if (!relay.floods) return;
    for (const [id, answer] of this.#held) this.#endWait(relay, id, answer);
  }

  /** Drops all answers. */
  close(): void {
    this.#held.clear();
    this.#cancel?.();
  }

  #endWait(relay: RelayConnection, id: string, answer: HeldAnswer): void {
    if (answer.waits.delete(relay) && answer.waits.size === 0) {
      this.#held.delete(id);
      answer.release();
    }
  }

  #wake(delay: number): void {
    this.#cancel ??= this.#clock.after(delay, () => {
      this.#cancel = null;
      const now = this.#clock.monotonic();
      // In the order of their times: all wait equally long.
      for (const [id, { until, waits, release }] of this.#held) {
        if (until > now) return this.#wake(Math.ceil(until - now));
        this.#held.delete(id);
        for (const relay of waits) this.#late.add(relay);
        release();
      }
    });
  }
}
