/**
 * From the address of a daemon to a link, on whatever runtime this is.
 *
 * @module
 */
import { BinaryStreamLink } from "./binary/stream_link.ts";
import { FramedLink } from "./framed_link.ts";
import type { Connector } from "./link.ts";
import { bunSockets, connectBun } from "./socket_bun.ts";
import { connectDeno, denoSockets } from "./socket_deno.ts";
import { connectNode, nodeSockets } from "./socket_node.ts";
import type { ByteSocket, StreamLink } from "./stream_link.ts";
import { parseTarget, type SocketAddress } from "./target.ts";
import { connectBinaryWebSocket, connectWebSocket } from "./websocket.ts";

/**
 * A connector for the address of a daemon.
 *
 * @param maxMessage Largest message accepted, in bytes; not known to a
 * WebSocket that carries JSON.
 * @param binary Whether to speak binary Jet over a WebSocket.
 * @throws {TypeError} if it is no address of a daemon, or none for binary Jet.
 */
export function connectorFor(
  target: string,
  maxMessage: number,
  binary: boolean,
): Connector {
  const address = parseTarget(target);
  if (address.kind === "ws") {
    return binary
      ? () => connectBinaryWebSocket(address.url, maxMessage)
      : () => connectWebSocket(address.url);
  }
  if (address.kind === "tcp" && address.binary) {
    return () =>
      connectSocket(
        address,
        (socket) => new BinaryStreamLink(socket, maxMessage),
      );
  }
  if (binary) {
    throw new TypeError(
      "binary Jet is spoken over ws:// and wss://, and at jetb://host:port",
    );
  }
  return () =>
    connectSocket(address, (socket) => new FramedLink(socket, maxMessage));
}

function connectSocket<L extends StreamLink>(
  address: SocketAddress,
  make: (socket: ByteSocket) => L,
): Promise<L> {
  // Deno and Bun have node:net too; their own sockets are the shorter way.
  const deno = denoSockets();
  if (deno !== undefined) return connectDeno(deno, address, make);
  const bun = bunSockets();
  if (bun !== undefined) return connectBun(bun, address, make);
  const node = nodeSockets();
  if (node !== undefined) return connectNode(node, address, make);
  return Promise.reject(
    new Error(
      `there are no ${address.kind} sockets here, only WebSocket: ws://…`,
    ),
  );
}
