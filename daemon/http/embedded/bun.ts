/**
 * Upgrades inside `Bun.serve`.
 *
 * @module
 */
import { getBunServer } from "npm:hono@4.13.19/bun";
import { RuntimeWebSocketLink } from "../../../transport/links/runtime_websocket_link.ts";
import type { WebSocketData } from "./bun_websocket.ts";
import type { EmbeddedServer } from "./server.ts";

// The part of Bun's API that is used here: Deno checks this file too.
interface BunServer {
  requestIP(
    request: Request,
  ): { readonly address: string; readonly port: number } | null;
  upgrade(
    request: Request,
    options: { data: WebSocketData; headers?: Record<string, string> },
  ): boolean;
}

/** Upgrades of Bun. */
export const embeddedServer: EmbeddedServer = {
  upgrade(context, protocol, limits, links, accept) {
    const server: BunServer | undefined = getBunServer(context);
    if (server === undefined) {
      throw new TypeError("Bun's server must be handed to Hono as its env");
    }
    let link: RuntimeWebSocketLink | undefined;
    const remote = this.remoteOf(context);
    const upgraded = server.upgrade(context.req.raw, {
      data: {
        events: {
          onOpen(_event, { raw }) {
            if (raw === undefined) return;
            link = new RuntimeWebSocketLink(
              {
                buffered: () => raw.getBufferedAmount(),
                send: (text) => raw.readyState !== 1 || raw.send(text) !== 0,
                sendBytes: (bytes) =>
                  raw.readyState !== 1 || raw.send(bytes) !== 0,
                cork: (send) => raw.cork(send),
                close: (code, reason) => raw.close(code, reason),
              },
              remote,
              limits,
              links,
            );
            accept(link);
          },
          onMessage: ({ data }) => link?.received(data),
          onClose: ({ code, reason }) =>
            link?.ended(reason || `closed with code ${code}`),
          onDrain: () => link?.drained(),
        },
        url: new URL(context.req.url),
        protocol: protocol ?? "",
      },
      headers: protocol === undefined
        ? undefined
        : { "Sec-WebSocket-Protocol": protocol },
    });
    return upgraded
      ? new Response(null)
      : context.text("This is a WebSocket endpoint\n", 426);
  },

  remoteOf(context) {
    const server: BunServer | undefined = getBunServer(context);
    const remote = server?.requestIP(context.req.raw);
    return remote ? `${remote.address}:${remote.port}` : "";
  },
};
