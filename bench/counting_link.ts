/**
 * A link within the process, whose peer only counts what it is sent.
 *
 * @module
 */
import type { ByteWriter } from "../base/byte_writer.ts";
import type { Link, LinkHandler } from "../protocol/link.ts";

const encoder = new TextEncoder();

/** A link that counts messages and bytes, and takes everything at once. */
export class CountingLink implements Link {
  readonly transport = "local";
  readonly remote = "bench";
  readonly backlog = 0;
  readonly taken = 0;
  messages = 0;
  bytes = 0;
  #handler: LinkHandler | undefined;

  start(handler: LinkHandler): void {
    this.#handler = handler;
  }

  /** Sends a request. */
  ask(method: string, params: unknown): void {
    this.#say({ id: 1, method, params });
  }

  /** Sends a request that is not answered. */
  say(method: string, params: unknown): void {
    this.#say({ method, params });
  }

  #say(message: unknown): void {
    const bytes = encoder.encode(JSON.stringify(message));
    this.#handler?.arrived();
    this.#handler?.message(bytes, 0, bytes.length);
  }

  send(head: ByteWriter | null, body: ByteWriter): void {
    this.messages++;
    this.bytes += body.length + (head === null ? 0 : head.length);
  }

  sendBytes(message: Uint8Array): void {
    this.messages++;
    this.bytes += message.length;
  }

  /** Ends it, as its peer would. */
  end(): void {
    this.#handler?.closed("closed by the peer");
  }

  pause(): void {}
  resume(): void {}
  close(): void {}

  takeBytesInText(): boolean {
    return true;
  }
}
