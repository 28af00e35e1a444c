/**
 * From the address of a daemon to a link, on whatever runtime this is.
 *
 * @module
 */
import type { Connector, PeerLink } from "./link.ts";
import { bunSockets, connectBun } from "./socket_bun.ts";
import { connectDeno, denoSockets } from "./socket_deno.ts";
import { connectNode, nodeSockets } from "./socket_node.ts";
import { type Address, parseTarget } from "./target.ts";
import { connectWebSocket } from "./websocket.ts";

/**
 * A connector for the address of a daemon.
 *
 * @param maxMessage Largest message accepted over TCP and unix sockets, in
 * bytes.
 * @throws {TypeError} if it is no address of a daemon.
 */
export function connectorFor(target: string, maxMessage: number): Connector {
  const address = parseTarget(target);
  return () =>
    address.kind === "ws"
      ? connectWebSocket(address.url)
      : connectSocket(address, maxMessage);
}

function connectSocket(
  address: Exclude<Address, { kind: "ws" }>,
  maxMessage: number,
): Promise<PeerLink> {
  // Deno and Bun have node:net too; their own sockets are the shorter way.
  const deno = denoSockets();
  if (deno !== undefined) return connectDeno(deno, address, maxMessage);
  const bun = bunSockets();
  if (bun !== undefined) return connectBun(bun, address, maxMessage);
  const node = nodeSockets();
  if (node !== undefined) return connectNode(node, address, maxMessage);
  return Promise.reject(
    new Error(
      `there are no ${address.kind} sockets here, only WebSocket: ws://…`,
    ),
  );
}
