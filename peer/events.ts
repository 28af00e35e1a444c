/**
 * The events of a peer.
 *
 * @module
 */
import type { EventTaker, EventTakerOptions } from "../base/event_taker.ts";

/** Events of the connection of a peer. */
export class PeerEvent extends Event {
  /**
   * Cause of a `disconnect`, of a `close` that the program did not request, or of
   * an `error`.
   */
  readonly reason: Error | undefined;
  /** The path of the element that an `error` is about. */
  readonly path: string | undefined;

  /** Made by the peer. */
  constructor(type: keyof PeerEventMap, reason?: Error, path?: string) {
    super(type);
    this.reason = reason;
    this.path = path;
  }
}

/** The events of a peer by their names. */
export interface PeerEventMap {
  /** The first connection is up; what was added and fetched is on its way. */
  connect: PeerEvent;
  /** The connection is lost. */
  disconnect: PeerEvent;
  /** The next connection is up; everything is registered again. */
  reconnect: PeerEvent;
  /** The peer is closed for good. */
  close: PeerEvent;
  /**
   * An element is not on the bus any more, or not with its value, for a `reason`
   * that no promise has given:
   *
   * - {@linkcode Occupied}: another owner has replaced the element, see
   *   {@linkcode OccupiedOptions}. With `occupied: "wait"` it is added again when
   *   the path is free, otherwise it is off the bus;
   * - {@linkcode InvalidArgument}: the value that was set while there was no
   *   connection is refused, because it is larger than the daemon takes for
   *   example. The state has its last value of before again;
   * - any other error: the daemon refuses to take the element again.
   */
  error: PeerEvent;
}

/** An event target with the typed events of a peer. */
export class PeerEvents extends EventTarget {}

/** Types of the listeners; at run time the methods are those of EventTarget. */
export interface PeerEvents {
  /** Listens to `connect`, `disconnect`, `reconnect`, `close` or `error`. */
  addEventListener<K extends keyof PeerEventMap>(
    type: K,
    listener: EventTaker<PeerEventMap[K]> | null,
    options?: boolean | EventTakerOptions,
  ): void;
  /** Removes a listener. */
  removeEventListener<K extends keyof PeerEventMap>(
    type: K,
    listener: EventTaker<PeerEventMap[K]> | null,
    options?: boolean | Pick<EventTakerOptions, "capture">,
  ): void;
}
