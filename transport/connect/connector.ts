/**
 * From the address of a daemon to a link, on whatever runtime this is. What a
 * page that speaks JSON over a WebSocket never needs is loaded when it is.
 *
 * @module
 */
import type { GiveTls } from "../links/client_tls.ts";
import type { Connector } from "../links/client_link.ts";
import { webSocketUrl } from "../links/target.ts";
import { connectWebSocket } from "./websocket.ts";

/** Whether this is a runtime with sockets, and not a browser. */
const HAS_SOCKETS = /^(Deno|Bun|Node)/.test(globalThis.navigator?.userAgent);

/**
 * A connector for the address of a daemon.
 *
 * @param maxMessage Largest message accepted, in bytes; not known to a browser's
 * WebSocket that carries JSON.
 * @param binary Whether to speak binary Jet over a WebSocket.
 * @param give Certificates for TLS.
 * @throws {TypeError} if it is no address of a daemon, or none for binary Jet.
 */
export function connectorFor(
  target: string,
  maxMessage: number,
  binary: boolean,
  give?: GiveTls,
): Connector {
  const url = webSocketUrl(target);
  if (url !== undefined) {
    if (!binary && !HAS_SOCKETS) {
      return (signal) => connectWebSocket(url, signal);
    }
    return async (signal) => {
      const websocket = binary
        ? await import("./binary_websocket.ts")
        : await import("./raw_websocket.ts");
      return await websocket.connect(
        url,
        signal,
        maxMessage,
        HAS_SOCKETS,
        give,
      );
    };
  }
  if (binary && !/^jetb/i.test(target)) {
    throw new TypeError("binary Jet needs ws://, wss:// or jetb://host:port");
  }
  return async (signal) => {
    const sockets = await import("./sockets.ts");
    return await sockets.connectSocket(target, signal, maxMessage, give);
  };
}
