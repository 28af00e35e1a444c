/**
 * Listening sockets. One file implements {@linkcode Sockets} for each runtime.
 *
 * @module
 */
import type { Link } from "../../protocol/link.ts";
import type { Format } from "../links/format.ts";

/** Takes a new connection. */
export type Accept = (link: Link) => void;

/** Something that takes connections. */
export interface Listener {
  /** Port it listens on; 0 for a unix socket. */
  readonly port: number;
  /** Takes no more connections; resolves when the open ones have ended. */
  close(): Promise<void>;
}

/** The stream sockets of a runtime. */
export interface Sockets {
  /** Listens on a TCP port. */
  listenTcp(
    hostname: string,
    port: number,
    format: Format,
    accept: Accept,
  ): Promise<Listener>;
  /** Listens on a unix socket; a name that begins with NUL is abstract. */
  listenUnix(
    path: string,
    format: Format,
    accept: Accept,
  ): Promise<Listener>;
  /** Whether unix sockets can have abstract names (on Linux). */
  readonly abstractSockets: boolean;
}
