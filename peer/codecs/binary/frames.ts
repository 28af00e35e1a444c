/**
 * The messages of one turn under construction, as frames that leave together.
 *
 * @module
 */
import { HEADER_LENGTH, writeLength } from "../../../protocol/frame.ts";
import { BinaryWriter } from "../../../protocol/binary/writer.ts";
import { InvalidArgument } from "../../../protocol/errors/classes.ts";

/** Size of the buffer at first, and again after a large message. */
const INITIAL_BYTES = 4096;
/** Largest buffer that is kept for the next messages. */
const MAX_KEPT_BYTES = 256 * 1024;

/** See the module. */
export class Frames {
  /** Takes what the message consists of. */
  readonly out: BinaryWriter = new BinaryWriter(INITIAL_BYTES);

  /** Whether there is nothing to send. */
  get empty(): boolean {
    return this.out.length === 0;
  }

  /** All frames, valid until the next message is begun. */
  get bytes(): Uint8Array {
    return this.out.view;
  }

  /** Empties the buffer after the frames have been sent. */
  clear(): void {
    const out = this.out.clear();
    if (out.bytes.length > MAX_KEPT_BYTES) {
      out.bytes = new Uint8Array(INITIAL_BYTES);
    }
  }

  /**
   * Appends a message.
   *
   * @param limit Maximum length of a message that the daemon accepts, in bytes.
   * @param write Writes the message; if it throws, nothing is appended.
   * @throws {InvalidArgument} if the message is too long.
   */
  add(limit: number, write: (out: BinaryWriter) => void): void {
    const { out } = this;
    const start = out.extend(HEADER_LENGTH);
    try {
      write(out);
      const length = out.length - start - HEADER_LENGTH;
      if (length > limit) {
        throw new InvalidArgument(
          `a message of ${length} bytes: the daemon takes at most ${limit}`,
        );
      }
      writeLength(out.bytes, start, length, true);
    } catch (error) {
      out.truncate(start);
      throw error;
    }
  }
}
