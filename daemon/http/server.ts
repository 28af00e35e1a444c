/**
 * HTTP servers and their upgrades to WebSocket. One file implements
 * {@linkcode HttpServer} for each runtime.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import type { Format } from "../../transport/links/format.ts";
import type { OpenLinks } from "../../transport/links/open_links.ts";
import type { WebSocketLink } from "../../transport/links/websocket_link.ts";
import type { Listener } from "../../transport/listen/listener.ts";

/** Answers an HTTP request; `env` is the runtime's argument to Hono. */
export type Serve = (
  request: Request,
  env?: Record<string, unknown>,
) => Response | Promise<Response>;

/** The HTTP server of a runtime. */
export interface HttpServer {
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
  /** Address of the client of a request, for logs and limits. */
  remoteOf(context: Context): string;
}
