/**
 * The sessions of the daemon, their timers and the namespace they share.
 *
 * @module
 */
import type { Dialect } from "../protocol/dialect.ts";
import type { Fault } from "../protocol/errors/fault.ts";
import type { Link } from "../protocol/link.ts";
import { TimerWheel, type WheelClock } from "./collections/timer_wheel.ts";
import type { SessionUser } from "./elements/access.ts";
import { Kept } from "./kept/kept.ts";
import type { KeptStore } from "./kept/store.ts";
import { FetchIds } from "./sessions/fetch_ids.ts";
import type { SessionContext, SessionOptions } from "./sessions/host.ts";
import type { Detect } from "./sessions/message_form.ts";
import { reviseUser } from "./sessions/revise_user.ts";
import { Session } from "./sessions/session.ts";
import type { SessionEvents } from "./sessions/session_events.ts";
import { Backlogs } from "./limits/backlogs.ts";
import { Limits, type LimitValues } from "./limits/limits.ts";
import { Operands } from "./limits/operands.ts";
import { Traffic } from "./limits/traffic.ts";
import type { Clock, PeerClock } from "../base/clock.ts";
import type { BusyPoll } from "../base/busy_poll.ts";
import { type TurnClock, Turns } from "../base/turns.ts";
import type { SpaceOptions } from "./space/options.ts";
import { type Mount, Space } from "./space/space.ts";

/** How a bus behaves. */
export interface BusOptions extends SpaceOptions, SessionOptions {
  /** Time for the timeouts of requests, and turns of the event loop. */
  readonly clock: WheelClock & TurnClock & Pick<Clock, "now">;
  /** Work of one slice; see {@linkcode Turns}. */
  readonly slice?: number;
  /** Slices that are shared with others; without it the bus has its own. */
  readonly turns?: Turns;
  /** Looks for answers of owners; without it, they wake the process. */
  readonly busyPoll?: BusyPoll;
  /** Which values survive; none by default. */
  readonly keep?: KeptStore;
  /** Seconds for the first message of a link, which checks that itself. */
  readonly silentTimeout?: number;
  /** What peers may take up. */
  readonly limits?: Partial<LimitValues>;
  /** Called when a session has begun. */
  readonly onConnect?: (session: Session) => void;
  /** Called when a session has ended. */
  readonly onDisconnect?: (session: Session, reason: string) => void;
  /** Called when a request without id was refused; see {@linkcode Session}. */
  readonly onUnanswered?: (session: Session, fault: Fault) => void;
  /** Called when the handling of a message failed by a bug of the daemon. */
  readonly onError?: (session: Session | undefined, error: unknown) => void;
}

/** All sessions that share one namespace. */
export class Bus implements SessionContext, SessionEvents<Session> {
  readonly options: BusOptions;
  readonly space: Space;
  readonly turns: Turns;
  readonly busyPoll: BusyPoll | undefined;
  readonly limits: Limits;
  readonly traffic: Traffic = new Traffic();
  readonly clock: PeerClock;
  readonly timers: TimerWheel;
  readonly fetchIds: FetchIds = new FetchIds();
  readonly operands: Operands;
  readonly oversized = new Set<string>();
  /** The sessions that have not ended. */
  readonly sessions: Set<Session> = new Set();
  readonly backlogs: Backlogs;
  readonly kept: Kept | undefined;
  readonly epoch: string;
  // Time of the clock at which its `monotonic` was 0.
  readonly #origin: number;

  #closing = false;

  /** @param mounts Makes the parts of the namespace with their own owners. */
  constructor(
    options: BusOptions,
    mounts?: (space: Space) => readonly Mount[],
  ) {
    this.options = options;
    this.#origin = options.clock.now() - options.clock.monotonic();
    this.epoch = epochOf(this.#origin);
    const { hardBacklog, stallTimeout, silentTimeout = 0 } = options;
    this.limits = new Limits(options.limits, {
      maxMessage: options.info.maxMessage,
      hardBacklog,
      stallTimeout,
      silentTimeout,
    });
    this.operands = new Operands(this.limits);
    this.backlogs = new Backlogs(this.limits, options.clock);
    this.backlogs.include(() => this.sessions);
    this.turns = options.turns ?? new Turns(
      options.clock,
      (error) => options.onError?.(undefined, error),
      options.slice,
    );
    this.busyPoll = options.busyPoll;
    this.clock = options.clock;
    this.timers = new TimerWheel(options.clock);
    const { turns, timers } = this;
    const context = { turns, timers, origin: this.#origin };
    this.space = new Space(options, context, mounts);
    this.kept = options.keep && new Kept(
      this.space,
      this.limits,
      options.keep,
      (error) => options.onError?.(undefined, error),
    );
  }

  /**
   * Begins a session over a link.
   *
   * @param dialect The peer's dialect, or the one before detection.
   * @param detect Detects the dialect; without it, it is certain.
   * @param user The user who is logged in already.
   */
  connect(
    link: Link,
    dialect: Dialect,
    detect?: Detect,
    user: SessionUser | null = null,
  ): Session {
    const session = new Session(
      this,
      this,
      link,
      dialect,
      detect,
      user,
      this.options.clock.monotonic(),
    );
    this.sessions.add(session);
    this.options.onConnect?.(session);
    link.start(session.input);
    session.greet();
    return session;
  }

  hasPeer(name: string): boolean {
    for (const session of this.sessions) {
      if (session.name === name) return true;
    }
    return false;
  }

  now(): number {
    return Math.round(this.#origin + this.options.clock.monotonic());
  }

  /** Ends all sessions, without notifications of each other's elements. */
  close(code: number, reason: string): void {
    this.#closing = true;
    this.space.close();
    for (const session of this.sessions) session.close(code, reason);
    if (this.sessions.size === 0) this.timers.end();
  }

  /** Applies changes of the users to all sessions. */
  reviseUsers(): void {
    for (const session of this.sessions) reviseUser(session);
    this.space.staying.revise();
  }

  /** Removes a session that has ended. */
  ended(session: Session, reason: string): void {
    this.sessions.delete(session);
    if (this.#closing && this.sessions.size === 0) this.timers.end();
    this.options.onDisconnect?.(session, reason);
  }

  /** See {@linkcode SessionEvents.backlogGrown}. */
  backlogGrown(bytes: number): void {
    this.backlogs.grown(bytes);
  }

  unanswered(session: Session, fault: Fault): void {
    this.options.onUnanswered?.(session, fault);
  }

  /** Reports an error. */
  failed(session: Session, error: unknown): void {
    this.options.onError?.(session, error);
  }
}

/** Differs from start to start. */
function epochOf(origin: number): string {
  const random = Math.floor(Math.random() * 36 ** 4);
  return `${Math.round(origin).toString(36)}-${random.toString(36)}`;
}
