/**
 * A fast path of fan-out: fetchers whose fetches have the same id are sent the
 * same frame, which is composed once, in memory of all links. While nothing else
 * goes to a link, its output is a run of such frames: it keeps where the run
 * begins and ends instead of a copy, and all links write the same memory.
 * `bench/micro/streams.ts`, against a copy of the frame for each: 0.7 to 0.8 of
 * the time for 100 fetchers, 0.8 to 0.85 for 10.
 *
 * Heads of binary Jet belong to one fetch and change; they gain nothing.
 *
 * @module
 */
import type { ByteWriter } from "../../base/byte_writer.ts";
import { FrameBlock } from "./frame_block.ts";
import type { StreamOutput } from "./stream_output.ts";

/** A longer frame is not composed: its copies cost more than its parts. */
const MAX_BYTES = 1 << 11;

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
  #block = new FrameBlock();
  // What was sent last, and where its frame is if it has been composed.
  #head: ByteWriter | undefined;
  #body: ByteWriter | undefined;
  #version = -1;
  #start = 0;
  #end = 0;

  constructor(header: FrameHeader) {
    this.#header = header;
  }

  /**
   * Sends the frame of head and body. The head must not change.
   *
   * @returns `false` if nothing has been sent: the frame has to be composed in
   * the output, because it is too long, or nothing is gained yet.
   */
  send(output: StreamOutput, head: ByteWriter, body: ByteWriter): boolean {
    if (
      body.version !== this.#version || head !== this.#head ||
      body !== this.#body
    ) {
      this.#head = head;
      this.#body = body;
      this.#version = body.version;
      this.#end = 0;
      if (!output.continues(this.#block)) return false;
    }
    if (this.#end === 0 && !this.#compose(head, body)) return false;
    output.share(this.#block, this.#start, this.#end);
    return true;
  }

  #compose(head: ByteWriter, body: ByteWriter): boolean {
    const payload = head.length + body.length;
    const first = this.#header.lengthFor(payload);
    const length = first + payload;
    if (length > MAX_BYTES) return false;
    let block = this.#block;
    if (!block.used) block.length = 0;
    else if (block.length + length > block.bytes.length) {
      block = this.#block = new FrameBlock();
    }
    const start = block.length;
    this.#header.write(block.bytes, start, payload);
    head.copyTo(block.bytes, start + first);
    body.copyTo(block.bytes, start + first + head.length);
    this.#start = start;
    this.#end = block.length = start + length;
    return true;
  }
}
