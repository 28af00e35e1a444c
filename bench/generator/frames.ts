/**
 * Messages prepared beforehand, so that producing load costs next to nothing:
 * the next so many messages are one piece of memory that is there already.
 *
 * @module
 */

const encoder = new TextEncoder();
const HEADER_BYTES = 4;

/** One message as a frame. */
export function frame(message: string): Uint8Array {
  return frames([message]);
}

/** Several messages as frames, joined. */
export function frames(messages: string[]): Uint8Array {
  const bodies = messages.map((message) => encoder.encode(message));
  const joined = new Uint8Array(
    bodies.reduce((sum, body) => sum + HEADER_BYTES + body.length, 0),
  );
  const view = new DataView(joined.buffer);
  let at = 0;
  for (const body of bodies) {
    view.setUint32(at, body.length);
    joined.set(body, at + HEADER_BYTES);
    at += HEADER_BYTES + body.length;
  }
  return joined;
}

/** Messages that are sent over and over, in turn. */
export class Ring {
  readonly #bytes: Uint8Array;
  readonly #frame: number;
  #at = 0;

  /** @param messages All of the same length in bytes. */
  constructor(messages: string[]) {
    this.#bytes = frames(messages);
    this.#frame = this.#bytes.length / messages.length;
    const length = this.#frame - HEADER_BYTES;
    if (messages.some((message) => message.length !== length)) {
      throw new Error("the messages of a ring must be equally long");
    }
  }

  /** Hands the next `count` messages to `send`, in one or two pieces. */
  take(count: number, send: (bytes: Uint8Array) => void): void {
    let left = count * this.#frame;
    while (left > 0) {
      const piece = Math.min(left, this.#bytes.length - this.#at);
      send(this.#bytes.subarray(this.#at, this.#at + piece));
      this.#at = (this.#at + piece) % this.#bytes.length;
      left -= piece;
    }
  }
}
