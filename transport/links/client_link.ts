/**
 * The two-way pipe of messages between a peer and its daemon.
 *
 * @module
 */
import type { BinaryLink } from "../../peer/binary/link.ts";

/**
 * A connection to a daemon: it takes and delivers whole messages, each the text
 * of one JSON value. The peer sets both handlers as soon as it has the link.
 * For binary Jet there is {@linkcode BinaryLink}.
 */
export interface PeerLink {
  /** Sends one message. On a link that is closed it does nothing. */
  send(message: string): void;
  /** Sends what waits, then ends the link; `onclose` is called afterwards. */
  close(): void;
  /** Called with every message that arrives. */
  onmessage: (message: string) => void;
  /** Called once when the link has ended, with the reason if it broke. */
  onclose: (reason?: Error) => void;
}

/** A link of either kind. */
export type AnyLink = PeerLink | BinaryLink;

/**
 * Makes a new link, for JSON or for binary Jet; called again for every
 * reconnect.
 *
 * @throws {ConnectionClosed} if there will never be a link again: the peer
 * closes.
 * @throws anything else if the daemon can't be reached now.
 */
export type Connector = () => AnyLink | Promise<AnyLink>;
