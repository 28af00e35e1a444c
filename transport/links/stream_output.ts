/**
 * The output of a link over a byte stream.
 *
 * @module
 */
import { type Flushable, flushLater } from "../../base/batch.ts";
import type { ByteStream } from "./byte_stream.ts";

const NOTHING = new Uint8Array(0);
const MIN_BUFFER_BYTES = 512;
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
  /** Where a frame is composed, at the place that `reserve` returns. */
  bytes: Uint8Array = NOTHING;
  readonly #stream: ByteStream;
  readonly #handler: OutputHandler;
  #length = 0;
  #spare: Uint8Array = NOTHING;
  #writing = 0;
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
    return this.#length + this.#writing;
  }

  /**
   * Makes room for a frame, which must be composed before this turn ends.
   *
   * @returns Where the frame begins in {@linkcode bytes}.
   */
  reserve(length: number): number {
    const at = this.#length;
    const needed = at + length;
    if (needed > this.bytes.length) this.#grow(needed);
    this.#length = needed;
    if (!this.#scheduled && this.#writing === 0) {
      this.#scheduled = true;
      flushLater(this);
    }
    return at;
  }

  /** Returns the last bytes of the room that was reserved last. */
  release(length: number): void {
    this.#length -= length;
  }

  #grow(needed: number): void {
    const room = Math.max(needed, this.bytes.length * 2, MIN_BUFFER_BYTES);
    const grown = new Uint8Array(room);
    grown.set(this.bytes.subarray(0, this.#length));
    this.bytes = grown;
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#writing > 0 || this.#ended || this.#length === 0) return;
    const { bytes } = this;
    const length = this.#length;
    this.bytes = this.#spare;
    this.#length = 0;
    this.#spare = bytes.length <= MAX_KEPT_BUFFER_BYTES ? bytes : NOTHING;
    this.#writing = length;
    this.#stream.write(bytes.subarray(0, length));
  }

  /** To be called when the system has taken so many bytes of the write. */
  wrote(length: number): void {
    this.#writing -= length;
    if (this.#writing > 0) return;
    if (this.#length > 0) this.flush();
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

  /** To be called when the other end has ended its side. */
  peerEnded(): void {
    this.#peerEnded = true;
    if (this.#ended) this.#close();
    else this.finish();
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
    this.bytes = this.#spare = NOTHING;
    this.#length = this.#writing = 0;
  }
}
