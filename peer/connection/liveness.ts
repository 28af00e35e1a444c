/**
 * Notices that the other end of a link is gone although the link has not ended:
 * a network that drops packets closes nothing. Loaded once there is a link.
 *
 * @module
 */
import type { PeerClock } from "../../base/clock.ts";
import type { ClientLink } from "../../transport/links/client_link.ts";

/** Parts of the interval in which a link is looked at. */
const LOOKS = 4;
/** The daemon has this part of the interval to answer, within limits. */
const ANSWER_PART = 4;
const MIN_ANSWER_MS = 2000;
const MAX_ANSWER_MS = 10_000;
/** Questions that are asked again because the time to answer was not real. */
const MAX_REPEATED = 2;

/** A connection as its liveness is judged. */
export interface WatchedConnection {
  /** Number of messages received so far. */
  messages(): number;
  /** Sends a request that every daemon answers. */
  ask(): void;
  /** The daemon does not answer. */
  dead(reason: Error): void;
}

/**
 * Asks the daemon when nothing has arrived for an interval, and gives the link
 * up when nothing arrives after the question either. Anything that arrives is
 * an answer, and so is output that the system goes on taking.
 */
export class Liveness {
  readonly #link: ClientLink;
  readonly #connection: WatchedConnection;
  readonly #intervalMs: number;
  readonly #answerMs: number;
  readonly #clock: PeerClock;
  #cancel: () => void = () => {};
  /** Sum of the delays so far, for clocks without a time. */
  #delays = 0;
  #received = 0;
  /** Time of the last look. */
  #lookedAt: number;
  /** A time since which something has arrived, the latest that is known. */
  #heardAt: number;
  #askedAt = 0;
  #backlog = 0;
  #repeated = 0;

  /** @param intervalMs Milliseconds of silence before the daemon is asked. */
  constructor(
    link: ClientLink,
    connection: WatchedConnection,
    intervalMs: number,
    clock: PeerClock,
  ) {
    this.#link = link;
    this.#connection = connection;
    this.#intervalMs = intervalMs;
    this.#answerMs = Math.min(
      MAX_ANSWER_MS,
      Math.max(MIN_ANSWER_MS, intervalMs / ANSWER_PART),
    );
    this.#clock = clock;
    this.#received = this.#total;
    this.#lookedAt = this.#heardAt = this.#now();
    this.#lookLater();
  }

  /** Grows with everything that arrives. */
  get #total(): number {
    return this.#connection.messages() + (this.#link.bytesReceived ?? 0);
  }

  /** Ends the watch. */
  stop(): void {
    this.#cancel();
  }

  #now(): number {
    return this.#clock.now?.() ?? this.#delays;
  }

  #after(ms: number, task: () => void): void {
    this.#cancel = this.#clock.after(ms, () => {
      this.#delays += ms;
      task();
    });
  }

  /** Looks again in a part of the interval, and not after its end. */
  #lookLater(): void {
    const left = this.#heardAt + this.#intervalMs - this.#now();
    const delay = Math.min(this.#intervalMs / LOOKS, Math.max(1, left));
    this.#after(delay, () => this.#look());
  }

  #look(): void {
    if (this.#isAlive()) return this.#lookLater();
    // A clock that was set back must not postpone the question.
    const silence = this.#now() - this.#heardAt;
    if (silence >= 0 && silence < this.#intervalMs) return this.#lookLater();
    this.#repeated = 0;
    this.#ask();
  }

  /**
   * Whether anything has arrived since it was looked at last. It counts from
   * then on, so that the next question is sent within the interval.
   */
  #isAlive(): boolean {
    const received = this.#total;
    const since = this.#lookedAt;
    this.#lookedAt = this.#now();
    if (received === this.#received) return false;
    this.#received = received;
    this.#heardAt = since;
    return true;
  }

  #ask(): void {
    this.#wait();
    this.#connection.ask();
  }

  #wait(): void {
    this.#askedAt = this.#now();
    // Without the question, which leaves later in this turn.
    this.#backlog = this.#link.backlog ?? 0;
    this.#after(this.#answerMs, () => this.#judge());
  }

  #judge(): void {
    if (this.#isAlive()) return this.#lookLater();
    // A slow network: the question may not have left yet.
    if ((this.#link.backlog ?? 0) < this.#backlog) return this.#wait();
    // The machine slept, or the timers of a hidden page are held back: the
    // answer may lie behind this timer.
    const late = this.#now() - this.#askedAt > 2 * this.#answerMs;
    if (late && this.#repeated++ < MAX_REPEATED) return this.#ask();
    const silence = Math.round((this.#now() - this.#heardAt) / 1000);
    this.#connection.dead(new Error(`nothing was received for ${silence} s`));
  }
}
