/**
 * Links over the WebSockets of a runtime: those of a program's own server, and
 * outgoing ones. They can't push back the other end.
 *
 * @module
 */
import { type Flushable, flushLater } from "../../base/batch.ts";
import type { ByteWriter } from "../../base/byte_writer.ts";
import {
  MAX_HEAD_BYTES,
  MAX_TAIL_BYTES,
  tooLarge,
} from "../../protocol/frame.ts";
import { CloseCode, type Link, type LinkHandler } from "../../protocol/link.ts";
import { MAX_CLOSE_REASON_LENGTH } from "../../protocol/websocket/format.ts";
import type { MessageLimits } from "./format.ts";
import { InputProgress, type TimedLink } from "./input_progress.ts";
import type { OpenLinks } from "./open_links.ts";
import { CLOSE_TIMEOUT_MS } from "./stream_output.ts";

/** What a link needs of a runtime's WebSocket. */
export interface RuntimeWebSocket {
  /** Bytes that were sent and not taken yet. */
  buffered(): number;
  /** Sends a text message; `false` if the runtime has dropped it. */
  send(text: string): boolean;
  /** Sends and copies a binary message; `false` if the runtime dropped it. */
  sendBytes(bytes: Uint8Array): boolean;
  /** Joins what is sent meanwhile into one write, where a runtime can. */
  cork?(send: () => void): void;
  /** Begins the closing handshake. */
  close(code: number, reason: string): void;
}

// The backlog of a runtime costs a call: not read for each message.
const BYTES_BETWEEN_CHECKS = 1 << 14;
// Not every runtime has an event for a backlog that has been sent.
const CHECK_INTERVAL_MS = 20;
// A batch that has grown to this length is sent within the turn.
const MAX_BATCH_LENGTH = 1 << 16;

const encoder = new TextEncoder();
// Messages are read one after the other: all links share this buffer.
let incoming = new Uint8Array(1 << 12);

/** A link over one WebSocket of a runtime. */
export class RuntimeWebSocketLink implements Link, Flushable, TimedLink {
  readonly transport = "websocket";
  readonly remote: string;
  readonly #socket: RuntimeWebSocket;
  readonly #maxMessage: number;
  readonly #maxSkipped: number;
  readonly #links: OpenLinks;
  readonly #input: InputProgress;
  /** A runtime hands over whole messages only. */
  readonly inside = false;
  #handler: LinkHandler | null = null;
  #sentSinceCheck = 0;
  #sentTotal = 0;
  #buffered = 0;
  #checking: ReturnType<typeof setTimeout> | undefined;
  // Messages of this turn, where they can be joined.
  #batch: (string | Uint8Array)[] = [];
  #batchLength = 0;
  #joinsArrays = false;
  #closing = false;
  #over = false;
  #closeTimer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param limits Limits of incoming messages.
   * @param links Counts the link until its WebSocket has ended.
   */
  constructor(
    socket: RuntimeWebSocket,
    remote: string,
    { maxMessage, maxSkipped = 0, timing }: MessageLimits,
    links: OpenLinks,
  ) {
    this.#socket = socket;
    this.remote = remote;
    this.#maxMessage = maxMessage;
    this.#maxSkipped = maxSkipped;
    this.#links = links;
    this.#input = new InputProgress(this, timing);
    links.opened();
  }

  /** Exact to what is sent between two checks. */
  get backlog(): number {
    return this.#buffered + this.#batchLength;
  }

  get taken(): number {
    return this.#sentTotal - this.#socket.buffered();
  }

  start(handler: LinkHandler): void {
    this.#handler = handler;
  }

  /** Does nothing: a runtime reads on. */
  pause(): void {}

  resume(): void {}

  /** A runtime closes a connection for text that is not UTF-8. */
  takeBytesInText(): boolean {
    return false;
  }

  joinIntoArrays(): void {
    this.#joinsArrays = true;
  }

  // Events of the runtime.

  /** To be called with every message. */
  received(message: string | ArrayBuffer | ArrayBufferView): void {
    const handler = this.#handler;
    if (handler === null) return;
    this.#input.completed = true;
    handler.arrived();
    if (typeof message !== "string") {
      const bytes = message instanceof ArrayBuffer
        ? new Uint8Array(message)
        : new Uint8Array(
          message.buffer,
          message.byteOffset,
          message.byteLength,
        );
      if (bytes.length > this.#maxMessage) this.#tooLong(bytes, bytes.length);
      else if (bytes.length > 0) handler.message(bytes, 0, bytes.length);
      return;
    }
    if (message.length > this.#maxMessage) {
      const head = encoder.encode(message.slice(0, MAX_HEAD_BYTES));
      const tail = encoder.encode(message.slice(-MAX_TAIL_BYTES));
      return this.#tooLong(head, message.length, tail);
    }
    if (message.length === 0) return;
    if (handler.text !== undefined) return handler.text(message);
    if (incoming.length < message.length * 3) {
      incoming = new Uint8Array(message.length * 3);
    }
    const { written } = encoder.encodeInto(message, incoming);
    if (written > this.#maxMessage) {
      const tail = incoming.subarray(written - MAX_TAIL_BYTES, written);
      this.#tooLong(incoming, written, tail);
    } else handler.message(incoming, 0, written);
  }

  #tooLong(bytes: Uint8Array, length: number, tail?: Uint8Array): void {
    const reason = tooLarge(length, this.#maxMessage);
    if (length > this.#maxSkipped) return this.#handler?.overlong(reason);
    this.#handler?.skipped(bytes.subarray(0, MAX_HEAD_BYTES), reason, tail);
  }

  /** To be called when the runtime has sent its backlog. */
  drained(): void {
    this.#sentSinceCheck = 0;
    this.#buffered = this.#socket.buffered();
    this.#handler?.drained();
  }

  /** To be called when the WebSocket has been closed or broken. */
  ended(reason: string): void {
    this.#closing = true;
    clearTimeout(this.#checking);
    this.#notifyClosed(reason);
    this.#end();
  }

  // Output.

  send(head: ByteWriter | null, body: ByteWriter): void {
    this.sendText(head === null ? body.string : head.string + body.string);
  }

  /** Sends a text message that is a string. */
  sendText(message: string): void {
    if (this.#closing) return;
    if (this.#joinsArrays || this.#socket.cork !== undefined) {
      this.#add(message);
    } else {
      this.#sent(this.#socket.send(message), message.length);
    }
  }

  sendBytes(message: Uint8Array): void {
    if (this.#closing) return;
    if (this.#joinsArrays || this.#socket.cork !== undefined) {
      this.#add(message.slice());
    } else {
      this.#sent(this.#socket.sendBytes(message), message.length);
    }
  }

  #add(message: string | Uint8Array): void {
    if (this.#batch.push(message) === 1) flushLater(this);
    this.#batchLength += message.length;
    if (this.#batchLength >= MAX_BATCH_LENGTH) this.#sendBatch();
  }

  forget(): void {
    this.#batch = [];
    this.#batchLength = 0;
  }

  flush(): void {
    if (!this.#over) this.#sendBatch();
  }

  #sendBatch(): void {
    const batch = this.#batch;
    const length = this.#batchLength;
    if (batch.length === 0) return;
    this.#batch = [];
    this.#batchLength = 0;
    const socket = this.#socket;
    let taken = true;
    const send = () => {
      for (const message of this.#joinsArrays ? joined(batch) : batch) {
        taken &&= typeof message === "string"
          ? socket.send(message)
          : socket.sendBytes(message);
      }
    };
    if (socket.cork === undefined || batch.length === 1) send();
    else socket.cork(send);
    this.#sent(taken, length);
  }

  #sent(taken: boolean, length: number): void {
    if (!taken) return this.close(CloseCode.policy, "the peer does not read");
    this.#sentSinceCheck += length;
    this.#sentTotal += length;
    if (this.#sentSinceCheck >= BYTES_BETWEEN_CHECKS) this.#check();
  }

  /** Asks for the true backlog, and again later while there is one. */
  #check(): void {
    this.#sentSinceCheck = 0;
    this.#buffered = this.#socket.buffered();
    if (this.#buffered > 0 && this.#checking === undefined) {
      this.#checking = setTimeout(() => {
        this.#checking = undefined;
        if (this.#closing) return;
        this.#check();
        this.#handler?.drained();
      }, CHECK_INTERVAL_MS);
    }
  }

  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.#sendBatch();
    this.#closing = true;
    clearTimeout(this.#checking);
    queueMicrotask(() => this.#notifyClosed(reason));
    const short = reason.slice(0, MAX_CLOSE_REASON_LENGTH);
    this.#closeTimer = setTimeout(() => {
      this.#socket.close(code, short);
      this.#end();
    }, CLOSE_TIMEOUT_MS);
    this.#closeWhenSent(code, short);
  }

  /** Not every runtime sends its backlog before the close frame. */
  #closeWhenSent(code: number, reason: string): void {
    if (this.#over) return;
    if (this.#socket.buffered() === 0) this.#socket.close(code, reason);
    else {
      setTimeout(() => this.#closeWhenSent(code, reason), CHECK_INTERVAL_MS);
    }
  }

  /** The WebSocket has ended, or has not ended in time. */
  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#input.end();
    clearTimeout(this.#closeTimer);
    this.#links.ended();
  }

  #notifyClosed(reason: string): void {
    const handler = this.#handler;
    this.#handler = null;
    handler?.closed(reason);
  }
}

/** The same messages, with runs of texts joined into JSON arrays. */
function joined(
  batch: readonly (string | Uint8Array)[],
): readonly (string | Uint8Array)[] {
  const messages: (string | Uint8Array)[] = [];
  let texts: string[] = [];
  const close = () => {
    if (texts.length > 0) {
      messages.push(texts.length === 1 ? texts[0] : `[${texts.join(",")}]`);
    }
    texts = [];
  };
  for (const message of batch) {
    if (typeof message === "string") {
      texts.push(message);
      continue;
    }
    close();
    messages.push(message);
  }
  close();
  return messages;
}
