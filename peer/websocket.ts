/**
 * Links over the WebSocket that Deno, Bun, Node and browsers have alike.
 *
 * @module
 */
import type { PeerLink } from "./link.ts";

const decoder = new TextDecoder();

/** One message a frame; what is sent in one turn the runtime joins. */
class WebSocketLink implements PeerLink {
  onmessage: (message: string) => void = () => {};
  onclose: (reason?: Error) => void = () => {};
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = (event: MessageEvent<unknown>) => {
      const { data } = event;
      if (typeof data === "string") this.onmessage(data);
      else if (data instanceof ArrayBuffer) {
        this.onmessage(decoder.decode(data));
      }
    };
    socket.onclose = (event) => this.onclose(closeReason(event));
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
}

/** Connects to a daemon's WebSocket, with the subprotocol `jet`. */
export function connectWebSocket(url: string): Promise<PeerLink> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, "jet");
    socket.binaryType = "arraybuffer";
    let message = "";
    socket.onerror = (event) => {
      const said: unknown = Reflect.get(event, "message");
      if (typeof said === "string") message = said;
    };
    socket.onclose = (event) => {
      reject(new Error(message || closeReason(event)?.message || "refused"));
    };
    socket.onopen = () => resolve(new WebSocketLink(socket));
  });
}

function closeReason(event: CloseEvent): Error | undefined {
  if (event.wasClean && event.reason === "") return undefined;
  const reason = event.reason === "" ? "" : `: ${event.reason}`;
  return new Error(`WebSocket closed with ${event.code}${reason}`);
}
