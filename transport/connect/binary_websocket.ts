/**
 * Connecting to binary Jet over a WebSocket.
 *
 * @module
 */
import { BINARY_SUBPROTOCOL } from "../../protocol/binary/format.ts";
import { openWebSocket } from "./websocket.ts";
import { BinaryClientLink } from "../links/binary_client_link.ts";
import type { BinaryLink } from "../links/client_link.ts";

/**
 * Connects to a daemon's WebSocket, with the subprotocol `jet-binary`.
 *
 * @param maxMessage Largest message accepted, in bytes.
 */
export function connectBinaryWebSocket(
  url: string,
  maxMessage: number,
): Promise<BinaryLink> {
  return openWebSocket(url, BINARY_SUBPROTOCOL, (socket) => {
    // A daemon that knows nothing of it chooses none.
    if (socket.protocol !== BINARY_SUBPROTOCOL) {
      socket.close(1000);
      throw new Error("the daemon does not speak binary Jet here");
    }
    return new BinaryClientLink(socket, maxMessage);
  });
}
