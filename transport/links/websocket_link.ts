/**
 * Links of the daemon over WebSockets whose frames it reads and writes itself,
 * on the byte stream of the upgrade.
 *
 * @module
 */
import { flushNow } from "../../base/batch.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import { SharedFrame } from "../../base/shared_frame.ts";
import { decoder } from "../../base/utf8.ts";
import { ArrayFrame } from "./array_frame.ts";
import { EncodedTexts } from "./encoded_texts.ts";
import { tooLarge } from "../../protocol/frame.ts";
import { CloseCode, type Link, type LinkHandler } from "../../protocol/link.ts";
import { Opcode } from "../../protocol/websocket/format.ts";
import {
  WebSocketError,
  type WebSocketEvents,
  WebSocketReader,
} from "../../protocol/websocket/reader.ts";
import {
  closePayload,
  headerLength,
  writeHeader,
} from "../../protocol/websocket/writer.ts";
import type { ByteStream, StreamHandler } from "./byte_stream.ts";
import type { MessageLimits } from "./format.ts";
import type { HeartbeatMember } from "./heartbeat.ts";
import {
  InputProgress,
  type LinkTiming,
  type TimedLink,
} from "./input_progress.ts";
import {
  CLOSE_TIMEOUT_MS,
  type OutputHandler,
  StreamOutput,
} from "./stream_output.ts";

const MAX_UNANSWERED_PINGS = 1;
// Above this backlog pings are not answered: the peer does not read.
const MAX_PONG_BACKLOG_BYTES = 1 << 16;

const texts = new EncodedTexts();
/** Of all links: a notification goes to one after the other. */
const shared = new SharedFrame({
  lengthFor: headerLength,
  write: (bytes, at, payload) => writeHeader(bytes, at, Opcode.text, payload),
});
const NOTHING = new Uint8Array(0);

/** A link over one WebSocket; a message is a text or binary message. */
export class WebSocketLink
  implements
    Link,
    StreamHandler,
    OutputHandler,
    WebSocketEvents,
    HeartbeatMember,
    TimedLink {
  readonly transport = "websocket";
  readonly remote: string;
  readonly #stream: ByteStream;
  readonly #output: StreamOutput;
  readonly #reader: WebSocketReader;
  readonly #maxMessage: number;
  readonly #onEnd: () => void;
  readonly #timing: LinkTiming | undefined;
  readonly #input: InputProgress;
  // Joins texts, for a peer that takes arrays.
  #array: ArrayFrame | undefined;
  #handler: LinkHandler | null = null;
  #closing = false;
  #closeSent = false;
  // Whether the peer has ended its side without a close frame.
  #isHalfClosed = false;
  // Handles the peer's close frame or its violation of the protocol, while
  // messages before it wait to be carried out.
  #heldEnd: (() => void) | undefined;
  #closeTimer: ReturnType<typeof setTimeout> | undefined;
  // Whether anything has been received since the last beat.
  #received = false;
  // Whether only missing pongs show that the other end is gone.
  readonly #needsPongs: boolean;
  // Whether the peer is known to answer pings.
  #hasPonged = false;
  #unansweredPings = 0;

  /**
   * @param onEnd Called once, when the connection has been closed.
   * @param remote Address of the client, if the stream is that of a proxy.
   * @param isForwarded Whether the stream is that of a proxy.
   */
  constructor(
    stream: ByteStream,
    limits: MessageLimits,
    onEnd: () => void,
    remote: string = stream.remote,
    isForwarded = false,
  ) {
    this.remote = remote;
    this.#stream = stream;
    this.#needsPongs = isForwarded || stream.endsWhenDead !== true;
    this.#output = new StreamOutput(stream, this);
    this.#reader = new WebSocketReader(
      "server",
      limits.maxMessage,
      limits.maxSkipped,
    );
    this.#maxMessage = limits.maxMessage;
    this.#onEnd = onEnd;
    this.#timing = limits.timing;
    this.#input = new InputProgress(this, limits.timing);
    this.#timing?.pings.add(this);
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

  /** Takes text messages that are not UTF-8: MessagePack of lua-jet's peer. */
  takeBytesInText(): boolean {
    this.#reader.checksText = false;
    return true;
  }

  get inside(): boolean {
    return this.#reader.inside;
  }

  pause(): void {
    if (this.#closing) return;
    this.#input.paused = true;
    this.#stream.pause();
  }

  resume(): void {
    this.#input.paused = false;
    this.#stream.resume();
    const end = this.#heldEnd;
    this.#heldEnd = undefined;
    end?.();
  }

  // Output.

  /** Sends the response to the opening handshake, before all frames. */
  shakeHands(response: Uint8Array): void {
    const at = this.#output.reserve(response.length);
    this.#output.bytes.set(response, at);
  }

  send(head: ByteWriter | null, body: ByteWriter): void {
    if (this.#closing || this.#array?.send(head, body) === true) return;
    if (head !== null && shared.send(this.#output, head, body)) return;
    const first = head === null ? 0 : head.length;
    const at = this.#begin(Opcode.text, first + body.length);
    head?.copyTo(this.#output.bytes, at);
    body.copyTo(this.#output.bytes, at + first);
  }

  joinIntoArrays(): void {
    this.#array ??= new ArrayFrame(this.#output);
  }

  sendPieces(
    pieces: readonly Uint8Array[],
    length: number,
    text: boolean,
  ): void {
    if (this.#closing) return;
    const output = this.#output;
    const at = output.reserve(headerLength(length));
    writeHeader(output.bytes, at, text ? Opcode.text : Opcode.binary, length);
    output.append(pieces);
  }

  sendBytes(message: Uint8Array): void {
    if (!this.#closing) this.#write(Opcode.binary, message);
  }

  /** Sends a text message that is a string. */
  sendText(message: string): void {
    if (!this.#closing) this.#write(Opcode.text, texts.encode(message));
  }

  #write(opcode: Opcode, payload: Uint8Array): void {
    const at = this.#begin(opcode, payload.length);
    this.#output.bytes.set(payload, at);
  }

  /** Writes the header of a frame; returns where its payload begins. */
  #begin(opcode: Opcode, length: number): number {
    const output = this.#output;
    const at = output.reserve(headerLength(length) + length);
    return writeHeader(output.bytes, at, opcode, length);
  }

  flush(): void {
    flushNow(this.#output);
  }

  forget(): void {
    this.#output.forget();
  }

  /**
   * Begins the closing handshake: after what has been sent, a close frame. The
   * stream is closed when the peer has answered, or after a time limit.
   */
  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    // A paused stream would never see the peer's close frame.
    this.#stream.resume();
    queueMicrotask(() => {
      this.#notifyClosed(reason);
      // The peer can't answer a close frame any more.
      if (this.#isHalfClosed) return this.#output.finish();
      this.#write(Opcode.close, closePayload(code, reason));
      this.#closeSent = true;
      // After an error the peer's close frame can't be read.
      if (this.#reader.closed) return this.#output.finish();
      this.#closeTimer = setTimeout(
        () => this.#output.finish(),
        CLOSE_TIMEOUT_MS,
      );
    });
  }

  // Input.

  received(chunk: Uint8Array, length: number): void {
    this.#received = true;
    this.#input.bytes += length;
    this.#handler?.arrived(length);
    try {
      this.#reader.push(chunk, length, this);
    } catch (error) {
      if (!(error instanceof WebSocketError)) throw error;
      if (this.#input.paused && !this.#closing) {
        this.#heldEnd = () => this.#violated(error);
      } else this.#violated(error);
    }
  }

  #violated({ code, message }: WebSocketError): void {
    if (code === CloseCode.tooLarge) this.#handler?.overlong(message);
    if (this.#closeSent) this.#output.finish();
    else this.close(code, message);
  }

  text(bytes: Uint8Array, start: number, end: number): void {
    this.#input.completed = true;
    if (this.#closing || end === start) return;
    const handler = this.#handler;
    if (handler?.text === undefined) handler?.message(bytes, start, end);
    else handler.text(decoder.decode(bytes.subarray(start, end)));
  }

  binary(bytes: Uint8Array, start: number, end: number): void {
    this.#input.completed = true;
    if (this.#closing || end === start) return;
    this.#handler?.message(bytes, start, end);
  }

  tooLong(head: Uint8Array, length: number, tail: Uint8Array): void {
    this.#input.completed = true;
    if (this.#closing) return;
    this.#handler?.skipped(head, tooLarge(length, this.#maxMessage), tail);
  }

  ping(bytes: Uint8Array, start: number, end: number): void {
    // RFC 6455 allows to answer the most recent of several pings only.
    if (this.#closing || this.backlog > MAX_PONG_BACKLOG_BYTES) return;
    this.#write(Opcode.pong, bytes.subarray(start, end));
  }

  pong(): void {
    this.#hasPonged = true;
    this.#handler?.arrived();
  }

  /**
   * Answers the peer's close frame, or ends the handshake that it answers. While
   * the link is paused the frame waits, as the end of a TCP connection would:
   * the messages before it are answered first.
   */
  closeFrame(code: number, reason: string): void {
    if (!this.#closing) {
      if (this.#input.paused) {
        this.#heldEnd = () => this.closeFrame(code, reason);
        return;
      }
      this.#closing = true;
      this.#notifyClosed(reason || `closed with code ${code}`);
      const payload = code === CloseCode.none
        ? NOTHING
        : closePayload(code, "");
      this.#write(Opcode.close, payload);
      this.#closeSent = true;
    }
    if (this.#closeSent) this.#output.finish();
  }

  ended(): void {
    const reason = "closed by the peer";
    if (!this.#closing && this.#handler?.inputEnded !== undefined) {
      this.#isHalfClosed = true;
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

  wrote(length: number): void {
    this.#output.wrote(length);
  }

  drained(): void {
    this.#handler?.drained();
  }

  closed(): void {
    clearTimeout(this.#closeTimer);
    this.#input.end();
    this.#timing?.pings.delete(this);
    this.#onEnd();
  }

  question(): boolean {
    if (!this.#closing) this.#write(Opcode.ping, NOTHING);
    return this.#hasPonged;
  }

  /**
   * Sends a ping over a quiet link. A missing pong proves nothing of a peer that
   * never sends pongs (lua-jet's), nor of one whose system acknowledges the ping:
   * its process is stopped. The system ends a connection without acknowledgement,
   * where it was asked to. A proxy acknowledges for a client that is gone.
   */
  beat(): void {
    if (this.#closing) return;
    if (this.#received || this.#input.paused) {
      this.#received = false;
      this.#unansweredPings = 0;
      return;
    }
    if (
      this.#needsPongs && this.#hasPonged &&
      this.#unansweredPings >= MAX_UNANSWERED_PINGS
    ) {
      return this.lost(new Error("no answer to pings"));
    }
    if (this.backlog > MAX_PONG_BACKLOG_BYTES) return;
    this.#unansweredPings++;
    this.#write(Opcode.ping, NOTHING);
  }

  #notifyClosed(reason: string): void {
    const handler = this.#handler;
    this.#handler = null;
    handler?.closed(reason);
  }
}
