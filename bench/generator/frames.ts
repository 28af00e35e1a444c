/**
 * Messages prepared beforehand, so that producing load costs next to nothing:
 * the next so many messages are one piece of memory that is there already.
 *
 * @module
 */

import { MAX_HEADER_BYTES, type Wire } from "./wire.ts";

const encoder = new TextEncoder();

/** One message as a frame. */
export function frame(wire: Wire, message: string): Uint8Array {
  return frames(wire, [message]);
}

/** Several messages as frames, joined. */
export function frames(wire: Wire, messages: string[]): Uint8Array {
  const bodies = messages.map((message) => encoder.encode(message));
  const room = new Uint8Array(
    bodies.reduce((sum, body) => sum + MAX_HEADER_BYTES + body.length, 0),
  );
  let at = 0;
  for (const body of bodies) {
    const start = wire.begin(room, at, body.length);
    room.set(body, start);
    at = start + body.length;
    wire.finish(room, start, at);
  }
  return room.slice(0, at);
}

/** Messages that are sent over and over, in turn. */
export class Ring {
  /** Number of the messages. */
  readonly count: number;
  readonly #bytes: Uint8Array;
  readonly #frame: number;
  #at = 0;

  /** @param messages All of the same length in bytes. */
  constructor(wire: Wire, messages: string[]) {
    const [{ length }] = messages;
    if (messages.some((message) => message.length !== length)) {
      throw new Error("the messages of a ring must be equally long");
    }
    this.count = messages.length;
    this.#bytes = frames(wire, messages);
    this.#frame = this.#bytes.length / messages.length;
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
