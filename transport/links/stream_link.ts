/**
 * Links of the daemon over byte streams: every message is a frame of Jet.
 *
 * @module
 */
import { flushNow } from "../../base/batch.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import { type FrameOwner, SharedFrame } from "../../base/shared_frame.ts";
import {
  FrameCutter,
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
import type { ByteStream, StreamHandler } from "./byte_stream.ts";
import type { Format } from "./format.ts";
import { InputProgress, type TimedLink } from "./input_progress.ts";
import { type OutputHandler, StreamOutput } from "./stream_output.ts";

/** Of all links: a notification goes to one after the other. */
const shared = new SharedFrame({
  lengthFor: () => HEADER_LENGTH,
  write: writeLength,
});
const sharedBinary = new SharedFrame({
  lengthFor: () => HEADER_LENGTH,
  write: (bytes, at, length) => writeLength(bytes, at, length, true),
});

/** Where a head of binary Jet has the id of its fetch, and ends. */
const FETCH_ID_START = 2;
const FETCH_ID_END = 6;

/** Sets the id of a fetch in events that other links are sent with theirs. */
class FetchIdOwner implements FrameOwner {
  readonly head: ByteWriter;

  constructor(head: ByteWriter) {
    this.head = head;
  }

  own(bytes: Uint8Array, start: number, end: number): void {
    const id = this.head.bytes;
    for (let at = start; at < end;) {
      const message = at + HEADER_LENGTH;
      for (let i = FETCH_ID_START; i < FETCH_ID_END; i++) {
        bytes[message + i] = id[i];
      }
      at = message + readLength(bytes, at, true);
    }
  }
}

/** A link over a TCP or unix connection. */
export class StreamLink extends FrameCutter
  implements Link, StreamHandler, OutputHandler, TimedLink {
  readonly transport: Transport;
  readonly remote: string;
  readonly #stream: ByteStream;
  readonly #output: StreamOutput;
  readonly #littleEndian: boolean;
  readonly #maxMessage: number;
  readonly #onEnd: () => void;
  readonly #input: InputProgress;
  #handler: LinkHandler | null = null;
  #closing = false;
  // Of the fetch that was sent an event last.
  #owner: FetchIdOwner | undefined;

  /** @param onEnd Called once, when the connection has been closed. */
  constructor(
    stream: ByteStream,
    transport: Transport,
    format: Format,
    onEnd: () => void,
  ) {
    const { maxMessage, binary, maxSkipped } = format;
    super(maxMessage, binary, maxSkipped);
    this.transport = transport;
    this.remote = stream.remote;
    this.#stream = stream;
    this.#output = new StreamOutput(stream, this);
    this.#littleEndian = binary;
    this.#maxMessage = maxMessage;
    this.#onEnd = onEnd;
    this.#input = new InputProgress(this, format.timing);
  }

  get backlog(): number {
    return this.#output.backlog;
  }

  get taken(): number {
    return this.#output.taken;
  }

  start(handler: LinkHandler): void {
    this.#handler = handler;
  }

  pause(): void {
    if (this.#closing) return;
    this.#input.paused = true;
    this.#stream.pause();
  }

  resume(): void {
    this.#input.paused = false;
    this.#stream.resume();
  }

  takeBytesInText(): boolean {
    return true;
  }

  received(chunk: Uint8Array, length: number): void {
    const handler = this.#handler;
    if (handler === null || this.#closing) return;
    this.#input.bytes += length;
    handler.arrived(length);
    try {
      this.cut(chunk, length);
    } catch (error) {
      if (!(error instanceof MessageTooLarge)) throw error;
      handler.overlong(error.message);
      this.close(CloseCode.tooLarge, error.message);
    }
  }

  protected override take(
    bytes: Uint8Array,
    start: number,
    end: number,
    own: boolean,
  ): void {
    this.#input.completed = true;
    this.#handler?.message(bytes, start, end, own);
  }

  protected override skip(head: Uint8Array, length: number): void {
    this.#input.completed = true;
    this.#handler?.skipped(head, tooLarge(length, this.#maxMessage));
  }

  wrote(length: number): void {
    this.#output.wrote(length);
  }

  outputLost(): void {
    this.#handler?.outputLost?.();
  }

  ended(): void {
    const inside = this.inside ? " in the middle of a message" : "";
    const reason = `closed by the peer${inside}`;
    if (!this.#closing && this.#handler?.inputEnded !== undefined) {
      this.#output.inputEnded();
      this.#input.paused = true;
      return this.#handler.inputEnded(reason);
    }
    this.#closing = true;
    this.#notifyClosed(reason);
    this.#output.peerEnded();
  }

  lost(reason?: Error): void {
    this.#closing = true;
    this.#notifyClosed(`connection lost: ${reason?.message ?? "closed"}`);
    this.#output.abort();
  }

  send(head: ByteWriter | null, body: ByteWriter): void {
    if (this.#closing) return;
    if (head !== null) return this.#notify(head, body);
    const at = this.#begin(body.length);
    body.copyTo(this.#output.bytes, at);
  }

  #notify(head: ByteWriter, body: ByteWriter): void {
    if (this.#share(head, body)) return;
    const at = this.#begin(head.length + body.length);
    head.copyTo(this.#output.bytes, at);
    body.copyTo(this.#output.bytes, at + head.length);
  }

  // Not called by `send`: it runs in bursts, and is compiled accordingly.
  sendAlone(head: ByteWriter, body: ByteWriter): void {
    if (this.#closing) return;
    const at = this.#begin(head.length + body.length);
    head.copyTo(this.#output.bytes, at);
    body.copyTo(this.#output.bytes, at + head.length);
  }

  /** Sends a notification, if other links are sent the same one. */
  #share(head: ByteWriter, body: ByteWriter): boolean {
    const output = this.#output;
    if (!this.#littleEndian) return shared.send(output, head, body);
    let owner = this.#owner;
    if (owner?.head !== head) owner = this.#owner = new FetchIdOwner(head);
    return sharedBinary.send(output, head, body, owner);
  }

  sendPieces(pieces: readonly Uint8Array[], length: number): void {
    if (this.#closing) return;
    const at = this.#output.reserve(HEADER_LENGTH);
    writeLength(this.#output.bytes, at, length, this.#littleEndian);
    this.#output.append(pieces);
  }

  sendBytes(message: Uint8Array): void {
    if (this.#closing) return;
    const at = this.#begin(message.length);
    this.#output.bytes.set(message, at);
  }

  /** Writes the header of a frame; returns where its message begins. */
  #begin(length: number): number {
    const output = this.#output;
    const at = output.reserve(HEADER_LENGTH + length);
    writeLength(output.bytes, at, length, this.#littleEndian);
    return at + HEADER_LENGTH;
  }

  flush(): void {
    flushNow(this.#output);
  }

  forget(): void {
    this.#output.forget();
  }

  close(_code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    // A paused stream would never see the other end's half-close.
    this.#stream.resume();
    queueMicrotask(() => {
      this.#notifyClosed(reason);
      this.#output.finish();
    });
  }

  drained(): void {
    this.#handler?.drained();
  }

  closed(): void {
    this.#input.end();
    this.#onEnd();
  }

  #notifyClosed(reason: string): void {
    const handler = this.#handler;
    this.#handler = null;
    handler?.closed(reason);
  }
}
