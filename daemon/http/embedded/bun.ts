/**
 * Upgrades inside `Bun.serve`.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import { getBunServer } from "npm:hono@4.13.19/bun";
import { isRecord } from "../../../base/narrowing.ts";
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

/** What a program has to write that gives Hono another env than the server. */
const FORM = "Bun.serve({ fetch: app.fetch, websocket: daemon.websocket })";

function serverOf(context: Context): BunServer | undefined {
  const server: BunServer | undefined = isRecord(context.env)
    ? getBunServer(context)
    : undefined;
  return typeof server?.upgrade === "function" ? server : undefined;
}

/** `undefined` if the server has no handlers of WebSockets. */
function upgradedBy(
  server: BunServer,
  ...args: Parameters<BunServer["upgrade"]>
): boolean | undefined {
  try {
    return server.upgrade(...args);
  } catch {
    return undefined;
  }
}

/** Upgrades of Bun. */
export const embeddedServer: EmbeddedServer = {
  upgrade(context, protocol, limits, links, accept) {
    const server = serverOf(context);
    if (server === undefined) {
      return context.text(
        `Hono's env is not Bun's server: write ${FORM}\n`,
        501,
      );
    }
    let link: RuntimeWebSocketLink | undefined;
    const remote = this.remoteOf(context);
    const upgraded = upgradedBy(server, context.req.raw, {
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
    if (upgraded === undefined) {
      return context.text(`The server has no websocket: write ${FORM}\n`, 501);
    }
    return upgraded
      ? new Response(null)
      : context.text("This is a WebSocket endpoint\n", 426);
  },

  remoteOf(context) {
    const remote = serverOf(context)?.requestIP(context.req.raw);
    return remote ? `${remote.address}:${remote.port}` : "";
  },
};
