/**
 * Connecting to binary Jet over a WebSocket.
 *
 * @module
 */
import { BINARY_SUBPROTOCOL } from "../../protocol/binary/format.ts";
import { openWebSocket } from "./websocket.ts";
import {
  BinaryClientLink,
  type OpenSocket,
} from "../links/binary_client_link.ts";
import type { GiveTls } from "../links/client_tls.ts";
import type { BinaryLink } from "../links/client_link.ts";

/**
 * Connects to a daemon's WebSocket, with the subprotocol `jet-binary`.
 *
 * @param signal Ends the attempt.
 * @param maxMessage Largest message accepted, in bytes.
 * @param raw Whether the runtime has sockets.
 * @param give Certificates for TLS.
 */
export async function connect(
  url: string,
  signal: AbortSignal,
  maxMessage: number,
  raw: boolean,
  give: GiveTls | undefined,
): Promise<BinaryLink> {
  let agreed = "";
  const make = (socket: OpenSocket & { readonly protocol: string }) => {
    agreed = socket.protocol;
    return new BinaryClientLink(socket, maxMessage);
  };
  const link = await open(url, signal, maxMessage, raw, give, make);
  if (agreed === BINARY_SUBPROTOCOL) return link;
  // A daemon that knows nothing of it chooses none.
  link.close();
  throw new Error("the daemon does not speak binary Jet here");
}

async function open(
  url: string,
  signal: AbortSignal,
  maxMessage: number,
  raw: boolean,
  give: GiveTls | undefined,
  make: (
    socket: OpenSocket & { readonly protocol: string },
  ) => BinaryClientLink,
): Promise<BinaryClientLink> {
  if (raw) {
    const { canOpenRaw, openRawWebSocket } = await import("./raw_websocket.ts");
    if (canOpenRaw(url, give)) {
      return await openRawWebSocket(
        url,
        BINARY_SUBPROTOCOL,
        signal,
        maxMessage,
        give,
        make,
      );
    }
  }
  return await openWebSocket(url, BINARY_SUBPROTOCOL, signal, make);
}
