/**
 * The output of a link over a byte stream.
 *
 * @module
 */
import { type Flushable, flushLater } from "../../base/batch.ts";
import { ByteWriter } from "../../base/byte_writer.ts";
import type { ByteStream } from "./byte_stream.ts";

// A buffer that has grown larger is released when it has been written.
const MAX_KEPT_BUFFER_BYTES = 1 << 16;
/** Time in which a closing link may deliver its output. */
export const CLOSE_TIMEOUT_MS = 2000;

/** Callbacks of a {@linkcode StreamOutput}. */
export interface OutputHandler {
  /** All output has been taken by the system. */
  drained(): void;
  /** The output has closed the stream. */
  closed(): void;
}

/**
 * Gathers what one turn of the event loop sends, and what is sent while a
 * write is under way, into one write. Closes the stream in the end: after its
 * output, by half-close.
 */
export class StreamOutput implements Flushable {
  readonly #stream: ByteStream;
  readonly #handler: OutputHandler;
  // Output that waits, and the buffer of the current write.
  #waiting = new ByteWriter(0);
  #spare = new ByteWriter(0);
  #writing = 0;
  #taken = 0;
  #scheduled = false;
  #finishing = false;
  #ended = false;
  #closed = false;
  #peerEnded = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(stream: ByteStream, handler: OutputHandler) {
    this.#stream = stream;
    this.#handler = handler;
  }

  /** Bytes that the system has not taken yet. */
  get backlog(): number {
    return this.#waiting.length + this.#writing;
  }

  /** Bytes that the system has taken so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Where a frame is composed, at the place that `reserve` returned last. */
  get bytes(): Uint8Array {
    return this.#waiting.bytes;
  }

  /**
   * Makes room for a frame, which must be composed before this turn ends.
   *
   * @returns Where the frame begins in {@linkcode bytes}.
   */
  reserve(length: number): number {
    const at = this.#waiting.extend(length);
    if (!this.#scheduled && this.#writing === 0) {
      this.#scheduled = true;
      flushLater(this);
    }
    return at;
  }

  /** Returns the last bytes of the room that was reserved last. */
  release(length: number): void {
    this.#waiting.length -= length;
  }

  flush(): void {
    this.#scheduled = false;
    const waiting = this.#waiting;
    if (this.#writing > 0 || this.#ended || waiting.length === 0) return;
    const { bytes, length } = waiting;
    this.#waiting = this.#spare;
    this.#spare = bytes.length <= MAX_KEPT_BUFFER_BYTES
      ? waiting
      : new ByteWriter(0);
    this.#spare.clear();
    this.#writing = length;
    this.#stream.write(bytes.subarray(0, length));
  }

  /** To be called when the system has taken so many bytes of the write. */
  wrote(length: number): void {
    this.#writing -= length;
    this.#taken += length;
    if (this.#writing > 0) return;
    if (this.#waiting.length > 0) this.flush();
    else if (this.#finishing) return this.#end();
    this.#handler.drained();
  }

  /** Writes what is left, then closes the stream. */
  finish(): void {
    if (this.#finishing || this.#ended) return;
    this.#finishing = true;
    this.flush();
    if (this.backlog === 0) this.#end();
    else this.#timer = setTimeout(() => this.abort(), CLOSE_TIMEOUT_MS);
  }

  /** To be called when the other end has ended its side: nothing follows. */
  peerEnded(): void {
    this.inputEnded();
    if (!this.#ended) this.finish();
  }

  /** To be called when the other end has ended its side: output may follow. */
  inputEnded(): void {
    this.#peerEnded = true;
    if (this.#ended) this.#close();
  }

  #end(): void {
    if (this.#ended) return;
    this.#drop();
    if (this.#peerEnded) return this.#close();
    // Unread input makes close() send RST, which drops our unsent output:
    // half-close and drain.
    this.#stream.endWriting();
    this.#timer = setTimeout(() => this.abort(), CLOSE_TIMEOUT_MS);
  }

  /** Drops what is left and closes the stream at once. */
  abort(): void {
    this.#drop();
    if (this.#closed) return;
    this.#closed = true;
    this.#stream.destroy();
    this.#handler.closed();
  }

  #close(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#closed = true;
    this.#stream.close();
    this.#handler.closed();
  }

  #drop(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#waiting = new ByteWriter(0);
    this.#spare = this.#waiting;
    this.#writing = 0;
  }
}
