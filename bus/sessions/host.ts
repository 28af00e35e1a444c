/**
 * A session, as the handlers of its peer's requests need it.
 *
 * @module
 */
import type { Dialect, Info } from "../../protocol/dialect.ts";
import type { RequestId } from "../../protocol/inbox.ts";
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Link } from "../../protocol/link.ts";
import type { Encoding } from "../../protocol/encoding.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import type { Pieces } from "../../base/piece_writer.ts";
import type { TimerWheel } from "../collections/timer_wheel.ts";
import type { Action, Authenticator, SessionUser } from "../elements/access.ts";
import type { Element } from "../elements/element.ts";
import type { Owner, Requester } from "../elements/owner.ts";
import type { CanRead, Restriction } from "../elements/restriction.ts";
import type { Subject } from "../elements/watcher.ts";
import type { Fetcher } from "../fetches/fetcher.ts";
import type { Kept } from "../kept/kept.ts";
import type { Operands } from "../limits/operands.ts";
import type { Limits } from "../limits/limits.ts";
import type { Traffic } from "../limits/traffic.ts";
import type { Space } from "../space/space.ts";
import type { PeerClock } from "../../base/clock.ts";
import type { BusyPoll } from "../../base/busy_poll.ts";
import type { Turns, Work } from "../../base/turns.ts";
import type { FetchIds } from "./fetch_ids.ts";

/** Who calls a method of the daemon. */
export interface Caller {
  /** The user who is logged in. */
  readonly user: SessionUser | null;
  /** The pipe to the peer. */
  readonly link: Pick<Link, "transport" | "remote">;
}

/** A state whose value is too large for the peers of a dialect. */
export interface WithheldState {
  readonly path: string;
  /** Length of its `change`. */
  readonly bytes: number;
  /** Largest message that the peers take. */
  readonly maxBytes: number;
  /** Name of the dialect. */
  readonly dialect: string;
}

/** How sessions behave. */
export interface SessionOptions {
  /** Called the first time that a state is withheld from some peer. */
  readonly onWithheld?: (state: WithheldState) => void;
  /** The daemon's description of itself. */
  readonly info: Info;
  /** Default request timeout in seconds. */
  readonly timeout: number;
  /** Backlog of a peer, in bytes, above which its changes are conflated. */
  readonly softBacklog: number;
  /** Backlog of a peer, in bytes, above which it is disconnected. */
  readonly hardBacklog: number;
  /**
   * Seconds after which a peer is disconnected that is not read from and takes
   * nothing of its backlog.
   */
  readonly stallTimeout: number;
  /** Authenticates and manages users. */
  readonly users?: Authenticator;
  /**
   * The owner of a method of the daemon itself, if the peer may call it. Such
   * methods are no elements: no fetch, get or list shows them.
   */
  readonly service?: (path: string, caller: Caller) => Owner | undefined;
  /** Whether a path is that of such a method, whether or not the peer may call it. */
  readonly isOwnPath?: (path: string) => boolean;
  /** Whether a peer operates the daemon; by default none does. */
  readonly operates?: (caller: Caller) => boolean;
  /** Encodings that peers may ask for, by name; or what loads one. */
  readonly encodings?: ReadonlyMap<
    string,
    Encoding | (() => Promise<Encoding>)
  >;
}

/** What all sessions of a bus share. */
export interface SessionContext {
  readonly options: SessionOptions;
  /** The namespace. */
  readonly space: Space;
  /** Slices of work. */
  readonly turns: Turns;
  /** Looks for answers of owners, where the runtime can do that. */
  readonly busyPoll: BusyPoll | undefined;
  readonly limits: Limits;
  readonly traffic: Traffic;
  /** Delays tasks. */
  readonly clock: PeerClock;
  /** Timeouts of the waiting requests. */
  readonly timers: TimerWheel;
  /** Whether a peer has given itself this name. */
  hasPeer(name: string): boolean;
  /** The daemon's time, in milliseconds since 1970; never set back. */
  now(): number;
  /** Differs for each start of a daemon. */
  readonly epoch: string;
  /** Ids of the fetches that peers don't name. */
  readonly fetchIds: FetchIds;
  /** What the rules of all peers take. */
  readonly operands: Operands;
  /** Values that survive; `undefined`: none do. */
  readonly kept?: Kept;
  /** Paths whose values were reported as too large for some peers. */
  readonly oversized: Set<string>;
}

/** One session. */
export interface Host extends Requester, Fetcher, Caller {
  /** What all sessions of the bus share. */
  readonly context: SessionContext;
  /** Form of its messages. */
  readonly dialect: Dialect;
  /** Owner of the elements that its peer adds. */
  readonly owner: Owner;
  /** The user who is logged in. */
  readonly user: SessionUser | null;
  /** Address of the peer, for logs. */
  readonly remote: string;
  /** Bytes of output that its peer has not taken yet. */
  readonly backlog: number;
  /** Number of its peer's fetches. */
  readonly fetchCount: number;
  /** Whether it has ended. */
  readonly ended: boolean;
  /** Whether its link has been closed: responses can't be delivered. */
  readonly gone: boolean;
  /** Whether the peer has access to elements with a restriction. */
  can(action: Action, restriction: Restriction | null): boolean;
  /** Whether a path is among those that its user is limited to. */
  reaches(action: Action, path: string): boolean;
  readonly canRead: CanRead;
  /** Whether the peer may add an element with this path. */
  mayAdd(path: string): boolean;
  /**
   * Why the peer may not set or call an element any more, by the rights of now;
   * `null`: it may.
   */
  refusalNow(path: string): Fault | null;
  /** {@linkcode mayAdd} by the rights of now, also after the session's end. */
  mayStillAdd(path: string): boolean;
  /**
   * Whether the peer may learn that there is an element: it has access for some
   * action.
   */
  knows(element: Element): boolean;
  /** Whether the peer can fetch a subject, but neither set nor call it. */
  readonly readOnly: (subject: Subject) => boolean;
  /**
   * Changes the user, and reports what that changes for the peer's fetches.
   *
   * @param onDone Called once, when all of it has been reported.
   */
  login(user: SessionUser, onDone?: () => void): void;
  /** Carries out work, at once or in slices; further requests wait for it. */
  run(work: Work): void;
  /** Grows with everything that its peer sends. */
  readonly arrivals: number;
  /**
   * Whether something may wait until its peer has read more. To be set by what
   * waits; only the session clears it.
   */
  behind: boolean;
  /** Whether input of its peer waits, or is not read. */
  readonly unread: boolean;
  /** The pipe to its peer. */
  readonly link: Link;
  /** Makes further requests wait, until {@linkcode release} is called as often. */
  hold(): void;
  /** Ends a {@linkcode hold}. */
  release(): void;
  /** Adds that wait for other daemons: what concerns their paths waits for them. */
  readonly claims: {
    beginClaim(path: string): void;
    endClaim(path: string): void;
  };
  /** Responds with success; without an id nothing is sent. */
  done(id: RequestId): void;
  /** Sends an answer, or an error if it is too large for the peer. */
  answer(id: RequestId, message: ByteWriter): void;
  /** Sends an answer that may be long. */
  answerLong(id: RequestId, text: Pieces): void;
  /** Sends a message. */
  send(message: ByteWriter): void;
  /** Sends a message to which nothing else is written any more. */
  sendOwn(message: ByteWriter): void;
  /** Sends a message that begins with a head; `null`: none. */
  sendWithHead(head: ByteWriter | null, message: ByteWriter): void;
  /** Reports an error of the daemon itself. */
  report(error: unknown): void;
}
