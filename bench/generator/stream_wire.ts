/**
 * Frames with the length of the message in front: TCP.
 *
 * @module
 */

import type { Input, Take, Wire } from "./wire.ts";

const HEADER_BYTES = 4;

/** The frames of Jet, and those of binary Jet. */
export class StreamWire implements Wire {
  readonly #littleEndian: boolean;

  /** @param littleEndian Whether frames are those of binary Jet. */
  constructor(littleEndian = false) {
    this.#littleEndian = littleEndian;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  begin(bytes: Uint8Array, at: number, payload: number): number {
    for (let n = 0; n < HEADER_BYTES; n++) {
      const byte = this.#littleEndian ? n : HEADER_BYTES - 1 - n;
      bytes[at + n] = payload >>> (8 * byte);
    }
    return at + HEADER_BYTES;
  }

  finish(): void {}

  input(bufferSize: number, take: Take): Input {
    return new StreamInput(bufferSize, this.#littleEndian, take);
  }
}

/** Reads on behind an unfinished frame, so that none is copied but that. */
class StreamInput implements Input {
  readonly #littleEndian: boolean;
  readonly #take: Take;
  #buffer: Uint8Array<ArrayBuffer>;
  #have = 0;

  constructor(bufferSize: number, littleEndian: boolean, take: Take) {
    this.#buffer = new Uint8Array(bufferSize);
    this.#littleEndian = littleEndian;
    this.#take = take;
  }

  get room(): Uint8Array {
    return this.#have === 0 ? this.#buffer : this.#buffer.subarray(this.#have);
  }

  took(length: number): void {
    const bytes = this.#buffer;
    const end = this.#have + length;
    let at = 0;
    let needed = HEADER_BYTES;
    while (at + HEADER_BYTES <= end) {
      const start = at + HEADER_BYTES;
      const next = start +
        (this.#littleEndian
          ? bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 |
            bytes[at + 3] << 24
          : bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 |
            bytes[at + 3]);
      needed = next - at;
      if (next > end) break;
      this.#take(bytes, start, next);
      at = next;
    }
    if (needed > bytes.length) {
      this.#buffer = new Uint8Array(needed);
      this.#buffer.set(bytes.subarray(at, end));
    } else if (at > 0 && at < end) {
      bytes.copyWithin(0, at, end);
    }
    this.#have = end - at;
  }
}
