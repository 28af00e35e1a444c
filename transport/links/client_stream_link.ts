/**
 * What all links over byte streams have in common: frames come out of the
 * stream, bytes go into it, and it ends.
 *
 * @module
 */
import { FrameReader } from "../../protocol/frame.ts";
import { asError } from "../../base/narrowing.ts";

/** How long the other side may take to end a connection, in milliseconds. */
const END_LIMIT = 1000;

/** The byte stream of a runtime, as a link uses it. */
export interface ByteSocket {
  /**
   * Writes all bytes. Returns nothing if the runtime has taken them, otherwise
   * a promise for that; the link does not write before it is fulfilled.
   */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /** Ends the writing side. */
  end(): void;
  /** Drops the connection. */
  destroy(): void;
}

/** A link over a {@linkcode ByteSocket}. */
export abstract class StreamLink {
  readonly #socket: ByteSocket;
  readonly #reader: FrameReader;
  #writing = false;
  #closing = false;
  #ended = false;
  #limit: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param maxMessage Largest message accepted, in bytes.
   * @param littleEndian How the length before each message is written.
   */
  constructor(socket: ByteSocket, maxMessage: number, littleEndian: boolean) {
    this.#socket = socket;
    this.#reader = new FrameReader(maxMessage, littleEndian);
  }

  /** One message has arrived. */
  protected abstract take(bytes: Uint8Array, start: number, end: number): void;
  /** The link has ended; called once. */
  protected abstract finish(reason: Error | undefined): void;
  /** What is to be written, if anything; it is not touched again. */
  protected abstract output(): Uint8Array | undefined;

  /** Whether nothing is to be sent any more. */
  protected get closing(): boolean {
    return this.#closing || this.#ended;
  }

  /** Whether the link is over. */
  protected get over(): boolean {
    return this.#ended;
  }

  close(): void {
    if (this.#ended || this.#closing) return;
    this.#closing = true;
    this.#limit = setTimeout(() => {
      this.#socket.destroy();
      this.ended();
    }, END_LIMIT);
    this.flush();
    if (!this.#writing) this.#socket.end();
  }

  /** To be called with the bytes that arrive: the first `length` of `chunk`. */
  received(chunk: Uint8Array, length: number): void {
    if (this.#ended) return;
    try {
      this.#reader.push(chunk, length, (bytes, start, end) => {
        this.take(bytes, start, end);
      });
    } catch (error) {
      this.#socket.destroy();
      this.ended(asError(error));
    }
  }

  /** To be called when the connection is over; the first call counts. */
  ended(reason?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#limit);
    this.finish(reason);
  }

  /** Writes what waits, unless the socket is busy: then it does so later. */
  protected flush(): void {
    if (this.#writing || this.#ended) return;
    const bytes = this.output();
    if (bytes === undefined) return;
    const done = this.#socket.write(bytes);
    if (done === undefined) return;
    this.#writing = true;
    done.then(() => {
      this.#writing = false;
      this.flush();
      if (this.#closing && !this.#writing) this.#socket.end();
    }, (error: unknown) => {
      this.#writing = false;
      this.#socket.destroy();
      this.ended(asError(error));
    });
  }
}
