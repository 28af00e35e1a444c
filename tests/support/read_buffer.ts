/**
 * Bytes that were read and are not a whole message yet.
 *
 * @module
 */

/** A queue of bytes: each is copied once, however large a message is. */
export class ReadBuffer {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 12);
  #begin = 0;
  #end = 0;

  /** What is there; valid until the next `add`. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#begin, this.#end);
  }

  /** Appends bytes. */
  add(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#bytes.length) {
      const length = this.#end - this.#begin + bytes.length;
      const room = length * 2 > this.#bytes.length
        ? new Uint8Array(length * 2)
        : this.#bytes;
      room.set(this.bytes);
      this.#bytes = room;
      this.#end -= this.#begin;
      this.#begin = 0;
    }
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Drops bytes at the front. */
  drop(length: number): void {
    this.#begin += length;
    if (this.#begin === this.#end) this.#begin = this.#end = 0;
  }

  /** Takes a copy of bytes at the front. */
  take(length: number): Uint8Array {
    const taken = this.bytes.slice(0, length);
    this.drop(length);
    return taken;
  }
}
