/**
 * The HTTP server of Deno.
 *
 * @module
 */
import type { Context } from "npm:hono@4.13.19";
import { BinaryWebSocketLink } from "../../transport/links/binary_websocket_link.ts";
import { WebSocketLink } from "../../transport/links/websocket_link.ts";
import type { HttpServer } from "./server.ts";

/** The HTTP server of Deno. */
export const httpServer: HttpServer = {
  serve(hostname, port, _maxMessage, fetch) {
    const server = Deno.serve({
      hostname,
      port,
      onListen() {},
      handler: (request, info) =>
        fetch(request, { remoteAddr: info.remoteAddr }),
    });
    return Promise.resolve({
      port: server.addr.port,
      close: () => server.shutdown(),
    });
  },

  upgrade(context, protocol, format, links, accept) {
    // Read first: the upgrade consumes the request.
    const remote = remoteOf(context);
    const { socket, response } = Deno.upgradeWebSocket(context.req.raw);
    socket.binaryType = "arraybuffer";
    const Link = format.binary ? BinaryWebSocketLink : WebSocketLink;
    const link = new Link(
      {
        buffered: () => socket.bufferedAmount,
        send: (text) => send(socket, text),
        sendBytes: (bytes) => send(socket, bytes.slice()),
        close(code, reason) {
          if (socket.readyState === WebSocket.OPEN) socket.close(code, reason);
        },
      },
      remote,
      format.maxMessage,
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
    return Promise.resolve(response);
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
