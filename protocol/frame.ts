/**
 * The framing of Jet on byte streams (TCP and unix sockets): every message is
 * preceded by its length in bytes as an unsigned 32-bit **big endian** number.
 * All classic implementations (cjet, lua-jet, node-jet) share it. Binary Jet
 * has the same in little endian.
 *
 * @module
 */

/** Bytes of the length that precedes every message. */
export const HEADER_LENGTH = 4;

/**
 * Largest message accepted by default, in bytes: a value of 1 MiB and 64 KiB
 * for the envelope around it.
 */
export const DEFAULT_MAX_MESSAGE: number = (1 << 20) + (1 << 16);

/** "HTTP" as a length, in both byte orders. */
const HTTP = [0x48545450, 0x50545448];

/** Why a message of so many bytes is not accepted. */
export function tooLarge(length: number, limit: number): string {
  if (HTTP.includes(length)) return "this is an HTTP server: ws://…?";
  return `message of ${length} bytes, at most ${limit} are accepted`;
}

/** A frame announced more bytes than the reader accepts. */
export class MessageTooLarge extends Error {
  /** The announced length in bytes. */
  readonly length: number;
  /** The largest length accepted, in bytes. */
  readonly limit: number;

  /**
   * Tells both lengths.
   *
   * @param length The announced length in bytes.
   * @param limit The largest length accepted, in bytes.
   */
  constructor(length: number, limit: number) {
    super(tooLarge(length, limit));
    this.name = "MessageTooLarge";
    this.length = length;
    this.limit = limit;
  }
}

/**
 * Takes one whole message: the bytes from `start` up to `end`. They are only
 * valid until the function returns, unless they are the message's own.
 *
 * @param own Whether the bytes are used for nothing else, so that they may be
 * kept without a copy.
 */
export type MessageSink = (
  bytes: Uint8Array,
  start: number,
  end: number,
  own: boolean,
) => void;

/** Largest number of first bytes that are kept of a skipped message. */
export const MAX_HEAD_BYTES = 4096;
/** Largest number of last bytes that are kept of a skipped WebSocket message. */
export const MAX_TAIL_BYTES = 1024;

const MAX_SKIPPED_RATIO = 16;
const MAX_SKIPPED_BYTES = 1 << 30;

/** Up to this length a message is skipped if it is longer than accepted. */
export function maxSkippedOf(maxMessage: number): number {
  return Math.min(maxMessage * MAX_SKIPPED_RATIO, MAX_SKIPPED_BYTES);
}

/**
 * Takes the first bytes of a message that was skipped, at most
 * {@linkcode MAX_HEAD_BYTES}; they are only valid until it returns.
 *
 * @param length Length of the whole message, in bytes.
 */
export type SkippedSink = (head: Uint8Array, length: number) => void;

// Factor by which the buffer of an incomplete frame grows, at most: of what it
// announces so much more than has arrived.
const GROWTH = 4;
const NOTHING = new Uint8Array(0);

/**
 * Cuts a byte stream into messages. Messages that lie wholly in one chunk are
 * handed on without being copied. Messages of length zero are dropped. What takes
 * them extends it: callbacks would take memory of each idle connection.
 */
export abstract class FrameCutter {
  readonly #limit: number;
  readonly #littleEndian: boolean;
  readonly #maxSkipped: number;
  // What is known of a frame that is not complete yet, header included.
  #partial: Uint8Array = NOTHING;
  #have = 0;
  // The message that is being skipped: its length, the rest of it, its head.
  #skippedLength = 0;
  #toSkip = 0;
  #head = NOTHING;
  #headLength = 0;

  /**
   * Begins with an empty stream.
   *
   * @param limit Largest message accepted, in bytes.
   * @param littleEndian Whether lengths are little endian, as in binary Jet.
   * @param maxSkipped Up to this length, in bytes, a longer message is skipped.
   */
  constructor(limit: number, littleEndian: boolean, maxSkipped = 0) {
    this.#limit = limit;
    this.#littleEndian = littleEndian;
    this.#maxSkipped = maxSkipped;
  }

  /** Takes one message; see {@linkcode MessageSink}. */
  protected abstract take(
    bytes: Uint8Array,
    start: number,
    end: number,
    own: boolean,
  ): void;

  /** Takes the head of a message that was skipped; see {@linkcode SkippedSink}. */
  protected abstract skip(head: Uint8Array, length: number): void;

  /** Whether the stream stands in the middle of a frame. */
  get inside(): boolean {
    return this.#have > 0 || this.#toSkip > 0;
  }

  /**
   * Takes the next `length` bytes of the stream.
   *
   * @throws {MessageTooLarge} if a header announces more than is skipped; the
   * stream can't be read on then. Messages before it have been handed on.
   */
  protected cut(chunk: Uint8Array, length: number): void {
    let at = 0;
    if (this.#toSkip > 0) {
      at = this.#skip(chunk, 0, length);
    } else if (this.#have > 0) {
      at = this.#complete(chunk, length);
      if (this.#have > 0) return;
    }
    while (at + HEADER_LENGTH <= length) {
      const size = readLength(chunk, at, this.#littleEndian);
      const start = at + HEADER_LENGTH;
      if (size > this.#limit) {
        at = this.#beginSkipping(size, chunk, start, length);
        continue;
      }
      if (start + size > length) break;
      at = start + size;
      if (size > 0) this.take(chunk, start, at, false);
    }
    if (at < length) this.#keep(chunk, at, length);
  }

  /** Skips a message; returns where the chunk goes on. */
  #beginSkipping(
    size: number,
    chunk: Uint8Array,
    at: number,
    length: number,
  ): number {
    if (size > this.#maxSkipped) throw new MessageTooLarge(size, this.#limit);
    this.#skippedLength = this.#toSkip = size;
    this.#head = new Uint8Array(Math.min(size, MAX_HEAD_BYTES));
    this.#headLength = 0;
    return this.#skip(chunk, at, length);
  }

  #skip(chunk: Uint8Array, at: number, length: number): number {
    const end = at + Math.min(this.#toSkip, length - at);
    const head = this.#head;
    const kept = Math.min(end - at, head.length - this.#headLength);
    head.set(chunk.subarray(at, at + kept), this.#headLength);
    this.#headLength += kept;
    this.#toSkip -= end - at;
    if (this.#toSkip === 0) {
      this.#head = NOTHING;
      this.skip(head, this.#skippedLength);
    }
    return end;
  }

  /** Fills the incomplete frame; returns how much of the chunk it took. */
  #complete(chunk: Uint8Array, length: number): number {
    let at = 0;
    while (this.#have < HEADER_LENGTH && at < length) {
      this.#partial[this.#have++] = chunk[at++];
    }
    if (this.#have < HEADER_LENGTH) return at;
    const size = readLength(this.#partial, 0, this.#littleEndian);
    if (size > this.#limit) {
      this.#partial = NOTHING;
      this.#have = 0;
      return this.#beginSkipping(size, chunk, at, length);
    }
    const whole = HEADER_LENGTH + size;
    const take = Math.min(whole - this.#have, length - at);
    this.#reserve(this.#have + take, whole);
    this.#partial.set(chunk.subarray(at, at + take), this.#have);
    this.#have += take;
    at += take;
    if (this.#have < whole) return at;
    const message = this.#partial;
    this.#partial = NOTHING;
    this.#have = 0;
    if (whole > HEADER_LENGTH) this.take(message, HEADER_LENGTH, whole, true);
    return at;
  }

  #keep(chunk: Uint8Array, at: number, length: number): void {
    const rest = length - at;
    this.#partial = new Uint8Array(Math.max(rest, 64));
    this.#partial.set(chunk.subarray(at, length));
    this.#have = rest;
  }

  /** Makes room as bytes arrive: a header alone must not cost its length. */
  #reserve(needed: number, whole: number): void {
    if (this.#partial.length >= needed) return;
    const grown = new Uint8Array(
      Math.min(whole, Math.max(needed, this.#partial.length * GROWTH)),
    );
    grown.set(this.#partial.subarray(0, this.#have));
    this.#partial = grown;
  }
}

/**
 * Cuts a byte stream into messages. Messages that lie wholly in one chunk are
 * handed on without being copied. Messages of length zero are dropped.
 *
 * @example
 * ```ts
 * import { encodeFrame, FrameReader } from "./frame.ts";
 *
 * const reader = new FrameReader();
 * const chunk = encodeFrame('{"id":1,"method":"info"}');
 * reader.push(chunk, chunk.length, (bytes, start, end) => {
 *   console.log(new TextDecoder().decode(bytes.subarray(start, end)));
 * });
 * ```
 */
export class FrameReader {
  readonly #cutter: SinkCutter;

  /**
   * Begins with an empty stream.
   *
   * @param limit Largest message accepted, in bytes.
   * @param littleEndian Whether lengths are little endian, as in binary Jet.
   * @param maxSkipped Up to this length, in bytes, a longer message is skipped.
   * @param skipped Is called for every skipped message, at its end.
   */
  constructor(
    limit: number = DEFAULT_MAX_MESSAGE,
    littleEndian = false,
    maxSkipped = 0,
    skipped: SkippedSink = () => {},
  ) {
    this.#cutter = new SinkCutter(limit, littleEndian, maxSkipped, skipped);
  }

  /** Whether the stream stands in the middle of a frame. */
  get inside(): boolean {
    return this.#cutter.inside;
  }

  /**
   * Takes the next `length` bytes of the stream and calls `sink` for every
   * message that they complete.
   *
   * @throws {MessageTooLarge} if a header announces more than is skipped; the
   * stream can't be read on then. Messages before it have been handed on.
   */
  push(chunk: Uint8Array, length: number, sink: MessageSink): void {
    this.#cutter.push(chunk, length, sink);
  }
}

/** Hands messages on to callbacks. */
class SinkCutter extends FrameCutter {
  readonly #skipped: SkippedSink;
  #sink: MessageSink = () => {};

  constructor(
    limit: number,
    littleEndian: boolean,
    maxSkipped: number,
    skipped: SkippedSink,
  ) {
    super(limit, littleEndian, maxSkipped);
    this.#skipped = skipped;
  }

  push(chunk: Uint8Array, length: number, sink: MessageSink): void {
    this.#sink = sink;
    this.cut(chunk, length);
  }

  protected override take(
    bytes: Uint8Array,
    start: number,
    end: number,
    own: boolean,
  ): void {
    this.#sink(bytes, start, end, own);
  }

  protected override skip(head: Uint8Array, length: number): void {
    this.#skipped(head, length);
  }
}

/**
 * Reads the length that precedes a message.
 *
 * @param littleEndian Whether it is a message of binary Jet.
 */
export function readLength(
  bytes: Uint8Array,
  at: number,
  littleEndian = false,
): number {
  if (littleEndian) {
    return bytes[at + 3] * 0x1000000 +
      (bytes[at + 2] << 16 | bytes[at + 1] << 8 | bytes[at]);
  }
  return bytes[at] * 0x1000000 +
    (bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]);
}

/**
 * Writes the length that precedes a message into `bytes` at `at`.
 *
 * @param littleEndian Whether it is a message of binary Jet.
 */
export function writeLength(
  bytes: Uint8Array,
  at: number,
  length: number,
  littleEndian = false,
): void {
  if (littleEndian) {
    bytes[at] = length;
    bytes[at + 1] = length >>> 8;
    bytes[at + 2] = length >>> 16;
    bytes[at + 3] = length >>> 24;
    return;
  }
  bytes[at] = length >>> 24;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
}

const encoder = new TextEncoder();

/** One message as a frame: its length, then its UTF-8 bytes. */
export function encodeFrame(message: string | Uint8Array): Uint8Array {
  const bytes = typeof message === "string" ? encoder.encode(message) : message;
  const frame = new Uint8Array(HEADER_LENGTH + bytes.length);
  writeLength(frame, 0, bytes.length);
  frame.set(bytes, HEADER_LENGTH);
  return frame;
}

/**
 * A web stream that turns the bytes of a connection into whole messages. It
 * fails with {@linkcode MessageTooLarge} where a frame is too large.
 *
 * @example
 * ```ts ignore
 * const connection = await Deno.connect({ port: 11122 });
 * for await (const message of connection.readable.pipeThrough(new FrameDecoderStream())) {
 *   console.log(new TextDecoder().decode(message));
 * }
 * ```
 */
export class FrameDecoderStream
  extends TransformStream<Uint8Array, Uint8Array> {
  /**
   * Begins with an empty stream.
   *
   * @param limit Largest message accepted, in bytes.
   */
  constructor(limit: number = DEFAULT_MAX_MESSAGE) {
    const reader = new FrameReader(limit);
    super({
      transform(chunk, controller) {
        reader.push(chunk, chunk.length, (bytes, start, end) => {
          controller.enqueue(bytes.slice(start, end));
        });
      },
    });
  }
}

/** A web stream that turns messages into frames for a connection. */
export class FrameEncoderStream
  extends TransformStream<string | Uint8Array, Uint8Array> {
  /** Takes texts, or the UTF-8 bytes of texts. */
  constructor() {
    super({
      transform(message, controller) {
        controller.enqueue(encodeFrame(message));
      },
    });
  }
}
