/**
 * The opening handshake of RFC 6455.
 *
 * @module
 */

// Sixteen bytes in Base64.
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** Whether a header field is a list that contains a word, in any case. */
function lists({ headers }: Request, name: string, word: string): boolean {
  const tokens = headers.get(name)?.toLowerCase().split(",") ?? [];
  return tokens.some((token) => token.trim() === word);
}

/** Whether a request asks for a WebSocket, correctly or not. */
export function asksForWebSocket(request: Request): boolean {
  return lists(request, "upgrade", "websocket");
}

/** Whether a request that asks for a WebSocket asks for it correctly. */
export function isHandshake(request: Request): boolean {
  const { method, headers } = request;
  return method === "GET" && lists(request, "connection", "upgrade") &&
    headers.get("sec-websocket-version") === "13" &&
    KEY.test(headers.get("sec-websocket-key") ?? "");
}
