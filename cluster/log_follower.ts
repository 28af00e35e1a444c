/**
 * Follows the log, and does so anew where it has come to a halt.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { ClusterTransport, LogEntry } from "./transport.ts";

/** Milliseconds after which a failed attempt is repeated. */
const RETRY_MS = 200;
/** Milliseconds after which an attempt is given up that comes to nothing. */
const PATIENCE_MS = 3_000;
/** Milliseconds without an entry that is due, after which it is begun anew. */
const STALL_MS = 1_000;
/** Both are at most so much longer after attempts that brought no entry. */
const MOST_PATIENCE = 8;

/**
 * Milliseconds without any entry after which the log is followed anew, at least. It is
 * less than NATS waits before it elects another leader (4 s): what a former leader
 * delivers when it has found the others again may not be in the log.
 */
const SILENCE_MS = 2_000;

/** Callbacks of {@linkcode LogFollower}. */
export interface FollowerEvents {
  /** The next entry. */
  entry(entry: LogEntry): void;
  /** The following entries are read from the log anew. */
  begunAnew(): void;
}

/** Reads the log from one entry on, until it is stopped. */
export class LogFollower {
  readonly #transport: Pick<ClusterTransport, "follow">;
  readonly #clock: Clock;
  readonly #events: FollowerEvents;
  readonly #silenceMs: number;
  /** Number of the next entry. */
  #next: number;
  // Number of the last attempt, and of the one that reads. The older one reads on until
  // the last one has begun: the server may deliver to it and yet begin no new one.
  #attempt = 0;
  #reading = 0;
  // By `monotonic`: when the last attempt began; `undefined`: it has ended.
  #pendingSince: number | undefined;
  // By `monotonic`: when the last attempt began, or an entry came.
  #movedAt = -Infinity;
  // How much longer the next attempt may take.
  #patience = 1;
  #stop: (() => void) | undefined;

  /**
   * @param from Number of the first entry.
   * @param periodMs Milliseconds in which an entry comes, if all is well.
   */
  constructor(
    transport: Pick<ClusterTransport, "follow">,
    clock: Clock,
    from: number,
    periodMs: number,
    events: FollowerEvents,
  ) {
    this.#silenceMs = Math.max(SILENCE_MS, 2 * periodMs);
    this.#transport = transport;
    this.#clock = clock;
    this.#next = from;
    this.#events = events;
  }

  /**
   * Begins.
   *
   * @throws {Error} if the log can't be reached.
   */
  async begin(): Promise<void> {
    const attempt = ++this.#attempt;
    this.#pendingSince = this.#movedAt = this.#clock.monotonic();
    try {
      const stop = await this.#follow(attempt);
      if (attempt !== this.#attempt) return stop();
      const isAnother = this.#stop !== undefined;
      this.#end();
      this.#stop = stop;
      this.#reading = attempt;
      if (isAnother) this.#events.begunAnew();
    } finally {
      if (attempt === this.#attempt) this.#pendingSince = undefined;
    }
  }

  #follow(attempt: number): Promise<() => void> {
    const counts = () => attempt === this.#attempt || attempt === this.#reading;
    return this.#transport.follow(
      this.#next,
      (entry) => {
        // After a failure the engine may repeat entries.
        if (!counts() || entry.sequence < this.#next) return;
        this.#next = entry.sequence + 1;
        this.#movedAt = this.#clock.monotonic();
        this.#patience = 1;
        this.#events.entry(entry);
      },
      () => {
        if (counts()) this.again();
      },
    );
  }

  /** Begins anew behind the last entry that has come, if it does not already. */
  again(): void {
    const since = this.#pendingSince ?? -Infinity;
    const patience = PATIENCE_MS * this.#patience;
    if (this.#clock.monotonic() - since < patience) return;
    const begun = this.begin();
    this.#events.begunAnew();
    const attempt = this.#attempt;
    begun.catch(() => {
      this.#clock.after(RETRY_MS, () => {
        if (attempt === this.#attempt) this.again();
      });
    });
  }

  /** Begins anew, also if it does already: that may come to nothing. */
  restart(): void {
    this.#pendingSince = undefined;
    this.again();
  }

  /** Begins anew with this entry. */
  from(next: number): void {
    this.#end();
    this.#next = next;
    this.restart();
  }

  /**
   * To be called at each beat: begins anew if an entry that is due does not come, or
   * none at all. An engine that is slow to deliver would deliver nothing if it was
   * asked anew at each beat.
   */
  beat(isDue: boolean): void {
    const waited = this.#clock.monotonic() - this.#movedAt;
    const limit = isDue ? STALL_MS : this.#silenceMs;
    if (waited < limit * this.#patience) return;
    this.#patience = Math.min(2 * this.#patience, MOST_PATIENCE);
    this.again();
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#reading = 0;
  }

  /** Ends it. */
  stop(): void {
    this.#attempt++;
    this.#end();
  }
}
