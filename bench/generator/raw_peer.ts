/**
 * One connection of the load generator. It counts the frames that arrive by
 * their headers; their content is read only by `inspect`, if that is set.
 *
 * @module
 */

const HEADER_BYTES = 4;
const BRACKET = "[".charCodeAt(0);

/**
 * Longest message that is taken for a good answer (`{"id":…,"result":true}`):
 * the error objects of all daemons are longer.
 */
const MAX_ANSWER_BYTES = 64;

/** Receives one message: the bytes from `start` up to `end`. */
export type Inspect = (bytes: Uint8Array, start: number, end: number) => void;

const decoder = new TextDecoder();

/** A connection that counts. */
export class RawPeer {
  /** Frames that have arrived so far. */
  frames = 0;
  /** Called after each read that completed frames, with their number. */
  onFrames: ((count: number) => void) | undefined;
  /** Called for each frame, if set. */
  inspect: Inspect | undefined;
  /** Whether everything that arrives must be a good answer. */
  answersOnly = false;

  readonly #connection: Deno.TcpConn;
  readonly #fail: (reason: Error) => void;
  #buffer: Uint8Array<ArrayBuffer>;
  #queue: Uint8Array[] = [];
  #writing = false;
  #closed = false;
  #waiting: { frames: number; resolve: () => void } | undefined;

  readonly #littleEndian: boolean;

  private constructor(
    connection: Deno.TcpConn,
    bufferSize: number,
    fail: (reason: Error) => void,
    littleEndian: boolean,
  ) {
    this.#littleEndian = littleEndian;
    this.#connection = connection;
    this.#buffer = new Uint8Array(bufferSize);
    this.#fail = fail;
  }

  /**
   * Connects to a daemon on this machine.
   *
   * @param littleEndian Whether frames are those of binary Jet.
   */
  static async connect(
    port: number,
    bufferSize: number,
    fail: (reason: Error) => void,
    littleEndian = false,
  ): Promise<RawPeer> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    const peer = new RawPeer(connection, bufferSize, fail, littleEndian);
    peer.#read().catch((error) => peer.#broken(error));
    return peer;
  }

  /**
   * Sends frames. They must not be altered afterwards. What is sent while a
   * write is under way leaves in one write behind it.
   */
  send(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    if (!this.#writing) {
      this.#write().catch((error) => this.#broken(error));
    }
  }

  /** Resolves when that many frames have arrived since the connection began. */
  arrived(frames: number): Promise<void> {
    if (this.frames >= frames) return Promise.resolve();
    return new Promise((resolve) => this.#waiting = { frames, resolve });
  }

  /** Sends a request and waits for its answer, the next frame; its text. */
  async ask(request: Uint8Array): Promise<string> {
    const before = this.inspect;
    let answer = "";
    this.inspect = (bytes, start, end) => {
      answer ||= decoder.decode(bytes.subarray(start, end));
    };
    this.send(request);
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

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#queue.length > 0) {
      const bytes = joined(this.#queue);
      this.#queue = [];
      let at = await this.#connection.write(bytes);
      while (at < bytes.length) {
        at += await this.#connection.write(bytes.subarray(at));
      }
    }
    this.#writing = false;
  }

  async #read(): Promise<void> {
    let have = 0;
    for (;;) {
      const read = await this.#connection.read(
        have === 0 ? this.#buffer : this.#buffer.subarray(have),
      );
      if (read === null) throw new Error("the daemon ended the connection");
      have = this.#count(have + read);
    }
  }

  /** Counts the whole frames, moves the rest to the front; its length. */
  #count(end: number): number {
    const bytes = this.#buffer;
    let at = 0;
    let count = 0;
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
      if (bytes[start] === BRACKET) throw new Error("arrays are not counted");
      if (this.answersOnly && next - start > MAX_ANSWER_BYTES) {
        throw new Error(
          `no good answer: ${decoder.decode(bytes.subarray(start, next))}`,
        );
      }
      this.inspect?.(bytes, start, next);
      at = next;
      count++;
    }
    if (needed > bytes.length) {
      this.#buffer = new Uint8Array(needed);
      this.#buffer.set(bytes.subarray(at, end));
    } else if (at > 0 && at < end) {
      bytes.copyWithin(0, at, end);
    }
    if (count > 0) this.#took(count);
    return end - at;
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

function joined(pieces: Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
