/**
 * The two-way pipe of messages between a peer and its daemon.
 *
 * @module
 */

/** What links of both kinds have in common. */
export interface ClientLink {
  /** Whether both ends are in this process: it can't break unnoticed. */
  readonly local?: boolean;
  /**
   * Bytes received so far, those of incomplete messages as well; where the link
   * has them.
   */
  readonly bytesReceived?: number;
  /** Bytes that were sent and that the system has not taken yet. */
  readonly backlog?: number;
  /** Sends what waits, then ends the link; `onclose` is called afterwards. */
  close(): void;
  /** Ends the link without waiting for the other end. */
  abort?(): void;
  /** Called once when the link has ended, with the reason if it broke. */
  onclose: (reason?: Error) => void;
}

/**
 * A connection to a daemon: it takes and delivers whole messages, each the text
 * of one JSON value. The peer sets both handlers as soon as it has the link.
 * For binary Jet there is {@linkcode BinaryLink}.
 */
export interface PeerLink extends ClientLink {
  /**
   * Whether the daemon should send the messages of a turn as one array where it
   * can't join them otherwise: over WebSockets.
   */
  readonly takesArrays?: boolean;
  /** Sends one message. On a link that is closed it does nothing. */
  send(message: string): void;
  /** Called with every message that arrives. */
  onmessage: (message: string) => void;
}

/** A link of either kind. */
export type AnyLink = PeerLink | BinaryLink;

/**
 * Makes a new link, for JSON or for binary Jet; called again for every
 * reconnect. The signal aborts when the link is not waited for any more, by the
 * time limit or because the peer is closed: what is being opened is dropped
 * then. It may abort after the link is open, without a meaning for the link.
 *
 * @throws {ConnectionClosed} if there will never be a link again: the peer
 * closes.
 * @throws anything else if the daemon can't be reached now.
 */
export type Connector = (
  signal: AbortSignal,
) => AnyLink | Promise<AnyLink>;

/**
 * A connection to a daemon that speaks binary Jet: it takes frames and delivers
 * messages. Because the daemon speaks first, what arrives before the peer has
 * set both handlers, `onmessage` last, must be kept until then.
 */
export interface BinaryLink extends ClientLink {
  /** That it carries binary Jet, and not JSON. */
  readonly binary: true;
  /**
   * Sends one or more whole frames: each message behind its length. The bytes
   * are the peer's again when it returns. On a link that is closed it does
   * nothing.
   */
  send(frames: Uint8Array): void;
  /**
   * Called with every message that arrives: the bytes from `start` up to `end`,
   * without the length. They are only valid until it returns.
   */
  onmessage: (bytes: Uint8Array, start: number, end: number) => void;
}
