/**
 * What the links of a peer over byte streams have in common.
 *
 * @module
 */
import { asError } from "../../base/narrowing.ts";
import { FrameReader } from "../../protocol/frame.ts";
import type { ByteStream, StreamHandler } from "./byte_stream.ts";
import { type OutputHandler, StreamOutput } from "./stream_output.ts";

/** A link of a peer over a {@linkcode ByteStream}. */
export abstract class ClientStreamLink implements StreamHandler, OutputHandler {
  /** What waits to be written. */
  protected readonly output: StreamOutput;
  readonly #reader: FrameReader;
  /** Bytes received so far. */
  bytesReceived = 0;
  #closing = false;
  #over = false;

  /**
   * @param maxMessage Maximum length of an incoming message, in bytes.
   * @param littleEndian How the length before each message is written.
   */
  constructor(stream: ByteStream, maxMessage: number, littleEndian: boolean) {
    this.output = new StreamOutput(stream, this);
    this.#reader = new FrameReader(maxMessage, littleEndian);
  }

  /** Takes one message. */
  protected abstract take(bytes: Uint8Array, start: number, end: number): void;
  /** The link has ended; called once. */
  protected abstract finish(reason: Error | undefined): void;

  /** Whether nothing is to be sent any more. */
  protected get closing(): boolean {
    return this.#closing || this.#over;
  }

  /** Whether the link has ended. */
  protected get over(): boolean {
    return this.#over;
  }

  /** Bytes that were sent and that the system has not taken yet. */
  get backlog(): number {
    return this.output.backlog;
  }

  close(): void {
    if (this.closing) return;
    this.#closing = true;
    this.output.finish();
  }

  abort(): void {
    this.lost();
  }

  received(chunk: Uint8Array, length: number): void {
    if (this.#over) return;
    this.bytesReceived += length;
    try {
      this.#reader.push(chunk, length, this.#sink);
    } catch (error) {
      this.lost(asError(error));
    }
  }

  readonly #sink = (bytes: Uint8Array, start: number, end: number): void =>
    this.take(bytes, start, end);

  wrote(length: number): void {
    this.output.wrote(length);
  }

  ended(): void {
    this.#end();
    this.output.peerEnded();
  }

  lost(reason?: Error): void {
    this.#end(reason);
    this.output.abort();
  }

  drained(): void {}

  closed(): void {
    this.#end();
  }

  #end(reason?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.finish(reason);
  }
}
