/**
 * Upgrades inside `Deno.serve`.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import { RuntimeWebSocketLink } from "../../../transport/links/runtime_websocket_link.ts";
import type { EmbeddedServer } from "./server.ts";

/** Upgrades of Deno. */
export const embeddedServer: EmbeddedServer = {
  upgrade(context, protocol, limits, links, accept) {
    // Read first: the upgrade consumes the request.
    const remote = remoteOf(context);
    const { socket, response } = Deno.upgradeWebSocket(context.req.raw);
    socket.binaryType = "arraybuffer";
    const link = new RuntimeWebSocketLink(
      {
        buffered: () => socket.bufferedAmount,
        send: (text) => send(socket, text),
        sendBytes: (bytes) => send(socket, bytes.slice()),
        close(code, reason) {
          if (socket.readyState === WebSocket.OPEN) socket.close(code, reason);
        },
      },
      remote,
      limits,
      links,
    );
    socket.onopen = () => accept(link);
    socket.onmessage = ({ data }) => link.received(data);
    socket.onclose = ({ code, reason }) =>
      link.ended(reason || `closed with code ${code}`);
    socket.onerror = () => link.ended("connection lost");
    // Deno itself finds a protocol only in a list that is separated by ", ".
    if (protocol !== undefined) {
      response.headers.set("Sec-WebSocket-Protocol", protocol);
    }
    return response;
  },

  remoteOf,
};

function send(
  socket: WebSocket,
  message: string | Uint8Array<ArrayBuffer>,
): boolean {
  if (socket.readyState === WebSocket.OPEN) socket.send(message);
  return true;
}

function remoteOf(context: Context): string {
  const { remoteAddr } = Object(context.env);
  return remoteAddr?.hostname === undefined
    ? ""
    : `${remoteAddr.hostname}:${remoteAddr.port}`;
}
