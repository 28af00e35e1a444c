/**
 * The opening handshake of RFC 6455.
 *
 * @module
 */

// Sixteen bytes in Base64.
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** Whether a request that asks for a WebSocket asks for it correctly. */
export function isHandshake({ method, headers }: Request): boolean {
  const connection = headers.get("connection")?.toLowerCase().split(",") ?? [];
  return method === "GET" &&
    connection.some((token) => token.trim() === "upgrade") &&
    headers.get("sec-websocket-version") === "13" &&
    KEY.test(headers.get("sec-websocket-key") ?? "");
}
