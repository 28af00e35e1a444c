/**
 * The output of a link over a byte stream.
 *
 * @module
 */
import { type Flushable, flushLater } from "../../base/batch.ts";
import { ByteWriter } from "../../base/byte_writer.ts";
import {
  NO_WRITER,
  returnWriter,
  takeWriter,
} from "../../base/spare_writers.ts";
import { mayWrite } from "../../base/paced.ts";
import { PIECE_BYTES } from "../../base/piece_writer.ts";
import type {
  FrameBlock,
  FrameOwner,
  RunOutput,
} from "../../base/shared_frame.ts";
import type { ByteStream } from "./byte_stream.ts";

/** What outputs without pieces share: nothing is put into it. */
const NO_PIECES: Uint8Array[] = [];
/** Appended pieces up to this length are copied: each of the others is a write. */
const MAX_COPIED_BYTES = 1 << 14;
/** Turns in which runs are not tried after one that had to be copied. */
const TURNS_WITHOUT_RUN = 8;
/** Time in which a closing link may deliver its output. */
export const CLOSE_TIMEOUT_MS = 2000;

/** Callbacks of a {@linkcode StreamOutput}. */
export interface OutputHandler {
  /** All output has been taken by the system. */
  drained(): void;
  /** The output has closed the stream. */
  closed(): void;
}

/** A frame that grows until something else follows it, or it is written. */
export interface OpenFrame {
  /**
   * Completes it, with at most one byte behind it.
   *
   * @param end Where it ends so far.
   * @returns Where it ends.
   */
  complete(bytes: Uint8Array, end: number): number;
}

/**
 * Gathers what one turn of the event loop sends, and what is sent while a
 * write is under way, into one write. Closes the stream in the end: after its
 * output, by half-close.
 */
export class StreamOutput implements Flushable, RunOutput {
  readonly #stream: ByteStream;
  readonly #handler: OutputHandler;
  // Output that waits, and the buffer of the current write.
  #waiting = NO_WRITER;
  #current = NO_WRITER;
  // Output before that in the buffer, and its length.
  #pieces = NO_PIECES;
  #pieceBytes = 0;
  // All output that waits, if it is a run of frames in a block.
  #run: FrameBlock | undefined;
  #runStart = 0;
  #runEnd = 0;
  // Writes into a copy of the run what is this link's own.
  #runOwner: FrameOwner | undefined;
  #turnsWithoutRun = 0;
  // The block of the current write.
  #written: FrameBlock | undefined;
  #writing = 0;
  #taken = 0;
  #scheduled = false;
  #finishing = false;
  #ended = false;
  #closed = false;
  #peerEnded = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The frame at the end of the buffer, if more may be joined to it. */
  open: OpenFrame | undefined;

  constructor(stream: ByteStream, handler: OutputHandler) {
    this.#stream = stream;
    this.#handler = handler;
  }

  /** Bytes that the system has not taken yet. */
  get backlog(): number {
    return this.#waiting.length + this.#pieceBytes + this.#writing +
      this.#runEnd - this.#runStart;
  }

  /** Bytes that the system has taken so far, or that nothing takes any more. */
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
    if (this.#run !== undefined) this.#endRun(this.#run);
    this.#completeOpen();
    // A longer buffer would be copied when it grows.
    if (this.#waiting.length + length > PIECE_BYTES) this.#nextPiece(length);
    if (this.#waiting === NO_WRITER) this.#waiting = takeWriter();
    const at = this.#waiting.extend(length);
    this.#schedule();
    return at;
  }

  continues(block: FrameBlock, owner?: FrameOwner): boolean {
    if (this.#run !== undefined) {
      return this.#run === block && this.#runEnd === block.length &&
        this.#runOwner === owner;
    }
    if (this.backlog > 0 || this.#ended) return false;
    if (this.#turnsWithoutRun === 0) return true;
    this.#turnsWithoutRun--;
    return false;
  }

  share(
    block: FrameBlock,
    start: number,
    end: number,
    owner?: FrameOwner,
  ): void {
    if (
      this.#run === block && this.#runEnd === start && this.#runOwner === owner
    ) {
      this.#runEnd = end;
      return;
    }
    if (this.#run !== undefined || !this.continues(block, owner)) {
      const at = this.reserve(end - start);
      this.bytes.set(block.view(start, end), at);
      owner?.own(this.bytes, at, at + end - start);
      return;
    }
    block.acquire();
    this.#run = block;
    this.#runStart = start;
    this.#runEnd = end;
    this.#runOwner = owner;
    this.#schedule();
  }

  /** Puts the run into the buffer. */
  #copyRun(block: FrameBlock): void {
    const run = block.view(this.#runStart, this.#runEnd);
    const owner = this.#runOwner;
    this.#forgetRun();
    if (this.#waiting === NO_WRITER) this.#waiting = takeWriter();
    const at = this.#waiting.extend(run.length);
    this.bytes.set(run, at);
    owner?.own(this.bytes, at, at + run.length);
    block.release();
  }

  /** Ends the run where something else follows it. */
  #endRun(block: FrameBlock): void {
    this.#copyRun(block);
    this.#turnsWithoutRun = TURNS_WITHOUT_RUN;
  }

  #forgetRun(): void {
    this.#run = undefined;
    this.#runOwner = undefined;
    this.#runStart = this.#runEnd = 0;
  }

  /**
   * Makes more room for the open frame.
   *
   * @returns Where it begins; -1 if the buffer would become too long.
   */
  extend(length: number): number {
    // The last byte is for the frame's completion.
    if (this.#waiting.length + length >= PIECE_BYTES) return -1;
    return this.#waiting.extend(length);
  }

  #completeOpen(): void {
    const { open } = this;
    if (open === undefined) return;
    this.open = undefined;
    const end = this.#waiting.extend(1);
    this.#waiting.length = open.complete(this.#waiting.bytes, end);
  }

  /**
   * Appends pieces. Where they are long they are not copied: they must not be
   * changed any more.
   */
  append(pieces: readonly Uint8Array[]): void {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (length <= MAX_COPIED_BYTES) {
      let at = this.reserve(length);
      for (const piece of pieces) {
        this.bytes.set(piece, at);
        at += piece.length;
      }
      return;
    }
    if (this.#run !== undefined) this.#endRun(this.#run);
    this.#completeOpen();
    this.#divide();
    for (const piece of pieces) this.#append(piece);
    this.#schedule();
  }

  #append(piece: Uint8Array): void {
    const { length } = piece;
    if (this.#pieces === NO_PIECES) this.#pieces = [];
    for (let at = 0; at < length; at += PIECE_BYTES) {
      this.#pieces.push(piece.subarray(at, at + PIECE_BYTES));
    }
    this.#pieceBytes += length;
  }

  /** Makes what is in the buffer a piece; so much follows at least. */
  #nextPiece(length: number): void {
    const isFull = this.#waiting.length > 0;
    this.#divide();
    // Growing from nothing would copy a piece once more, and end beyond it.
    if (isFull && length <= PIECE_BYTES) {
      this.#waiting = new ByteWriter(PIECE_BYTES);
    }
  }

  /** Makes what is in the buffer a piece. */
  #divide(): void {
    const { bytes, length } = this.#waiting;
    if (length === 0) return;
    this.#append(bytes.subarray(0, length));
    this.#waiting = NO_WRITER;
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing > 0) return;
    this.#scheduled = true;
    flushLater(this);
  }

  /** Returns the last bytes of the room that was reserved last. */
  release(length: number): void {
    if (this.#waiting !== NO_WRITER) this.#waiting.length -= length;
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#writing > 0 || this.#ended) return;
    const run = this.#run;
    if (run !== undefined && this.#runOwner !== undefined) this.#copyRun(run);
    else if (run !== undefined) {
      const bytes = run.view(this.#runStart, this.#runEnd);
      this.#forgetRun();
      this.#written = run;
      return this.#write(bytes);
    }
    this.#completeOpen();
    if (this.#waiting.length > PIECE_BYTES) this.#divide();
    if (this.#pieces.length > 0) return this.#writePiece();
    const waiting = this.#waiting;
    const { bytes, length } = waiting;
    if (length === 0) return;
    this.#waiting = NO_WRITER;
    this.#current = waiting;
    this.#write(bytes.subarray(0, length));
  }

  #writePiece(): void {
    if (!this.#finishing && !mayWrite(this)) {
      this.#scheduled = true;
      return;
    }
    const piece = this.#pieces.shift();
    if (piece === undefined) return;
    this.#pieceBytes -= piece.length;
    this.#write(piece);
  }

  #write(bytes: Uint8Array): void {
    this.#writing = bytes.length;
    this.#stream.write(bytes);
  }

  /** To be called when the system has taken so many bytes of the write. */
  wrote(length: number): void {
    this.#writing -= length;
    this.#taken += length;
    if (this.#writing > 0) return;
    if (this.#written !== undefined) {
      this.#written.release();
      this.#written = undefined;
    } else if (this.#current !== NO_WRITER) {
      returnWriter(this.#current);
      this.#current = NO_WRITER;
    }
    if (this.backlog > 0) this.flush();
    else if (this.#finishing) return this.#end();
    this.#handler.drained();
  }

  /** Drops frames of which nothing was written. */
  forget(): void {
    // Of the frames of pieces a part may have been.
    if (this.#pieces.length > 0) return;
    this.open = undefined;
    this.#run?.release();
    this.#forgetRun();
    this.#waiting.clear();
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
    this.open = undefined;
    this.#run?.release();
    this.#forgetRun();
    clearTimeout(this.#timer);
    // The buffer of a write that is under way is not used again.
    this.#waiting = this.#current = NO_WRITER;
    this.#pieces = NO_PIECES;
    this.#pieceBytes = 0;
    this.#writing = 0;
  }
}
