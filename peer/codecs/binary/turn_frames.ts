/**
 * The messages of one turn under construction, as frames that leave together.
 *
 * @module
 */
import { HEADER_LENGTH, writeLength } from "../../../protocol/frame.ts";
import { BinaryWriter } from "../../../protocol/binary/writer.ts";
import { tooLong } from "../codec.ts";

/** Size of the buffer at first, and again after a large message. */
const INITIAL_BYTES = 4096;
/** Largest buffer that is kept for the next messages. */
const MAX_KEPT_BYTES = 256 * 1024;

/** See the module. */
export class TurnFrames {
  readonly #out = new BinaryWriter(INITIAL_BYTES);
  /** Length of all messages that have been ended. */
  #length = 0;

  /** Whether there is nothing to send. */
  get empty(): boolean {
    return this.#length === 0;
  }

  /** All frames, valid until the next message is begun. */
  get bytes(): Uint8Array {
    return this.#out.bytes.subarray(0, this.#length);
  }

  /** Empties the buffer after the frames have been sent. */
  clear(): void {
    const out = this.#out.clear();
    this.#length = 0;
    if (out.bytes.length > MAX_KEPT_BYTES) {
      out.bytes = new Uint8Array(INITIAL_BYTES);
    }
  }

  /** Begins a message; drops the last one if it was not ended. */
  begin(): BinaryWriter {
    const out = this.#out.truncate(this.#length);
    out.extend(HEADER_LENGTH);
    return out;
  }

  /**
   * Ends the message.
   *
   * @param limit Maximum length of a message that the daemon accepts, in bytes.
   * @throws {InvalidArgument} if the message is too long.
   */
  end(limit: number): void {
    const out = this.#out;
    const length = out.length - this.#length - HEADER_LENGTH;
    if (length > limit) {
      throw tooLong(length, limit);
    }
    writeLength(out.bytes, this.#length, length, true);
    this.#length = out.length;
  }
}
