/**
 * How Bun's server hands WebSockets to their links.
 *
 * @module
 */

/** The part of Bun's WebSocket that is used here. */
export interface BunWebSocket {
  readonly data: WebSocketData;
  readonly remoteAddress: string;
  readonly readyState: number;
  send(message: string | Uint8Array): number;
  cork(send: () => void): void;
  close(code: number, reason: string): void;
  getBufferedAmount(): number;
}

/**
 * What hangs on a WebSocket of Bun. It has the form that the `websocket` of
 * `hono/bun` expects, so that a program may hand either that one or
 * {@linkcode bunWebSocket} to `Bun.serve`.
 */
export interface WebSocketData {
  readonly events: {
    onOpen(event: unknown, context: { raw?: BunWebSocket }): void;
    onMessage(event: { data: string | ArrayBuffer | Uint8Array }): void;
    onClose(event: { code: number; reason: string }): void;
    onDrain(): void;
  };
  readonly url: URL;
  readonly protocol: string;
}

/**
 * The handler that `Bun.serve` wants beside `fetch`. Unlike that of `hono/bun`
 * it makes no event object for each message, and tells when a backlog is gone.
 */
export function bunWebSocket(maxMessage: number): Record<string, unknown> {
  return {
    open: (socket: BunWebSocket) =>
      socket.data.events.onOpen(undefined, { raw: socket }),
    message: (socket: BunWebSocket, data: string | Uint8Array) =>
      socket.data.events.onMessage({ data }),
    close: (socket: BunWebSocket, code: number, reason: string) =>
      socket.data.events.onClose({ code, reason }),
    drain: (socket: BunWebSocket) => socket.data.events.onDrain(),
    // A little more than is taken, so that an overlong message is refused with
    // a reason and not by a broken connection.
    maxPayloadLength: maxMessage + (1 << 20),
    // The session decides what a slow peer misses, and when it has to go.
    backpressureLimit: 1 << 30,
    perMessageDeflate: false,
  };
}
