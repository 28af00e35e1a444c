/**
 * Links of binary Jet over WebSockets: a WebSocket message holds whole frames,
 * all that one turn of the event loop has produced.
 *
 * @module
 */
import { type Flushable, flushLater } from "../../base/batch.ts";
import { ByteWriter } from "../../base/byte_writer.ts";
import {
  FrameReader,
  HEADER_LENGTH,
  MessageTooLarge,
  readLength,
  tooLarge,
  writeLength,
} from "../../protocol/frame.ts";
import {
  CloseCode,
  type Link,
  type LinkHandler,
  type Transport,
} from "../../protocol/link.ts";

// More is not gathered in one message, and no larger buffer is kept.
const MAX_MESSAGE_BYTES = 1 << 16;

/** A link of binary Jet inside the binary messages of another link. */
export class BinaryWebSocketLink implements Link, LinkHandler, Flushable {
  readonly #link: Link;
  readonly #reader: FrameReader;
  #handler: LinkHandler | null = null;
  #pending = new ByteWriter(0);
  #scheduled = false;
  #closing = false;

  readonly #maxMessage: number;

  /**
   * @param maxMessage Maximum length of a message of binary Jet, in bytes.
   * @param maxSkipped Up to this length, in bytes, a longer one is skipped.
   */
  constructor(link: Link, maxMessage: number, maxSkipped = 0) {
    this.#link = link;
    this.#maxMessage = maxMessage;
    this.#reader = new FrameReader(
      maxMessage,
      true,
      maxSkipped,
      (head, length) => {
        this.#handler?.skipped(head, tooLarge(length, maxMessage));
      },
    );
  }

  get transport(): Transport {
    return this.#link.transport;
  }

  get remote(): string {
    return this.#link.remote;
  }

  get backlog(): number {
    return this.#link.backlog + this.#pending.length;
  }

  get taken(): number {
    return this.#link.taken;
  }

  start(handler: LinkHandler): void {
    this.#handler = handler;
    this.#link.start(this);
  }

  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }

  takeBytesInText(): boolean {
    return false;
  }

  // Events of the link below.

  arrived(length?: number): void {
    this.#handler?.arrived(length);
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    if (this.#closing) return;
    try {
      this.#reader.push(
        start === 0 ? bytes : bytes.subarray(start, end),
        end - start,
        this.#sink,
      );
    } catch (error) {
      if (!(error instanceof MessageTooLarge)) throw error;
      this.#handler?.overlong(error.message);
      return this.close(CloseCode.tooLarge, error.message);
    }
    if (this.#reader.inside) {
      this.close(CloseCode.protocolError, "a frame that is not whole");
    }
  }

  text(_message: string): void {
    this.close(CloseCode.unsupported, "binary messages only");
  }

  overlong(reason: string): void {
    this.#handler?.overlong(reason);
  }

  /** A WebSocket message was too long, and with it the binary frame in it. */
  skipped(head: Uint8Array, reason: string): void {
    if (readLength(head, 0, true) > this.#maxMessage) {
      this.#handler?.skipped(head.subarray(HEADER_LENGTH), reason);
      return;
    }
    this.#handler?.overlong(reason);
    this.close(CloseCode.tooLarge, reason);
  }

  drained(): void {
    this.#handler?.drained();
  }

  inputEnded(reason: string): void {
    if (this.#handler?.inputEnded !== undefined) {
      this.#handler.inputEnded(reason);
    } else {
      this.close(CloseCode.normal, reason);
    }
  }

  closed(reason: string): void {
    this.#closing = true;
    const handler = this.#handler;
    this.#handler = null;
    handler?.closed(reason);
  }

  readonly #sink = (bytes: Uint8Array, start: number, end: number): void => {
    if (!this.#closing) this.#handler?.message(bytes, start, end);
  };

  // Output.

  send(head: ByteWriter | null, body: ByteWriter): void {
    if (this.#closing) return;
    const headLength = head === null ? 0 : head.length;
    const at = this.#begin(headLength + body.length);
    head?.copyTo(this.#pending.bytes, at);
    body.copyTo(this.#pending.bytes, at + headLength);
    this.#end();
  }

  /** A message of the link below holds this one and what waits before it. */
  sendPieces(pieces: readonly Uint8Array[], length: number): void {
    if (this.#closing) return;
    const pending = this.#pending;
    const at = pending.extend(HEADER_LENGTH);
    writeLength(pending.bytes, at, length, true);
    if (this.#link.sendPieces === undefined) {
      for (const piece of pieces) pending.slice(piece, 0, piece.length);
      return this.#end();
    }
    this.#pending = new ByteWriter(0);
    this.#link.sendPieces(
      [pending.view, ...pieces],
      pending.length + length,
      false,
    );
  }

  sendBytes(message: Uint8Array): void {
    if (this.#closing) return;
    const at = this.#begin(message.length);
    this.#pending.bytes.set(message, at);
    this.#end();
  }

  /** Writes the header of a frame; returns where its message begins. */
  #begin(length: number): number {
    const at = this.#pending.extend(HEADER_LENGTH + length);
    writeLength(this.#pending.bytes, at, length, true);
    return at + HEADER_LENGTH;
  }

  #end(): void {
    if (this.#pending.length >= MAX_MESSAGE_BYTES) return this.flush();
    if (this.#scheduled) return;
    this.#scheduled = true;
    flushLater(this);
  }

  flush(): void {
    this.#scheduled = false;
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#link.sendBytes(pending.view);
    if (pending.bytes.length > MAX_MESSAGE_BYTES) {
      this.#pending = new ByteWriter(0);
    } else {
      pending.clear();
    }
  }

  forget(): void {
    this.#pending.clear();
    this.#link.forget?.();
  }

  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.flush();
    this.#closing = true;
    this.#link.close(code, reason);
  }
}
