/**
 * One connection of the load generator. It counts the frames that arrive by
 * their headers; their content is read only by `inspect`, if that is set.
 *
 * @module
 */

import { frame } from "./frames.ts";
import type { Input, Take, Wire } from "./wire.ts";
import { WriteQueue } from "./write_queue.ts";

const BRACKET = "[".charCodeAt(0);

/**
 * Longest message that is taken for a good answer (`{"id":…,"result":true}`):
 * the error objects of all daemons are longer.
 */
const MAX_ANSWER_BYTES = 64;

const decoder = new TextDecoder();

/** A connection that counts. */
export class RawPeer {
  /** Frames that have arrived so far. */
  frames = 0;
  /** Called after each read that completed frames, with their number. */
  onFrames: ((count: number) => void) | undefined;
  /** Called for each frame, if set. */
  inspect: Take | undefined;
  /** Whether everything that arrives must be a good answer. */
  answersOnly = false;

  /** How messages are framed on it. */
  readonly wire: Wire;

  readonly #connection: Deno.TcpConn;
  readonly #fail: (reason: Error) => void;
  readonly #input: Input;
  readonly #output: WriteQueue;
  /** Frames of the read that is being taken apart. */
  #count = 0;
  #closed = false;
  #waiting: { frames: number; resolve: () => void } | undefined;

  private constructor(
    connection: Deno.TcpConn,
    bufferSize: number,
    fail: (reason: Error) => void,
    wire: Wire,
  ) {
    this.wire = wire;
    this.#connection = connection;
    this.#input = wire.input(
      bufferSize,
      (bytes, start, end) => this.#take(bytes, start, end),
    );
    this.#output = new WriteQueue(connection, (error) => this.#broken(error));
    this.#fail = fail;
  }

  /** Connects to a daemon on this machine. */
  static async connect(
    port: number,
    bufferSize: number,
    fail: (reason: Error) => void,
    wire: Wire,
  ): Promise<RawPeer> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    await wire.open(connection);
    const peer = new RawPeer(connection, bufferSize, fail, wire);
    peer.#read().catch((error) => peer.#broken(error));
    return peer;
  }

  /** Sends frames. They must not be altered afterwards. */
  send(bytes: Uint8Array): void {
    this.#output.send(bytes);
  }

  /** Resolves when that many frames have arrived since the connection began. */
  arrived(frames: number): Promise<void> {
    if (this.frames >= frames) return Promise.resolve();
    return new Promise((resolve) => this.#waiting = { frames, resolve });
  }

  /** Sends a request and waits for its answer, the next frame; its text. */
  async ask(request: string): Promise<string> {
    const before = this.inspect;
    let answer = "";
    this.inspect = (bytes, start, end) => {
      answer ||= decoder.decode(bytes.subarray(start, end));
    };
    this.send(frame(this.wire, request));
    await this.arrived(this.frames + 1);
    this.inspect = before;
    return answer;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }

  #broken(error: unknown): void {
    if (this.#closed) return;
    this.#fail(error instanceof Error ? error : new Error(String(error)));
  }

  async #read(): Promise<void> {
    const input = this.#input;
    for (;;) {
      const read = await this.#connection.read(input.room);
      if (read === null) throw new Error("the daemon ended the connection");
      input.took(read);
      const count = this.#count;
      this.#count = 0;
      if (count > 0) this.#took(count);
    }
  }

  #take(bytes: Uint8Array, start: number, end: number): void {
    if (bytes[start] === BRACKET) throw new Error("arrays are not counted");
    if (this.answersOnly && end - start > MAX_ANSWER_BYTES) {
      throw new Error(
        `no good answer: ${decoder.decode(bytes.subarray(start, end))}`,
      );
    }
    this.inspect?.(bytes, start, end);
    this.#count++;
  }

  #took(count: number): void {
    this.frames += count;
    this.onFrames?.(count);
    if (this.#waiting && this.frames >= this.#waiting.frames) {
      const { resolve } = this.#waiting;
      this.#waiting = undefined;
      resolve();
    }
  }
}
