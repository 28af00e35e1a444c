/**
 * A link over a byte stream: texts as length-prefixed frames.
 *
 * @module
 */
import { HEADER_LENGTH, writeLength } from "../../protocol/frame.ts";
import type { PeerLink } from "./client_link.ts";
import { type ByteSocket, StreamLink } from "./client_stream_link.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

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
 * Texts as frames over a {@linkcode ByteSocket}. What is sent in one turn
 * leaves in one write, and so does what gathers while the socket is busy.
 */
export class FramedLink extends StreamLink implements PeerLink {
  onmessage: (message: string) => void = () => {};
  onclose: (reason?: Error) => void = () => {};
  #out = new FrameBuffer();
  #scheduled = false;
  #reason: Error | undefined;

  /** @param maxMessage Largest message accepted, in bytes. */
  constructor(socket: ByteSocket, maxMessage: number) {
    super(socket, maxMessage, false);
  }

  send(message: string): void {
    if (this.over) {
      // Tells a peer that came too late to hear of the end.
      queueMicrotask(() => this.onclose(this.#reason));
      return;
    }
    if (this.closing) return;
    this.#out.append(message);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  protected override take(bytes: Uint8Array, start: number, end: number): void {
    this.onmessage(decoder.decode(bytes.subarray(start, end)));
  }

  protected override finish(reason: Error | undefined): void {
    this.#reason = reason;
    this.onclose(reason);
  }

  protected override output(): Uint8Array | undefined {
    return this.#out.empty ? undefined : this.#out.take();
  }
}
