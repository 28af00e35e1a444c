/**
 * The events of a peer.
 *
 * @module
 */

/** What a peer tells about its connection. */
export class PeerEvent extends Event {
  /** Why, for `disconnect`, and for a `close` that nobody asked for. */
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

/** An event target that knows the events of a peer. */
export class PeerEvents extends EventTarget {
  /** Listens to `connect`, `disconnect`, `reconnect` or `close`. */
  override addEventListener<K extends keyof PeerEventMap>(
    type: K,
    listener: ((event: PeerEventMap[K]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Listens to any event. */
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  /** Takes a listener off that {@linkcode addEventListener} was given. */
  override removeEventListener<K extends keyof PeerEventMap>(
    type: K,
    listener: ((event: PeerEventMap[K]) => void) | null,
    options?: boolean | EventListenerOptions,
  ): void;
  /** Takes a listener off that {@linkcode addEventListener} was given. */
  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void {
    super.removeEventListener(type, listener, options);
  }
}
