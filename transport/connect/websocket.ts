/**
 * Links over the WebSocket that Deno, Bun, Node and browsers have alike.
 *
 * @module
 */
import type { PeerLink } from "../links/client_link.ts";
import { closeReason, socketFailure } from "../../base/websocket_events.ts";

const decoder = new TextDecoder();

/** The parts of a `WebSocket` that its link needs once it is open. */
export interface OpenSocket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(message: string): void;
  close(code: number): void;
}

/** One message a frame. */
export class WebSocketPeerLink implements PeerLink, Receiver {
  onmessage: (message: string) => void = () => {};
  onclose: (reason?: Error) => void = () => {};
  readonly takesArrays = true;
  readonly #socket: OpenSocket;
  #ended = false;

  constructor(socket: OpenSocket) {
    this.#socket = socket;
  }

  get backlog(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(message);
    } else {
      // Tells a peer that came too late to hear of the end.
      queueMicrotask(() => this.onclose());
    }
  }

  close(): void {
    this.#socket.close(1000);
  }

  received(data: unknown): void {
    if (typeof data === "string") this.onmessage(data);
    else if (data instanceof ArrayBuffer) this.onmessage(decoder.decode(data));
  }

  ended(reason: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.onclose(reason);
  }
}

/** Connects to a daemon's WebSocket, with the subprotocol `jet`. */
export function connectWebSocket(
  url: string,
  signal: AbortSignal,
): Promise<PeerLink> {
  return openWebSocket(
    url,
    "jet",
    signal,
    (socket) => new WebSocketPeerLink(socket),
  );
}

/** Events of a WebSocket that its link handles. */
export interface Receiver {
  received(data: unknown): void;
  ended(reason: Error | undefined): void;
}

/**
 * Opens a WebSocket and gives its messages and its end to a link.
 *
 * @param signal Drops a WebSocket that is not open yet.
 * @param make Makes the link of the open WebSocket.
 */
export function openWebSocket<L extends Receiver>(
  url: string,
  subprotocol: string,
  signal: AbortSignal,
  make: (socket: WebSocket) => L,
): Promise<L> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, subprotocol);
    const abort = () => socket.close();
    signal.addEventListener("abort", abort);
    socket.binaryType = "arraybuffer";
    socket.onerror = (event) => reject(socketFailure(event));
    socket.onclose = (event) =>
      reject(endReason(event) ?? new Error("closed at once"));
    socket.onopen = () => {
      signal.removeEventListener("abort", abort);
      const link = make(socket);
      socket.onmessage = (event: MessageEvent<unknown>) =>
        link.received(event.data);
      socket.onclose = (event) => link.ended(endReason(event));
      // Node has versions that don't tell the end of a socket that failed.
      socket.onerror = (event) => link.ended(socketFailure(event));
      resolve(link);
    };
  });
}

/** Why the WebSocket ended; `undefined` for an end without a reason. */
function endReason(event: CloseEvent): Error | undefined {
  return event.wasClean && event.reason === "" ? undefined : closeReason(event);
}
