/**
 * Bodies of responses that wait for their clients: they are bounded as the
 * output of peers is.
 *
 * @module
 */
import type { PeerClock } from "../../base/clock.ts";
import { type Output, StallTimer } from "../../base/stall_timer.ts";
import type { Backlog, UnreadLimits } from "../../bus/limits/backlogs.ts";

/** The clock of the bodies. */
type BodyClock = PeerClock & { monotonic(): number };

/** All bodies that wait. */
export class UnreadBodies {
  readonly #limits: UnreadLimits;
  readonly #clock: BodyClock;
  readonly #bodies = new Set<UnreadBody>();

  constructor(limits: UnreadLimits, clock: BodyClock) {
    this.#limits = limits;
    this.#clock = clock;
    limits.backlogs.include(() => this.#bodies);
  }

  /**
   * Begins to count the unread bytes of an answer.
   *
   * @param cut Called at most once, when the answer has reached a limit: drops
   * what is unread.
   */
  begin(cut: (reason: string) => void): UnreadBody {
    const body = new UnreadBody(
      this.#limits,
      this.#clock,
      (reason) => {
        if (this.#bodies.delete(body)) cut(reason);
      },
      () => this.#bodies.delete(body),
    );
    this.#bodies.add(body);
    return body;
  }
}

/** What is held of one body. */
export class UnreadBody implements Backlog, Output {
  readonly begunAt: number;
  taken = 0;
  #backlog = 0;
  #offered = false;
  readonly #limits: UnreadLimits;
  readonly #stall: StallTimer;
  readonly #cut: (reason: string) => void;
  readonly #onEnd: () => void;

  /** To be made by {@linkcode UnreadBodies.begin}. */
  constructor(
    limits: UnreadLimits,
    clock: BodyClock,
    cut: (reason: string) => void,
    onEnd: () => void,
  ) {
    const { stallTimeout } = limits.limits.ofConnections;
    this.begunAt = clock.monotonic();
    this.#limits = limits;
    this.#cut = cut;
    this.#onEnd = onEnd;
    this.#stall = new StallTimer(this, clock, stallTimeout * 1000, () => {
      limits.limits.count("stallTimeout");
      this.disconnect(
        `the client does not read for ${stallTimeout} s (stallTimeout)`,
      );
    });
  }

  get backlog(): number {
    return this.#backlog;
  }

  /** From now on the client can read it. */
  offer(): void {
    this.#offered = true;
    if (this.#backlog > 0) this.#stall.begin();
  }

  /** Sets the bytes that are held. */
  hold(bytes: number): void {
    const added = bytes - this.#backlog;
    this.#backlog = bytes;
    if (bytes === 0) return this.#stall.end();
    if (this.#offered) this.#stall.begin();
    if (added > 0) this.#limits.backlogs.grown(added);
  }

  /** The reason if more is held than a client may leave unread. */
  excess(): string | undefined {
    const { limits } = this.#limits;
    const { hardBacklog } = limits.ofConnections;
    if (!this.#offered || this.#backlog <= hardBacklog) return undefined;
    limits.count("hardBacklog");
    return `the client does not read: more than ${hardBacklog} bytes (hardBacklog)`;
  }

  /** The client has taken so many bytes. */
  took(bytes: number): void {
    this.taken += bytes;
  }

  /** Drops what is held, and ends the response. */
  disconnect(reason: string): void {
    this.#stall.end();
    this.#cut(reason);
  }

  /** Nothing is held any more. */
  end(): void {
    this.#stall.end();
    this.#backlog = 0;
    this.#onEnd();
  }
}
