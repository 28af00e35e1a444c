/**
 * What the daemon needs of the runtime it is in. There is one file that fills
 * this interface for each runtime.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import type { OpenLinks } from "./links/open_links.ts";
import type { Link } from "../protocol/link.ts";
import type { WebSocketLink } from "./links/websocket_link.ts";

/** Takes a new connection. */
export type Accept = (link: Link) => void;

/** What the messages of a connection are. */
export interface Format {
  /** Largest message taken, in bytes. */
  readonly maxMessage: number;
  /** Whether it is binary Jet, and not JSON. */
  readonly binary: boolean;
}

/** Something that takes connections. */
export interface Listener {
  /** Port it listens on; 0 for a unix socket. */
  readonly port: number;
  /** Takes no more connections; resolves when those there were have ended. */
  close(): Promise<void>;
}

/** Answers an HTTP request; `env` is what the runtime hands to Hono. */
export type Serve = (
  request: Request,
  env?: Record<string, unknown>,
) => Response | Promise<Response>;

/** A runtime's sockets. */
export interface Runtime {
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
  /** Serves HTTP. */
  serve(
    hostname: string,
    port: number,
    maxMessage: number,
    fetch: Serve,
  ): Promise<Listener>;
  /**
   * Makes a link of a request for a WebSocket.
   *
   * @param protocol The subprotocol to agree to, if one was offered.
   * @param links Counts the link until its WebSocket has ended.
   */
  upgrade(
    context: Context,
    protocol: string | undefined,
    format: Format,
    links: OpenLinks,
    accept: (link: WebSocketLink) => void,
  ): Promise<Response>;
  /** Where a request comes from, for logs and limits. */
  remoteOf(context: Context): string;
  /** Whether unix sockets can have abstract names (on Linux). */
  readonly abstractSockets: boolean;
}

/** The runtime that this program runs in. */
export async function currentRuntime(): Promise<Runtime> {
  return "Deno" in globalThis
    ? (await import("./deno.ts")).runtime
    : (await import("./bun.ts")).runtime;
}
