/**
 * A link over a byte stream: messages as length-prefixed frames.
 *
 * @module
 */
import { FrameReader, HEADER_LENGTH, writeLength } from "../protocol/frame.ts";
import { asError } from "./guards.ts";
import type { PeerLink } from "./link.ts";

/** How long the other side may take to end a connection, in milliseconds. */
const END_LIMIT = 1000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The byte stream of a runtime, as a framed link uses it. */
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

/** Frames one after the other, so that they leave in one write. */
class FrameBuffer {
  #bytes = new Uint8Array(1024);
  #length = 0;

  get empty(): boolean {
    return this.#length === 0;
  }

  append(message: string): void {
    // A UTF-16 unit takes at most three bytes in UTF-8.
    this.#reserve(HEADER_LENGTH + message.length * 3);
    const start = this.#length + HEADER_LENGTH;
    const { written } = encoder.encodeInto(
      message,
      this.#bytes.subarray(start),
    );
    writeLength(this.#bytes, this.#length, written);
    this.#length = start + written;
  }

  /** Hands over all frames. The bytes are not touched again. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = new Uint8Array(1024);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/**
 * Messages as frames over a {@linkcode ByteSocket}. What is sent in one turn
 * leaves in one write, and so does what gathers while the socket is busy.
 */
export class FramedLink implements PeerLink {
  onmessage: (message: string) => void = () => {};
  onclose: (reason?: Error) => void = () => {};
  readonly #socket: ByteSocket;
  readonly #reader: FrameReader;
  #out = new FrameBuffer();
  #scheduled = false;
  #writing = false;
  #closing = false;
  #ended = false;
  #reason: Error | undefined;
  #limit: ReturnType<typeof setTimeout> | undefined;

  /** @param maxMessage Largest message accepted, in bytes. */
  constructor(socket: ByteSocket, maxMessage: number) {
    this.#socket = socket;
    this.#reader = new FrameReader(maxMessage);
  }

  send(message: string): void {
    if (this.#ended) {
      // Tells a peer that came too late to hear of the end.
      queueMicrotask(() => this.onclose(this.#reason));
      return;
    }
    if (this.#closing) return;
    this.#out.append(message);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  close(): void {
    if (this.#ended || this.#closing) return;
    this.#closing = true;
    this.#limit = setTimeout(() => {
      this.#socket.destroy();
      this.ended();
    }, END_LIMIT);
    this.#flush();
    if (!this.#writing) this.#socket.end();
  }

  /** To be called with the bytes that arrive: the first `length` of `chunk`. */
  received(chunk: Uint8Array, length: number): void {
    if (this.#ended) return;
    try {
      this.#reader.push(chunk, length, (bytes, start, end) => {
        this.onmessage(decoder.decode(bytes.subarray(start, end)));
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
    this.#reason = reason;
    clearTimeout(this.#limit);
    this.onclose(reason);
  }

  #flush(): void {
    if (this.#writing || this.#ended || this.#out.empty) return;
    const done = this.#socket.write(this.#out.take());
    if (done === undefined) return;
    this.#writing = true;
    done.then(() => {
      this.#writing = false;
      this.#flush();
      if (this.#closing && !this.#writing) this.#socket.end();
    }, (error: unknown) => {
      this.#writing = false;
      this.#socket.destroy();
      this.ended(asError(error));
    });
  }
}
