/**
 * Binary Jet over a byte stream.
 *
 * @module
 */
import { type ByteSocket, StreamLink } from "./client_stream_link.ts";
import { Delivery } from "./delivery.ts";
import type { BinaryLink } from "./client_link.ts";

/**
 * Frames over a {@linkcode ByteSocket}; what gathers while the socket is busy
 * leaves in one write.
 */
export class BinaryStreamLink extends StreamLink implements BinaryLink {
  readonly binary = true;
  readonly #delivery = new Delivery();
  #waiting: Uint8Array[] = [];

  /** @param maxMessage Largest message accepted, in bytes. */
  constructor(socket: ByteSocket, maxMessage: number) {
    super(socket, maxMessage, true);
  }

  get onmessage(): BinaryLink["onmessage"] {
    return this.#delivery.onmessage;
  }

  set onmessage(handler: BinaryLink["onmessage"]) {
    this.#delivery.onmessage = handler;
  }

  get onclose(): BinaryLink["onclose"] {
    return this.#delivery.onclose;
  }

  set onclose(handler: BinaryLink["onclose"]) {
    this.#delivery.onclose = handler;
  }

  send(frames: Uint8Array): void {
    if (this.closing) return;
    // A runtime may hold on to what it is given for longer than it says.
    this.#waiting.push(new Uint8Array(frames));
    this.flush();
  }

  protected override take(bytes: Uint8Array, start: number, end: number): void {
    this.#delivery.message(bytes, start, end);
  }

  protected override finish(reason: Error | undefined): void {
    this.#delivery.closed(reason);
  }

  protected override output(): Uint8Array | undefined {
    const waiting = this.#waiting;
    if (waiting.length < 2) return waiting.pop();
    this.#waiting = [];
    let length = 0;
    for (const part of waiting) length += part.length;
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of waiting) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
