/**
 * Events of a daemon.
 *
 * @module
 */
import type { EventTaker, EventTakerOptions } from "../base/event_taker.ts";
import type { Session } from "../bus/sessions/session.ts";
import type { Transport } from "../protocol/link.ts";

/** A connected peer, as the daemon sees it. */
export interface PeerInfo {
  /** Name from the peer's `config` request, or "". */
  name: string;
  /** Kind of the connection. */
  transport: Transport;
  /** Remote address. */
  remote: string;
  /** Name of its dialect. */
  dialect: string;
  /** Number of its states and methods. */
  elements: number;
  /** Number of its fetches. */
  fetches: number;
}

/** A session's peer. */
export function peerInfoOf(session: Session): PeerInfo {
  return {
    name: session.name,
    transport: session.link.transport,
    remote: session.link.remote,
    dialect: session.dialect.name,
    elements: session.elementCount,
    fetches: session.fetchCount,
  };
}

/** Detail of the events `connect` and `disconnect`. */
export interface PeerEventDetail {
  /** The peer. */
  peer: PeerInfo;
  /** Reason of the disconnect; "" for `connect`. */
  reason: string;
}

/** Detail of the event `warning`. */
export interface WarningDetail {
  /** What a peer does that has no effect, and the remedy. */
  message: string;
  /** The peer; `undefined` if it is not known. */
  peer: PeerInfo | undefined;
  /** Whether the operator has something to decide; the program logs it as `warn`. */
  urgent: boolean;
}

/** The event `error`: an `ErrorEvent` where the runtime has that class. */
export interface DaemonErrorEvent extends Event {
  /** What was thrown. */
  readonly error: unknown;
}

/** The events of a daemon by their names. */
export interface DaemonEventMap {
  /** A peer has connected. */
  connect: CustomEvent<PeerEventDetail>;
  /** A peer has disconnected. */
  disconnect: CustomEvent<PeerEventDetail>;
  /**
   * A request has no effect and gets no answer that says so, or what the daemon
   * has is not used.
   */
  warning: CustomEvent<WarningDetail>;
  /** An internal error; the daemon goes on. */
  error: DaemonErrorEvent;
}

/** The event `error`; Node has no class for it. */
export function errorEvent(error: unknown): Event {
  return typeof ErrorEvent === "function"
    ? new ErrorEvent("error", { error })
    : Object.assign(new Event("error"), { error });
}

/** The event of a session that has begun or ended. */
export function peerEvent(
  type: "connect" | "disconnect",
  session: Session,
  reason: string,
): Event {
  const detail: PeerEventDetail = { peer: peerInfoOf(session), reason };
  return new CustomEvent(type, { detail });
}

/** The event `warning`. */
export function warningEvent(
  message: string,
  session: Session | undefined,
  urgent: boolean,
): Event {
  const detail: WarningDetail = {
    message,
    peer: session && peerInfoOf(session),
    urgent,
  };
  return new CustomEvent("warning", { detail });
}

/** An event target with the events of a daemon. */
export class DaemonEvents extends EventTarget {}

/** Types of the listeners; at run time the methods are those of EventTarget. */
export interface DaemonEvents {
  /** Adds a listener for an event. */
  addEventListener<K extends keyof DaemonEventMap>(
    type: K,
    listener: EventTaker<DaemonEventMap[K]> | null,
    options?: boolean | EventTakerOptions,
  ): void;
  /** Removes a listener for an event. */
  removeEventListener<K extends keyof DaemonEventMap>(
    type: K,
    listener: EventTaker<DaemonEventMap[K]> | null,
    options?: boolean | Pick<EventTakerOptions, "capture">,
  ): void;
}
