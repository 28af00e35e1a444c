/**
 * WebSockets to relays, as Deno, Bun, Node and browsers have them alike.
 *
 * @module
 */
import { closeReason, socketFailure } from "../../base/websocket_events.ts";

/** Largest frame with more than one message, in characters: GUN's own. */
const MAX_PACK_LENGTH = 9000;

/** Events of a socket. */
export interface SocketHooks {
  /** A text frame has arrived. */
  received(frame: string): void;
  /**
   * The connection has ended; called once.
   *
   * @param code The close code; 0 if it is unknown.
   */
  closed(reason: Error, code: number): void;
}

/** A connection to a relay. Messages of one turn are sent in one frame. */
export class RelaySocket {
  readonly #socket: WebSocket;
  readonly #hooks: SocketHooks;
  #waiting: string[] = [];
  #ended = false;

  private constructor(socket: WebSocket, hooks: SocketHooks) {
    this.#socket = socket;
    this.#hooks = hooks;
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string" && !this.#ended) hooks.received(data);
    };
    socket.onclose = (event) => this.#end(closeReason(event), event.code);
    // Some runtimes fire no `close` after `error`.
    socket.onerror = (event) => this.#end(socketFailure(event), 0);
  }

  /** Connects. */
  static connect(url: string, hooks: SocketHooks): Promise<RelaySocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.onerror = (event) => reject(socketFailure(event));
      socket.onclose = (event) => reject(closeReason(event));
      socket.onopen = () => resolve(new RelaySocket(socket, hooks));
    });
  }

  /** Sends the JSON text of one message. */
  send(message: string): void {
    this.#waiting.push(message);
    if (this.#waiting.length === 1) queueMicrotask(() => this.#flush());
  }

  /** Ends it; `closed` is not called any more. */
  close(): void {
    this.#flush();
    this.#ended = true;
    this.#socket.close(1000);
  }

  #flush(): void {
    const messages = this.#waiting;
    this.#waiting = [];
    if (this.#ended || this.#socket.readyState !== WebSocket.OPEN) return;
    let pack: string[] = [];
    let length = 0;
    for (const message of messages) {
      if (length + message.length > MAX_PACK_LENGTH) {
        this.#sendFrame(pack);
        pack = [];
        length = 0;
      }
      pack.push(message);
      length += message.length;
    }
    this.#sendFrame(pack);
  }

  #sendFrame(messages: string[]): void {
    if (messages.length === 0) return;
    this.#socket.send(
      messages.length === 1 ? messages[0] : `[${messages.join(",")}]`,
    );
  }

  #end(reason: Error, code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#hooks.closed(reason, code);
  }
}

/**
 * The WebSocket address of a relay: `http:` as GUN writes it means `ws:`, and
 * without a path it is `/gun`.
 *
 * @throws {TypeError} if it is no address of a relay.
 */
export function relayUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const protocol = PROTOCOLS.get(url?.protocol ?? "");
  if (url === undefined || protocol === undefined) {
    throw new TypeError(
      `${JSON.stringify(address)} is no address of a relay: ` +
        `ws://host:port/gun, or with wss, http or https`,
    );
  }
  url.protocol = protocol;
  url.hash = "";
  if (url.pathname === "/") url.pathname = "/gun";
  return url.href;
}

const PROTOCOLS = new Map([
  ["ws:", "ws:"],
  ["wss:", "wss:"],
  ["http:", "ws:"],
  ["https:", "wss:"],
]);
