/**
 * The events of a peer.
 *
 * @module
 */

/** Events of the connection of a peer. */
export class PeerEvent extends Event {
  /** Cause of a `disconnect`, or of a `close` that the program did not request. */
  readonly reason: Error | undefined;

  /** Made by the peer. */
  constructor(type: keyof PeerEventMap, reason?: Error) {
    super(type);
    this.reason = reason;
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
}

/** An event target with the typed events of a peer. */
export class PeerEvents extends EventTarget {}

/** Types of the listeners; at run time the methods are those of EventTarget. */
export interface PeerEvents {
  /** Listens to `connect`, `disconnect`, `reconnect` or `close`. */
  addEventListener<K extends keyof PeerEventMap>(
    type: K,
    listener: ((event: PeerEventMap[K]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Listens to any event. */
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Removes a listener. */
  removeEventListener<K extends keyof PeerEventMap>(
    type: K,
    listener: ((event: PeerEventMap[K]) => void) | null,
    options?: boolean | EventListenerOptions,
  ): void;
  /** Removes a listener. */
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}
