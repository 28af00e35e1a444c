/**
 * What a connection is given: where its daemon may be, how it behaves, and the
 * callbacks of its peer.
 *
 * @module
 */
import type { Backoff, ReconnectOptions } from "../../base/backoff.ts";
import type { PeerClock } from "../../base/clock.ts";
import type { ConnectionClosed } from "../../protocol/errors/classes.ts";
import type { Connector } from "../../transport/links/client_link.ts";
import type { Message } from "../codecs/codec.ts";
import type { PeerCredentials } from "./users.ts";

/** One place where a daemon may be. */
export interface DaemonPlace {
  readonly connector: Connector;
  /** For messages. */
  readonly where: string;
}

/** What a connection needs to know. */
export interface ConnectionOptions {
  /** At least one; each attempt begins behind that of the last link. */
  places: readonly DaemonPlace[];
  name: string | undefined;
  credentials: PeerCredentials | undefined;
  /** The pauses between attempts to connect. */
  backoff: Backoff;
  /** Whether the first connection is tried again. */
  retry: boolean | undefined;
  /** What follows when a connection is lost. */
  reconnect: boolean | "manual" | ReconnectOptions;
  /** Milliseconds that connecting and greeting may take. */
  connectLimit: number;
  /** Milliseconds for requests without a timeout; 0: no limit. */
  deadline: number;
  /** Milliseconds of silence before the daemon is asked; 0: never. */
  heartbeat: number;
  clock: PeerClock;
  log: (line: string) => void;
  /** Whether integers beyond 2^53 are rounded. */
  doubles: boolean | undefined;
}

/** Callbacks of a connection. */
export interface ConnectionHooks {
  /** The daemon can be talked to; whatever it has to know is sent now. */
  opened(first: boolean): void;
  /** The link is gone; the peer tries to come back. */
  lost(reason: ConnectionClosed): void;
  /** Before an attempt to come back: loads what that needs. */
  returning(): Promise<void>;
  /** It is over, by intention if there is no reason. */
  closed(reason: Error | undefined): void;
  /** A request or notification has arrived. */
  received(message: Message): void;
}
