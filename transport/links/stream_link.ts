/**
 * Links over byte streams: frames in, frames out, one write for each turn.
 *
 * @module
 */
import {
  FrameReader,
  HEADER_LENGTH,
  MessageTooLarge,
  writeLength,
} from "../../protocol/frame.ts";
import type { Link, LinkHandler, Transport } from "../../protocol/link.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import type { Format } from "./format.ts";
import { type Flushable, flushLater } from "../../base/batch.ts";

const NOTHING = new Uint8Array(0);
const FIRST_ROOM = 512;
// A buffer that has grown larger is given back when it has been written.
const KEEP_ROOM = 1 << 16;
// How long a closing link may take to deliver what was sent before.
const LINGER = 2000;

/** What differs from runtime to runtime. */
export abstract class StreamLink implements Link, Flushable {
  readonly transport: Transport;
  readonly remote: string;
  readonly #reader: FrameReader;
  readonly #littleEndian: boolean;
  #handler: LinkHandler | null = null;
  // Gathers the output of this turn, or of the time that a write takes.
  #pending = NOTHING;
  #pendingLength = 0;
  #spare = NOTHING;
  #writing = 0;
  #scheduled = false;
  #closing = false;
  #ended = false;
  #peerEnded = false;
  #linger: ReturnType<typeof setTimeout> | undefined;

  constructor(transport: Transport, remote: string, format: Format) {
    this.transport = transport;
    this.remote = remote;
    this.#littleEndian = format.binary;
    this.#reader = new FrameReader(format.maxMessage, format.binary);
  }

  /**
   * Begins to write bytes that stay untouched until {@linkcode wrote} has
   * accounted for all of them.
   */
  protected abstract write(bytes: Uint8Array): void;

  /** Ends the connection: politely, or at once. */
  protected abstract shut(atOnce: boolean): void;

  /** Says that nothing more will be written; what comes is still read. */
  protected abstract endWriting(): void;

  get backlog(): number {
    return this.#pendingLength + this.#writing;
  }

  start(handler: LinkHandler): void {
    this.#handler = handler;
  }

  /** To be called with every piece of the stream. */
  protected received(chunk: Uint8Array, length: number): void {
    const handler = this.#handler;
    if (handler === null || this.#closing) return;
    try {
      this.#reader.push(chunk, length, this.#sink);
    } catch (error) {
      if (!(error instanceof MessageTooLarge)) throw error;
      handler.overlong(error.message);
      this.close(1009, error.message);
    }
  }

  readonly #sink = (bytes: Uint8Array, start: number, end: number): void => {
    this.#handler?.message(bytes, start, end);
  };

  /** To be called when the other side has ended the stream. */
  protected ended(reason: string): void {
    this.#peerEnded = true;
    if (this.#ended) return this.#shut(false);
    const inside = this.#reader.inside ? " in the middle of a message" : "";
    this.#tell(reason + inside);
    this.#closing = true;
    if (this.backlog === 0) this.#end(false);
    else this.#wait();
  }

  /** To be called when the connection is broken: nothing can be written. */
  protected lost(reason: string): void {
    this.#tell(`connection lost: ${reason}`);
    this.#closing = true;
    if (this.#ended) this.#shut(true);
    else this.#end(true);
  }

  send(head: ByteWriter | null, body: ByteWriter): void {
    if (this.#closing) return;
    const headLength = head === null ? 0 : head.length;
    const length = headLength + body.length;
    let at = this.#reserve(HEADER_LENGTH + length);
    writeLength(this.#pending, at, length, this.#littleEndian);
    at += HEADER_LENGTH;
    head?.copyTo(this.#pending, at);
    body.copyTo(this.#pending, at + headLength);
    this.#schedule();
  }

  sendBytes(message: Uint8Array): void {
    if (this.#closing) return;
    const at = this.#reserve(HEADER_LENGTH + message.length);
    writeLength(this.#pending, at, message.length, this.#littleEndian);
    this.#pending.set(message, at + HEADER_LENGTH);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing > 0) return;
    this.#scheduled = true;
    flushLater(this);
  }

  #reserve(length: number): number {
    const at = this.#pendingLength;
    const needed = at + length;
    if (needed > this.#pending.length) {
      const room = Math.max(needed, this.#pending.length * 2, FIRST_ROOM);
      const grown = new Uint8Array(room);
      grown.set(this.#pending.subarray(0, at));
      this.#pending = grown;
    }
    this.#pendingLength = needed;
    return at;
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#writing > 0 || this.#ended || this.#pendingLength === 0) return;
    const bytes = this.#pending;
    const length = this.#pendingLength;
    this.#pending = this.#spare;
    this.#pendingLength = 0;
    this.#spare = bytes.length <= KEEP_ROOM ? bytes : NOTHING;
    this.#writing = length;
    this.write(bytes.subarray(0, length));
  }

  /** To be called when so many bytes of the write have been taken. */
  protected wrote(length: number): void {
    this.#writing -= length;
    if (this.#writing > 0) return;
    if (this.#pendingLength > 0) this.flush();
    else if (this.#closing) return this.#end(false);
    this.#handler?.drained();
  }

  close(_code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    queueMicrotask(() => {
      this.#tell(reason);
      if (this.#ended) return;
      this.flush();
      if (this.backlog === 0) this.#end(false);
      else this.#wait();
    });
  }

  #wait(): void {
    this.#linger = setTimeout(() => this.#end(true), LINGER);
  }

  #end(atOnce: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#linger);
    this.#pending = this.#spare = NOTHING;
    this.#pendingLength = this.#writing = 0;
    if (atOnce || this.#peerEnded) return this.#shut(atOnce);
    // Unread input makes close() send RST, which drops our unsent output:
    // half-close and drain.
    this.endWriting();
    this.#linger = setTimeout(() => this.#shut(true), LINGER);
  }

  #shut(atOnce: boolean): void {
    clearTimeout(this.#linger);
    this.shut(atOnce);
  }

  #tell(reason: string): void {
    const handler = this.#handler;
    this.#handler = null;
    handler?.closed(reason);
  }
}
