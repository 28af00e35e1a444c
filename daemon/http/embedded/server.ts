/**
 * Upgrades inside a program's own `Deno.serve` or `Bun.serve`, where there is no
 * raw socket. One file implements {@linkcode EmbeddedServer} for each runtime.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import type { MessageLimits } from "../../../transport/links/format.ts";
import type { OpenLinks } from "../../../transport/links/open_links.ts";
import type { RuntimeWebSocketLink } from "../../../transport/links/runtime_websocket_link.ts";

/** Upgrades by means of a runtime. */
export interface EmbeddedServer {
  /**
   * Makes a link of a request for a WebSocket.
   *
   * @param protocol The subprotocol to agree to, if any.
   * @param limits Limits of incoming messages.
   * @param links Counts the link until its WebSocket has ended.
   */
  upgrade(
    context: Context,
    protocol: string | undefined,
    limits: MessageLimits,
    links: OpenLinks,
    accept: (link: RuntimeWebSocketLink) => void,
  ): Response;
  /** Address of the client of a request, for logs and limits; "" if unknown. */
  remoteOf(context: Context): string;
}
