/**
 * Cuts a stream into frames, in a buffer that grows: what a population's
 * fetcher reads is many megabytes.
 *
 * @module
 */

/** Calls back for each frame behind a length of four bytes, big endian. */
export class FrameReader {
  readonly #received: (message: Uint8Array) => void;
  #buffer = new Uint8Array(1 << 16);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;

  /** @param received given a view that is valid during the call. */
  constructor(received: (message: Uint8Array) => void) {
    this.#received = received;
  }

  /** Takes a piece of the stream. */
  push(chunk: Uint8Array): void {
    this.#reserve(this.#length + chunk.length);
    this.#buffer.set(chunk, this.#length);
    this.#length += chunk.length;
    let at = 0;
    while (at + 4 <= this.#length) {
      const end = at + 4 + this.#view.getUint32(at);
      if (end > this.#length) break;
      this.#received(this.#buffer.subarray(at + 4, end));
      at = end;
    }
    if (at === 0) return;
    this.#buffer.copyWithin(0, at, this.#length);
    this.#length -= at;
  }

  #reserve(length: number): void {
    if (length <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(length, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }
}
