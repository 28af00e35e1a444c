/**
 * A fast path of fan-out: fetchers whose fetches have the same id are sent the
 * same frame, which is composed once and copied whole, instead of its header, its
 * head and its body one by one for each. `bench/micro/streams.ts`: 0.75
 * of the time for 100 fetchers, 0.97 for 10.
 *
 * Heads of binary Jet belong to one fetch and change; they gain nothing.
 *
 * @module
 */
import type { ByteWriter } from "../../base/byte_writer.ts";

/** A longer frame is not composed: its copies cost more than its parts. */
const MAX_BYTES = 1 << 11;
/** Sends of one notification from which on the frame is composed. */
const COMPOSED_FROM = 2;

/** The header of a frame of a transport. */
export interface FrameHeader {
  /** Its length before a payload of so many bytes. */
  lengthFor(payload: number): number;
  /** Writes it. */
  write(bytes: Uint8Array, at: number, payload: number): void;
}

/** The frame that is sent to several links, one after the other. */
export class SharedFrame {
  readonly #header: FrameHeader;
  readonly #room = new Uint8Array(MAX_BYTES);
  // What was sent last, how often, and its frame if it has been composed.
  #head: ByteWriter | undefined;
  #body: ByteWriter | undefined;
  #version = -1;
  #sends = 0;
  #frame = this.#room;

  constructor(header: FrameHeader) {
    this.#header = header;
  }

  /**
   * The frame of head and body, if they have been sent before as they are now.
   * The head must not change.
   *
   * @returns Bytes that are valid until the next call; `undefined` if the frame
   * has to be composed in place.
   */
  of(
    head: ByteWriter,
    body: ByteWriter,
  ): Uint8Array | undefined {
    if (
      body.version !== this.#version || head !== this.#head ||
      body !== this.#body
    ) {
      this.#head = head;
      this.#body = body;
      this.#version = body.version;
      this.#sends = 1;
      return undefined;
    }
    if (++this.#sends > COMPOSED_FROM) return this.#frame;
    if (this.#sends < COMPOSED_FROM) return undefined;
    const payload = head.length + body.length;
    const first = this.#header.lengthFor(payload);
    const end = first + payload;
    if (end > MAX_BYTES) {
      this.#sends = 0;
      return undefined;
    }
    this.#header.write(this.#room, 0, payload);
    head.copyTo(this.#room, first);
    body.copyTo(this.#room, first + head.length);
    if (this.#frame.length !== end) this.#frame = this.#room.subarray(0, end);
    return this.#frame;
  }
}
