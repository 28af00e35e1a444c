/**
 * Links of binary Jet over WebSockets: a WebSocket message holds whole frames,
 * all that one turn of the event loop has produced.
 *
 * @module
 */
import {
  FrameReader,
  HEADER_LENGTH,
  MessageTooLarge,
  writeLength,
} from "../../protocol/frame.ts";
import { CloseCode } from "../../protocol/link.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import type { OpenLinks } from "./open_links.ts";
import { type Flushable, flushLater } from "../../base/batch.ts";
import { type Socket, WebSocketLink } from "./websocket_link.ts";

const NOTHING = new Uint8Array(0);
const FIRST_ROOM = 512;
// More is not gathered in one WebSocket message, and no more room is kept.
const FULL = 1 << 16;

/** A link of binary Jet over one WebSocket. */
export class BinaryWebSocketLink extends WebSocketLink implements Flushable {
  readonly #reader: FrameReader;
  #pending = NOTHING;
  #length = 0;
  #scheduled = false;

  constructor(
    socket: Socket,
    remote: string,
    maxMessage: number,
    links: OpenLinks,
  ) {
    super(socket, remote, maxMessage, links);
    this.#reader = new FrameReader(maxMessage, true);
  }

  override get backlog(): number {
    return super.backlog + this.#length;
  }

  override received(message: string | ArrayBuffer | ArrayBufferView): void {
    if (this.handler === null || this.isClosed) return;
    if (typeof message === "string") {
      return this.close(CloseCode.unsupported, "binary messages only");
    }
    const bytes = message instanceof ArrayBuffer
      ? new Uint8Array(message)
      : new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
    try {
      this.#reader.push(bytes, bytes.length, this.#sink);
    } catch (error) {
      if (!(error instanceof MessageTooLarge)) throw error;
      this.handler?.overlong(error.message);
      return this.close(CloseCode.tooLarge, error.message);
    }
    if (this.#reader.inside) {
      this.close(CloseCode.protocolError, "a frame that is not whole");
    }
  }

  readonly #sink = (bytes: Uint8Array, start: number, end: number): void => {
    if (!this.isClosed) this.handler?.message(bytes, start, end);
  };

  override send(head: ByteWriter | null, body: ByteWriter): void {
    if (this.isClosed) return;
    const headLength = head === null ? 0 : head.length;
    const at = this.#begin(headLength + body.length);
    head?.copyTo(this.#pending, at);
    body.copyTo(this.#pending, at + headLength);
    this.#end();
  }

  override sendBytes(message: Uint8Array): void {
    if (this.isClosed) return;
    this.#pending.set(message, this.#begin(message.length));
    this.#end();
  }

  /** Makes room for a message; returns where it goes. */
  #begin(length: number): number {
    const at = this.#length;
    const needed = at + HEADER_LENGTH + length;
    if (needed > this.#pending.length) {
      const room = Math.max(needed, this.#pending.length * 2, FIRST_ROOM);
      const grown = new Uint8Array(room);
      grown.set(this.#pending.subarray(0, at));
      this.#pending = grown;
    }
    writeLength(this.#pending, at, length, true);
    this.#length = needed;
    return at + HEADER_LENGTH;
  }

  #end(): void {
    if (this.#length >= FULL) return this.flush();
    if (this.#scheduled) return;
    this.#scheduled = true;
    flushLater(this);
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#length === 0) return;
    const message = this.#pending.subarray(0, this.#length);
    this.#length = 0;
    if (this.#pending.length > FULL) this.#pending = NOTHING;
    if (!this.isClosed) this.transmit(message);
  }

  override close(code: number, reason: string): void {
    this.flush();
    super.close(code, reason);
  }
}
