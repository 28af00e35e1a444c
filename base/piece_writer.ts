/**
 * Long texts that are written in pieces, so that their growth copies little.
 *
 * @module
 */
import { ByteWriter } from "./byte_writer.ts";

/** Length of a piece in bytes, about. */
export const PIECE_BYTES: number = 1 << 16;
// A piece ends when it is longer than this: what is written next mostly fits.
const FULL_BYTES = PIECE_BYTES - (1 << 11);

/** A text in pieces: the last one may still be written to. */
export interface Pieces<W extends ByteWriter = ByteWriter> {
  /** What precedes the last piece: buffers that nothing else writes to. */
  readonly pieces: readonly Uint8Array[];
  readonly last: W;
  /** Length of the whole text in bytes. */
  readonly length: number;
}

/** The pieces as one text. */
export function joined({ pieces, last, length }: Pieces): ByteWriter {
  const whole = new ByteWriter(length);
  for (const piece of pieces) whole.slice(piece, 0, piece.length);
  return whole.slice(last.bytes, 0, last.length);
}

/** A text with a head before it, which is copied. */
export function withHead(
  head: ByteWriter,
  { pieces, last, length }: Pieces,
): Pieces {
  const whole = head.length + length;
  if (pieces.length > 0) {
    return { pieces: [head.view.slice(), ...pieces], last, length: whole };
  }
  head.slice(last.bytes, 0, last.length);
  return { pieces, last: head, length: whole };
}

/** A text that grows piece by piece. */
export class PieceWriter<W extends ByteWriter> implements Pieces<W> {
  readonly pieces: Uint8Array[] = [];
  last: W;
  readonly #make: (room?: number) => W;
  #before = 0;

  /** @param make Makes the writer of a piece. */
  constructor(make: (room?: number) => W) {
    this.#make = make;
    this.last = make();
  }

  get length(): number {
    return this.#before + this.last.length;
  }

  /** Begins a new piece if the last one is long enough. */
  divide(): void {
    const { bytes, length } = this.last;
    if (length < FULL_BYTES) return;
    this.pieces.push(bytes.subarray(0, length));
    this.#before += length;
    this.last = this.#make(PIECE_BYTES);
  }
}
