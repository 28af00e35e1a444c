/**
 * A peer's link of binary Jet over a byte stream.
 *
 * @module
 */
import type { ByteStream } from "./byte_stream.ts";
import type { BinaryLink } from "./client_link.ts";
import { ClientStreamLink } from "./client_stream_link.ts";
import { Delivery } from "./delivery.ts";

/** Frames of binary Jet over a {@linkcode ByteStream}. */
export class BinaryStreamLink extends ClientStreamLink implements BinaryLink {
  readonly binary = true;
  readonly #delivery = new Delivery();

  /** @param maxMessage Maximum length of an incoming message, in bytes. */
  constructor(stream: ByteStream, maxMessage: number) {
    super(stream, maxMessage, true);
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
    const at = this.output.reserve(frames.length);
    this.output.bytes.set(frames, at);
  }

  protected override take(bytes: Uint8Array, start: number, end: number): void {
    this.#delivery.message(bytes, start, end);
  }

  protected override finish(reason: Error | undefined): void {
    this.#delivery.closed(reason);
  }
}
