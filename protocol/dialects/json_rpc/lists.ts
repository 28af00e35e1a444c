/**
 * Answers to `get`, to which the elements are added one by one.
 *
 * @module
 */
import { ByteWriter } from "../../../base/byte_writer.ts";
import {
  PIECE_BYTES,
  type Pieces,
  PieceWriter,
} from "../../../base/piece_writer.ts";
import type { ElementEntry, ElementList, RowList } from "../../dialect.ts";
import { writeRow } from "./write.ts";

// The writer of the last answer, which has been sent when another one begins:
// the memory of a new one costs as much as half of a short answer.
let spare: ByteWriter | undefined;

function newWriter(room?: number): ByteWriter {
  const writer = spare?.clear() ?? new ByteWriter(room);
  spare = undefined;
  return writer;
}

/** An answer to `get`. */
abstract class ListText {
  protected readonly out = new PieceWriter(newWriter);
  protected isFirst = true;

  constructor(id: string) {
    this.out.last.ascii('{"id":').write(id).ascii(',"result":[');
  }

  get length(): number {
    return this.out.length;
  }

  end(): Pieces {
    const { out } = this;
    const { last, pieces } = out;
    last.ascii("]}");
    // Pieces of a long answer are sent as they are.
    if (pieces.length === 0 && last.bytes.length <= PIECE_BYTES) spare = last;
    return out;
  }
}

/** Writes an element; returns whether the next one is the first. */
type WriteElement = (
  out: ByteWriter,
  element: ElementEntry,
  readOnly: boolean,
  isFirst: boolean,
) => boolean;

/** The answer to `get`. */
export class ElementsText extends ListText implements ElementList {
  readonly #write: WriteElement;

  constructor(id: string, write: WriteElement) {
    super(id);
    this.#write = write;
  }

  add(element: ElementEntry, readOnly: boolean): void {
    const { out } = this;
    this.isFirst = this.#write(out.last, element, readOnly, this.isFirst);
    out.divide();
  }
}

/** The answer to a sorted `get`. */
export class RowsText extends ListText implements RowList {
  readonly #asked: number;

  constructor(id: string, asked: number) {
    super(id);
    this.#asked = asked;
  }

  add(element: ElementEntry, index: number, readOnly: boolean): void {
    const { out, isFirst } = this;
    writeRow(out.last, element, index, isFirst, readOnly, this.#asked);
    this.isFirst = false;
    out.divide();
  }
}
