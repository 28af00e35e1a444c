/**
 * Time limits for the input of a daemon's links. They cost no timer for each
 * link: all links are checked at the beats of one timer.
 *
 * @module
 */
import { CloseCode } from "../../protocol/link.ts";
import {
  Heartbeat,
  type HeartbeatClock,
  type HeartbeatMember,
} from "./heartbeat.ts";

/** Time for a message, however slowly it arrives. */
const MESSAGE_TIME_MS = 60_000;
/** Rate at which a message has to arrive after that time. */
const MIN_BYTES_PER_MS = 16;
/** Longest time between two checks. */
const MAX_INTERVAL_MS = 5000;
/** Checks within the silent timeout. */
const CHECKS = 4;

/** Time limits that all links of a daemon share, and their pings. */
export class LinkTiming {
  /** Beats at which quiet links are pinged. */
  readonly pings: Heartbeat;
  /** Beats at which the input of links is checked. */
  readonly checks: Heartbeat;
  /** Called when a connection is closed as its first message did not come. */
  onSilent: () => void = () => {};
  /** Milliseconds for the first message of a connection; 0 for no limit. */
  readonly silentTimeoutMs: number;

  /**
   * @param silentTimeoutMs Milliseconds in which a connection has to send its
   * first message; 0 for no limit.
   * @param pingIntervalMs Milliseconds of silence before a WebSocket is pinged;
   * 0 for no pings.
   */
  constructor(
    silentTimeoutMs: number,
    pingIntervalMs: number,
    clock: HeartbeatClock,
  ) {
    this.silentTimeoutMs = silentTimeoutMs;
    this.pings = new Heartbeat(pingIntervalMs, clock);
    const interval = silentTimeoutMs > 0
      ? Math.min(silentTimeoutMs / CHECKS, MAX_INTERVAL_MS)
      : MAX_INTERVAL_MS;
    this.checks = new Heartbeat(interval, clock);
  }
}

/** A link whose input is limited in time. */
export interface TimedLink {
  /** Whether its input stands in the middle of a message. */
  readonly inside: boolean;
  /** Closes it. */
  close(code: number, reason: string): void;
}

/**
 * What has come in over one link. It is closed if its first message does not
 * come in time, and if a message takes longer than a minute and a second for
 * each 16 KB of it that has arrived.
 */
export class InputProgress implements HeartbeatMember {
  /** To be set when a message is complete. */
  completed = false;
  /** Bytes of the message that is incomplete; to be counted as they come. */
  bytes = 0;
  /** Whether the link does not read: its peer can't finish its message. */
  paused = false;
  readonly #link: TimedLink;
  readonly #timing: LinkTiming | undefined;
  #isSilent = true;
  // When the link has begun.
  #opened = 0;
  // When the message that is incomplete has begun.
  #since = 0;

  /** @param timing Without it there are no limits. */
  constructor(link: TimedLink, timing: LinkTiming | undefined) {
    this.#link = link;
    this.#timing = timing;
    if (timing === undefined) return;
    this.#opened = this.#since = timing.checks.now;
    timing.checks.add(this);
  }

  /** Ends the checks. */
  end(): void {
    this.#timing?.checks.delete(this);
  }

  beat(now: number): void {
    if (this.completed) {
      this.completed = false;
      this.#isSilent = false;
      return this.#begin(now);
    }
    if (this.paused) return this.#begin(now);
    if (!this.#link.inside) {
      this.#begin(now);
      const { silentTimeoutMs = 0 } = this.#timing ?? {};
      if (
        this.#isSilent && silentTimeoutMs > 0 &&
        now - this.#opened >= silentTimeoutMs
      ) {
        this.#timing?.onSilent();
        this.#end(`no message within ${silentTimeoutMs / 1000} s`);
      }
      return;
    }
    const limit = MESSAGE_TIME_MS + this.bytes / MIN_BYTES_PER_MS;
    if (now - this.#since > limit) {
      this.#end(`a message that takes more than ${MESSAGE_TIME_MS / 1000} s`);
    }
  }

  #begin(now: number): void {
    this.#since = now;
    this.bytes = 0;
  }

  #end(reason: string): void {
    this.end();
    this.#link.close(CloseCode.policy, reason);
  }
}
