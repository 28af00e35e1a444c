/**
 * A peer's link over a byte stream: texts as length-prefixed frames.
 *
 * @module
 */
import { HEADER_LENGTH, writeLength } from "../../protocol/frame.ts";
import type { ByteStream } from "./byte_stream.ts";
import type { PeerLink } from "./client_link.ts";
import { ClientStreamLink } from "./client_stream_link.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Texts as frames over a {@linkcode ByteStream}. */
export class FramedLink extends ClientStreamLink implements PeerLink {
  onmessage: (message: string) => void = () => {};
  onclose: (reason?: Error) => void = () => {};
  #reason: Error | undefined;
  // The only message so far; "" before it.
  #only: string | undefined = "";

  /** @param maxMessage Maximum length of an incoming message, in bytes. */
  constructor(stream: ByteStream, maxMessage: number) {
    super(stream, maxMessage, false);
  }

  send(message: string): void {
    if (this.over) {
      // Reports the end to a peer that set its handler after it.
      queueMicrotask(() => this.onclose(this.#reason));
      return;
    }
    if (this.closing) return;
    const { output } = this;
    // A UTF-16 unit takes at most three bytes in UTF-8.
    const room = HEADER_LENGTH + message.length * 3;
    const at = output.reserve(room);
    const start = at + HEADER_LENGTH;
    const { written } = encoder.encodeInto(
      message,
      output.bytes.subarray(start),
    );
    writeLength(output.bytes, at, written);
    output.release(room - HEADER_LENGTH - written);
  }

  protected override take(bytes: Uint8Array, start: number, end: number): void {
    const message = decoder.decode(bytes.subarray(start, end));
    this.#only = this.#only === "" ? message : undefined;
    this.onmessage(message);
  }

  protected override finish(reason: Error | undefined): void {
    this.#reason = reason ?? refusalOf(this.#only);
    this.onclose(this.#reason);
  }
}

/** The reason in an error that answers no request: a daemon's last message. */
function refusalOf(message = ""): Error | undefined {
  if (message === "") return undefined;
  try {
    const { id, error } = JSON.parse(message);
    const reason: unknown = id === null ? error?.message : undefined;
    return typeof reason === "string" ? new Error(reason) : undefined;
  } catch {
    return undefined;
  }
}
