/**
 * Links over WebSockets: a message is a text message. Those of binary Jet are
 * in `binary_websocket_link.ts`.
 *
 * @module
 */
import { CloseCode, type Link, type LinkHandler } from "../../protocol/link.ts";
import type { OpenLinks } from "./open_links.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";

/** What a link needs of a runtime's WebSocket. */
export interface Socket {
  /** Bytes that were sent and not taken yet. */
  buffered(): number;
  /** Sends a text message; `false` if the runtime has thrown it away. */
  send(text: string): boolean;
  /** Sends a binary message; `false` if the runtime has thrown it away. */
  sendBytes(bytes: Uint8Array): boolean;
  /** Begins the closing handshake. */
  close(code: number, reason: string): void;
}

// Asking the runtime costs a call into it: not done for every message.
const ASK_EVERY = 1 << 14;
// How often to look whether a backlog has gone, in milliseconds: not every
// runtime says so.
const LOOK_EVERY = 20;
// A close frame's reason has room for 123 bytes.
const MAX_REASON = 120;

// How long a closing WebSocket may take to deliver what was sent before.
const LINGER = 2000;

const encoder = new TextEncoder();
// Messages are read one after the other: all links share this.
let incoming = new Uint8Array(1 << 12);

/** A link over one WebSocket. */
export class WebSocketLink implements Link {
  readonly transport = "websocket";
  readonly remote: string;
  readonly #socket: Socket;
  /** Largest message taken, in bytes. */
  protected readonly maxMessage: number;
  /** Handler of the link; `null` after its end. */
  protected handler: LinkHandler | null = null;
  #sentSince = 0;
  #buffered = 0;
  #looking: ReturnType<typeof setTimeout> | undefined;
  readonly #links: OpenLinks;
  /** Whether nothing more is to be sent. */
  protected isClosed = false;
  #over = false;
  #linger: ReturnType<typeof setTimeout> | undefined;

  constructor(
    socket: Socket,
    remote: string,
    maxMessage: number,
    links: OpenLinks,
  ) {
    this.#socket = socket;
    this.remote = remote;
    this.maxMessage = maxMessage;
    this.#links = links;
    links.opened();
  }

  /** Exact to what is sent between two looks. */
  get backlog(): number {
    return this.#buffered;
  }

  start(handler: LinkHandler): void {
    this.handler = handler;
  }

  /** To be called with every message that has come. */
  received(message: string | ArrayBuffer | ArrayBufferView): void {
    const handler = this.handler;
    if (handler === null) return;
    if (typeof message !== "string") {
      const bytes = message instanceof ArrayBuffer
        ? new Uint8Array(message)
        : new Uint8Array(
          message.buffer,
          message.byteOffset,
          message.byteLength,
        );
      if (bytes.length > this.maxMessage) this.#overlong(bytes.length);
      else if (bytes.length > 0) handler.message(bytes, 0, bytes.length);
      return;
    }
    if (message.length > this.maxMessage) {
      return this.#overlong(message.length);
    }
    if (message.length === 0) return;
    if (handler.text !== undefined) return handler.text(message);
    if (incoming.length < message.length * 3) {
      incoming = new Uint8Array(message.length * 3);
    }
    const { written } = encoder.encodeInto(message, incoming);
    if (written > this.maxMessage) this.#overlong(written);
    else handler.message(incoming, 0, written);
  }

  #overlong(length: number): void {
    this.handler?.overlong(
      `message of ${length} bytes, at most ${this.maxMessage} are accepted`,
    );
  }

  send(head: ByteWriter | null, body: ByteWriter): void {
    if (this.isClosed) return;
    const text = head === null ? body.string : head.string + body.string;
    this.#sent(this.#socket.send(text), text.length);
  }

  /** Sends a text message that is a string already. */
  sendText(message: string): void {
    if (this.isClosed) return;
    this.#sent(this.#socket.send(message), message.length);
  }

  sendBytes(message: Uint8Array): void {
    if (!this.isClosed) this.transmit(message);
  }

  /** Hands a binary message to the runtime, which copies it. */
  protected transmit(message: Uint8Array): void {
    this.#sent(this.#socket.sendBytes(message), message.length);
  }

  #sent(taken: boolean, length: number): void {
    if (!taken) return this.close(CloseCode.policy, "the peer does not read");
    this.#sentSince += length;
    if (this.#sentSince >= ASK_EVERY) this.#look();
  }

  /** Asks for the true backlog, and again later while there is one. */
  #look(): void {
    this.#sentSince = 0;
    this.#buffered = this.#socket.buffered();
    if (this.#buffered > 0 && this.#looking === undefined) {
      this.#looking = setTimeout(() => {
        this.#looking = undefined;
        if (this.isClosed) return;
        this.#look();
        this.handler?.drained();
      }, LOOK_EVERY);
    }
  }

  /** To be called when the runtime knows that the backlog has gone. */
  drained(): void {
    this.#sentSince = 0;
    this.#buffered = this.#socket.buffered();
    this.handler?.drained();
  }

  close(code: number, reason: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.#looking);
    queueMicrotask(() => this.#tell(reason));
    this.#linger = setTimeout(() => {
      this.#socket.close(code, reason.slice(0, MAX_REASON));
      this.#end();
    }, LINGER);
    this.#closeWhenSent(code, reason.slice(0, MAX_REASON));
  }

  /** Not every runtime sends its backlog before the close frame. */
  #closeWhenSent(code: number, reason: string): void {
    if (this.#over) return;
    if (this.#socket.buffered() === 0) this.#socket.close(code, reason);
    else setTimeout(() => this.#closeWhenSent(code, reason), LOOK_EVERY);
  }

  /** The WebSocket is gone, or was given the time that it gets. */
  #end(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#linger);
    this.#links.ended();
  }

  /** To be called when the WebSocket has been closed or broken. */
  ended(reason: string): void {
    this.isClosed = true;
    clearTimeout(this.#looking);
    this.#tell(reason);
    this.#end();
  }

  #tell(reason: string): void {
    const handler = this.handler;
    this.handler = null;
    handler?.closed(reason);
  }
}
