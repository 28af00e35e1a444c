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
  #ended = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = (event: MessageEvent<unknown>) => {
      const { data } = event;
      if (typeof data === "string") this.onmessage(data);
      else if (data instanceof ArrayBuffer) {
        this.onmessage(decoder.decode(data));
      }
    };
    socket.onclose = (event) => this.#end(closeReason(event));
    // Node has versions that don't tell the end of a socket that failed.
    socket.onerror = (event) => this.#end(new Error(errorMessage(event)));
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

  #end(reason: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.onclose(reason);
  }
}

/** Connects to a daemon's WebSocket, with the subprotocol `jet`. */
export function connectWebSocket(url: string): Promise<PeerLink> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, "jet");
    socket.binaryType = "arraybuffer";
    socket.onerror = (event) => reject(new Error(errorMessage(event)));
    socket.onclose = (event) =>
      reject(closeReason(event) ?? new Error("closed at once"));
    socket.onopen = () => resolve(new WebSocketLink(socket));
  });
}

/** Browsers keep the reason of a failure to themselves. */
function errorMessage(event: Event): string {
  const message: unknown = Reflect.get(event, "message");
  return typeof message === "string" && message !== ""
    ? message
    : "the WebSocket failed";
}

function closeReason(event: CloseEvent): Error | undefined {
  if (event.wasClean && event.reason === "") return undefined;
  const reason = event.reason === "" ? "" : `: ${event.reason}`;
  return new Error(`WebSocket closed with ${event.code}${reason}`);
}
