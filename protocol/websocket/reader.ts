/**
 * Reads frames of WebSocket (RFC 6455), for both ends of a connection, without
 * extensions. The place of `permessage-deflate` would be the first reserved
 * bit, between {@linkcode WebSocketReader} and its events.
 *
 * @module
 */
import { decoder, isUtf8 } from "../../base/utf8.ts";
import { MAX_HEAD_BYTES, MAX_TAIL_BYTES } from "../frame.ts";
import { CloseCode } from "../link.ts";
import {
  FIN_BIT,
  LENGTH_BITS,
  LENGTH_IN_16_BITS,
  LENGTH_IN_64_BITS,
  MASK_BIT,
  MASKING_KEY_LENGTH,
  MAX_CONTROL_LENGTH,
  MAX_HEADER_LENGTH,
  Opcode,
  OPCODE_BITS,
  RESERVED_BITS,
  type WebSocketRole,
} from "./format.ts";
import { mask } from "./mask.ts";

const NOTHING = new Uint8Array(0);

/** A frame that ends the connection. */
export class WebSocketError extends Error {
  /** Close code of RFC 6455: 1002, 1007 or 1009. */
  readonly code: number;

  /**
   * Describes what is wrong.
   *
   * @param code Close code of RFC 6455.
   * @param message Reason for the other end.
   */
  constructor(code: number, message: string) {
    super(message);
    this.name = "WebSocketError";
    this.code = code;
  }
}

function violation(message: string): WebSocketError {
  return new WebSocketError(CloseCode.protocolError, message);
}

/**
 * What a {@linkcode WebSocketReader} has read. The bytes, from `start` up to
 * `end`, are valid until the function returns.
 */
export interface WebSocketEvents {
  /** A whole message of UTF-8 text. */
  text(bytes: Uint8Array, start: number, end: number): void;
  /** A whole message of bytes. */
  binary(bytes: Uint8Array, start: number, end: number): void;
  /**
   * A message that was too long, and that has been skipped.
   *
   * @param head Its first bytes, valid until the function returns.
   * @param tail Its last bytes, valid as long.
   */
  tooLong(head: Uint8Array, length: number, tail: Uint8Array): void;
  /** A ping; its payload belongs into the pong. */
  ping(bytes: Uint8Array, start: number, end: number): void;
  /** A pong. */
  pong(): void;
  /**
   * A close frame, after which the reader ignores all input.
   *
   * @param code Close code; 1005 if the frame has none.
   */
  closeFrame(code: number, reason: string): void;
}

/**
 * Cuts a byte stream into messages and control frames. Frames that lie wholly
 * in one chunk are unmasked in place and handed on without being copied.
 */
export class WebSocketReader {
  /**
   * Whether a text message must be UTF-8. RFC 6455 demands it; MessagePack in
   * text frames, which lua-jet's peer sends, is none.
   */
  checksText = true;
  readonly #masked: boolean;
  readonly #maxMessage: number;
  readonly #maxSkipped: number;
  #skipping = false;
  // Header of a frame whose header is incomplete.
  readonly #header = new Uint8Array(MAX_HEADER_LENGTH);
  #headerLength = 0;
  // Frame whose header has been read and whose payload is incomplete.
  #first = 0;
  #missing = 0;
  #maskAt = 0;
  readonly #mask = new Uint8Array(MASKING_KEY_LENGTH);
  // Payload of the control frame that is being read.
  readonly #control = new Uint8Array(MAX_CONTROL_LENGTH);
  #controlLength = 0;
  // Payload of the message that is being read, from one or more frames.
  #message = NOTHING;
  #messageLength = 0;
  // Last bytes of the message that is being skipped.
  #tail = NOTHING;
  #tailLength = 0;
  #opcode: number = Opcode.continuation;
  #closed = false;

  /**
   * Begins with an empty stream.
   *
   * @param role Which end reads: a server takes masked frames only, a client
   * unmasked ones only.
   * @param maxMessage Maximum length of a message, in bytes.
   * @param maxSkipped Up to this length a longer message is skipped instead of
   * ending the connection.
   */
  constructor(role: WebSocketRole, maxMessage: number, maxSkipped = 0) {
    this.#masked = role === "server";
    this.#maxMessage = maxMessage;
    this.#maxSkipped = maxSkipped;
  }

  /** Whether the stream stands in the middle of a frame or a message. */
  get inside(): boolean {
    return this.#headerLength > 0 || this.#missing > 0 ||
      this.#opcode !== Opcode.continuation;
  }

  /** Whether a close frame or an error has ended the input. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Takes the next `length` bytes of the stream, which it may change, and calls
   * `events` for everything that they complete.
   *
   * @throws {WebSocketError} if the stream breaks the protocol or a message is
   * too long; the stream can't be read on then. What came before it has been
   * handed on.
   */
  push(chunk: Uint8Array, length: number, events: WebSocketEvents): void {
    if (this.#closed) return;
    try {
      let at = 0;
      while (at < length && !this.#closed) {
        at = this.#missing > 0
          ? this.#continuePayload(chunk, at, length, events)
          : this.#readFrame(chunk, at, length, events);
      }
    } catch (error) {
      this.#closed = true;
      this.#message = NOTHING;
      throw error;
    }
  }

  /** Reads a frame from its header on; returns where the chunk goes on. */
  #readFrame(
    chunk: Uint8Array,
    at: number,
    length: number,
    events: WebSocketEvents,
  ): number {
    let header = chunk;
    let start = at;
    let end = length;
    const had = this.#headerLength;
    if (had > 0) {
      const taken = Math.min(MAX_HEADER_LENGTH - had, length - at);
      this.#header.set(chunk.subarray(at, at + taken), had);
      header = this.#header;
      start = 0;
      end = had + taken;
    }
    const first = header[start];
    this.#checkFirst(first);
    const headerEnd = start + this.#lengthOfHeader(header, start, end);
    if (headerEnd > end) {
      if (had === 0) this.#header.set(chunk.subarray(at, length), 0);
      this.#headerLength = end - start;
      return length;
    }
    const size = this.#payloadLength(first, header, start);
    if (this.#masked) {
      const maskStart = headerEnd - MASKING_KEY_LENGTH;
      for (let i = 0; i < MASKING_KEY_LENGTH; i++) {
        this.#mask[i] = header[maskStart + i];
      }
    }
    this.#headerLength = 0;
    const payload = at + headerEnd - start - had;
    this.#first = first;
    this.#maskAt = 0;
    if (payload + size > length || !this.#isWhole(first) || this.#skipping) {
      this.#missing = size;
      this.#controlLength = 0;
      if (size === 0) this.#endFrame(events);
      return payload;
    }
    // The common case: an unfragmented frame, whole in this chunk.
    const payloadEnd = payload + size;
    this.#unmask(chunk, payload, payloadEnd);
    this.#handOn(first & OPCODE_BITS, chunk, payload, payloadEnd, events);
    return payloadEnd;
  }

  #checkFirst(first: number): void {
    if ((first & RESERVED_BITS) !== 0) throw violation("reserved bits are set");
    const opcode = first & OPCODE_BITS;
    if (opcode > Opcode.pong || (opcode > 0x2 && opcode < 0x8)) {
      throw violation(`opcode ${opcode} is unknown`);
    }
    if (opcode >= Opcode.close) {
      if ((first & FIN_BIT) === 0) {
        throw violation("a fragmented control frame");
      }
      return;
    }
    const begun = this.#opcode !== Opcode.continuation;
    if (opcode === Opcode.continuation && !begun) {
      throw violation("a continuation of nothing");
    }
    if (opcode !== Opcode.continuation && begun) {
      throw violation("a new message inside a fragmented one");
    }
  }

  /** Length of the header as far as the bytes up to `end` determine it. */
  #lengthOfHeader(bytes: Uint8Array, start: number, end: number): number {
    if (start + 1 >= end) return 2;
    const second = bytes[start + 1];
    if (((second & MASK_BIT) !== 0) !== this.#masked) {
      throw violation(
        this.#masked ? "a frame without mask" : "a frame with a mask",
      );
    }
    const short = second & LENGTH_BITS;
    if (
      short > MAX_CONTROL_LENGTH && (bytes[start] & OPCODE_BITS) >= Opcode.close
    ) {
      throw violation("a control frame above 125 bytes");
    }
    const extended = short === LENGTH_IN_16_BITS
      ? 2
      : short === LENGTH_IN_64_BITS
      ? 8
      : 0;
    return 2 + extended + (this.#masked ? MASKING_KEY_LENGTH : 0);
  }

  #payloadLength(first: number, bytes: Uint8Array, start: number): number {
    const short = bytes[start + 1] & LENGTH_BITS;
    let length = short;
    if (short === LENGTH_IN_16_BITS) {
      length = bytes[start + 2] << 8 | bytes[start + 3];
      if (length < LENGTH_IN_16_BITS) throw violation("a length too long");
    } else if (short === LENGTH_IN_64_BITS) {
      if (bytes[start + 2] >= 0x80) throw violation("a negative length");
      length = 0;
      for (let i = 2; i < 10; i++) length = length * 256 + bytes[start + i];
      if (length < 0x10000) throw violation("a length too long");
    }
    if ((first & OPCODE_BITS) < Opcode.close) {
      const whole = this.#messageLength + length;
      if (this.#skipping && whole <= this.#maxSkipped) return length;
      if (whole > this.#maxMessage && whole <= this.#maxSkipped) {
        this.#skipping = true;
        // Only the head is kept from here on.
        const head = new Uint8Array(MAX_HEAD_BYTES);
        const kept = Math.min(this.#messageLength, MAX_HEAD_BYTES);
        head.set(this.#message.subarray(0, kept));
        this.#tail = new Uint8Array(MAX_TAIL_BYTES);
        this.#tailLength = 0;
        this.#keepTail(this.#message, 0, this.#messageLength);
        this.#message = head;
      } else if (whole > this.#maxMessage) {
        throw new WebSocketError(
          CloseCode.tooLarge,
          `message of ${whole} bytes, at most ${this.#maxMessage} are accepted`,
        );
      }
    }
    return length;
  }

  /** Whether a frame is a control frame or a message of its own. */
  #isWhole(first: number): boolean {
    return (first & FIN_BIT) !== 0 &&
      (first & OPCODE_BITS) !== Opcode.continuation;
  }

  /** Gathers payload; returns where the chunk goes on. */
  #continuePayload(
    chunk: Uint8Array,
    at: number,
    length: number,
    events: WebSocketEvents,
  ): number {
    const taken = Math.min(this.#missing, length - at);
    const end = at + taken;
    this.#unmask(chunk, at, end);
    if ((this.#first & OPCODE_BITS) >= Opcode.close) {
      this.#control.set(chunk.subarray(at, end), this.#controlLength);
      this.#controlLength += taken;
    } else {
      if (this.#skipping) this.#keepTail(chunk, at, end);
      else this.#reserve(taken);
      const room = this.#message.length - this.#messageLength;
      if (room > 0) {
        const kept = Math.min(end, at + room);
        this.#message.set(chunk.subarray(at, kept), this.#messageLength);
      }
      this.#messageLength += taken;
    }
    this.#missing -= taken;
    if (this.#missing === 0) this.#endFrame(events);
    return end;
  }

  #endFrame(events: WebSocketEvents): void {
    const opcode = this.#first & OPCODE_BITS;
    if (opcode >= Opcode.close) {
      const length = this.#controlLength;
      return this.#handOn(opcode, this.#control, 0, length, events);
    }
    if (opcode !== Opcode.continuation) this.#opcode = opcode;
    if ((this.#first & FIN_BIT) === 0) return;
    const message = this.#message;
    const length = this.#messageLength;
    const kind = this.#opcode;
    this.#message = NOTHING;
    this.#messageLength = 0;
    this.#opcode = Opcode.continuation;
    if (this.#skipping) {
      this.#skipping = false;
      const tail = this.#tail.subarray(0, this.#tailLength);
      this.#tail = NOTHING;
      return events.tooLong(message.subarray(0, length), length, tail);
    }
    this.#handOn(kind, message, 0, length, events);
  }

  /** Keeps the last bytes of the message that is being skipped. */
  #keepTail(bytes: Uint8Array, start: number, end: number): void {
    const from = Math.max(start, end - MAX_TAIL_BYTES);
    const room = MAX_TAIL_BYTES - (end - from);
    const kept = Math.min(this.#tailLength, room);
    this.#tail.copyWithin(0, this.#tailLength - kept, this.#tailLength);
    this.#tail.set(bytes.subarray(from, end), kept);
    this.#tailLength = kept + end - from;
  }

  /** Makes room as bytes arrive: a header alone must not cost its length. */
  #reserve(more: number): void {
    const needed = this.#messageLength + more;
    if (this.#message.length >= needed) return;
    // Fragments may be tiny: only the last one tells what the whole will be.
    const most = (this.#first & FIN_BIT) === 0
      ? this.#maxMessage
      : this.#messageLength + this.#missing;
    const roomy = Math.max(this.#message.length * 4, 1024);
    const grown = new Uint8Array(Math.max(needed, Math.min(most, roomy)));
    grown.set(this.#message.subarray(0, this.#messageLength));
    this.#message = grown;
  }

  #unmask(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#masked) return;
    this.#maskAt = mask(bytes, start, end, this.#mask, this.#maskAt);
  }

  #handOn(
    opcode: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    events: WebSocketEvents,
  ): void {
    switch (opcode) {
      case Opcode.text:
        if (this.checksText && !isUtf8(bytes, start, end)) {
          throw new WebSocketError(
            CloseCode.invalidPayload,
            "a text that is not UTF-8",
          );
        }
        return events.text(bytes, start, end);
      case Opcode.binary:
        return events.binary(bytes, start, end);
      case Opcode.ping:
        return events.ping(bytes, start, end);
      case Opcode.pong:
        return events.pong();
      default:
        return this.#close(bytes, start, end, events);
    }
  }

  #close(
    bytes: Uint8Array,
    start: number,
    end: number,
    events: WebSocketEvents,
  ): void {
    if (end === start + 1) throw violation("a close frame of one byte");
    let code: number = CloseCode.none;
    if (end > start) {
      code = bytes[start] << 8 | bytes[start + 1];
      if (!maySend(code)) throw violation(`close code ${code} is reserved`);
    }
    const reason = Math.min(start + 2, end);
    if (!isUtf8(bytes, reason, end)) {
      throw new WebSocketError(
        CloseCode.invalidPayload,
        "a close reason that is not UTF-8",
      );
    }
    this.#closed = true;
    this.#message = NOTHING;
    events.closeFrame(code, decoder.decode(bytes.subarray(reason, end)));
  }
}

/** Whether a close frame may carry a code (RFC 6455, section 7.4). */
function maySend(code: number): boolean {
  if (code < 1000 || code > 4999) return false;
  return code >= 3000 || (code <= 1014 && code !== 1004 && code !== 1005 &&
    code !== 1006);
}
