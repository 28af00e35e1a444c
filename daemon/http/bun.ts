/**
 * The HTTP server of Bun.
 *
 * @module
 */
import { getBunServer } from "npm:hono@4.13.19/bun";
import { BinaryWebSocketLink } from "../../transport/links/binary_websocket_link.ts";
import { WebSocketLink } from "../../transport/links/websocket_link.ts";
import { bunWebSocket, type WebSocketData } from "./bun_websocket.ts";
import type { HttpServer } from "./server.ts";

// The part of Bun's API that is used here: Deno checks this file too.
interface BunServer {
  readonly port: number;
  stop(closeAll?: boolean): Promise<void>;
  requestIP(
    request: Request,
  ): { readonly address: string; readonly port: number } | null;
  upgrade(
    request: Request,
    options: { data: WebSocketData; headers?: Record<string, string> },
  ): boolean;
}

declare const Bun: {
  serve(options: {
    hostname: string;
    port: number;
    fetch(
      request: Request,
      server: BunServer,
    ): Response | Promise<Response>;
    websocket: unknown;
  }): BunServer;
};

/** The HTTP server of Bun. */
export const httpServer: HttpServer = {
  serve(hostname, port, maxMessage, fetch) {
    const server = Bun.serve({
      hostname,
      port,
      fetch: (request, server) => fetch(request, { server }),
      websocket: bunWebSocket(maxMessage),
    });
    return Promise.resolve({
      port: server.port,
      close: () => server.stop(),
    });
  },

  upgrade(context, protocol, format, links, accept) {
    const server: BunServer | undefined = getBunServer(context);
    if (server === undefined) {
      throw new TypeError("Bun's server must be handed to Hono as its env");
    }
    let link: WebSocketLink | undefined;
    const remote = this.remoteOf(context);
    const upgraded = server.upgrade(context.req.raw, {
      data: {
        events: {
          onOpen(_event, { raw }) {
            if (raw === undefined) return;
            const Link = format.binary ? BinaryWebSocketLink : WebSocketLink;
            link = new Link(
              {
                buffered: () => raw.getBufferedAmount(),
                send: (text) => raw.readyState !== 1 || raw.send(text) !== 0,
                sendBytes: (bytes) =>
                  raw.readyState !== 1 || raw.send(bytes) !== 0,
                close: (code, reason) => raw.close(code, reason),
              },
              remote,
              format.maxMessage,
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
    return Promise.resolve(
      upgraded
        ? new Response(null)
        : context.text("This is a WebSocket endpoint\n", 426),
    );
  },

  remoteOf(context) {
    const server: BunServer | undefined = getBunServer(context);
    const remote = server?.requestIP(context.req.raw);
    return remote ? `${remote.address}:${remote.port}` : "";
  },
};
