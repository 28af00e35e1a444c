/**
 * Texts of one turn as one WebSocket message with a JSON array: a browser takes
 * longer for an event than for what is in it.
 *
 * @module
 */
import type { ByteWriter } from "../../base/byte_writer.ts";
import { Opcode } from "../../protocol/websocket/format.ts";
import { headerLength, writeHeader } from "../../protocol/websocket/writer.ts";
import type { OpenFrame, StreamOutput } from "./stream_output.ts";

/** Room for a header: what is joined is shorter than 2^16 bytes. */
const HEADER_BYTES = 4;
/** Room before the first text: header and bracket. */
const HEAD_BYTES = HEADER_BYTES + 1;
/** A longer text has a message of its own: it might have to be moved. */
const MAX_TEXT_BYTES = 1 << 13;

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/** See the module. */
export class ArrayFrame implements OpenFrame {
  readonly #output: StreamOutput;
  #start = 0;
  #count = 0;

  constructor(output: StreamOutput) {
    this.#output = output;
  }

  /**
   * Joins a text to those before it.
   *
   * @returns `false` if it is too long.
   */
  send(head: ByteWriter | null, body: ByteWriter): boolean {
    const first = head === null ? 0 : head.length;
    const length = first + body.length;
    if (length > MAX_TEXT_BYTES) return false;
    const output = this.#output;
    let at = output.open === this ? output.extend(1 + length) : -1;
    if (at >= 0) {
      output.bytes[at++] = COMMA;
      this.#count++;
    } else {
      this.#start = output.reserve(HEAD_BYTES + length);
      this.#count = 1;
      output.open = this;
      at = this.#start + HEAD_BYTES;
    }
    head?.copyTo(output.bytes, at);
    body.copyTo(output.bytes, at + first);
    return true;
  }

  /** Makes it a message: an array, or the only text. */
  complete(bytes: Uint8Array, end: number): number {
    const start = this.#start;
    const isArray = this.#count > 1;
    const from = start + (isArray ? HEADER_BYTES : HEAD_BYTES);
    if (isArray) {
      bytes[from] = OPEN_BRACKET;
      bytes[end++] = CLOSE_BRACKET;
    }
    const length = end - from;
    const to = start + headerLength(length);
    if (to !== from) bytes.copyWithin(to, from, end);
    writeHeader(bytes, start, Opcode.text, length);
    return to + length;
  }
}
