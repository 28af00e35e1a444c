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
