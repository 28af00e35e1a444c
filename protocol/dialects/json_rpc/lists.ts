/**
 * Answers to `get`, to which the elements are added one by one.
 *
 * @module
 */
import { ByteWriter } from "../../../base/byte_writer.ts";
import { PieceWriter } from "../../../base/piece_writer.ts";
import type { ElementEntry, ElementList, RowList } from "../../dialect.ts";
import { writeRow } from "./write.ts";

/** Begins the answer to `get`. */
function begin(id: string): PieceWriter<ByteWriter> {
  const out = new PieceWriter((room) => new ByteWriter(room));
  out.last.ascii('{"id":').write(id).ascii(',"result":[');
  return out;
}

function end(out: PieceWriter<ByteWriter>): PieceWriter<ByteWriter> {
  out.last.ascii("]}");
  return out;
}

/**
 * The answer to `get`.
 *
 * @param write Writes an element; returns whether the next one is the first.
 */
export function elementList(
  id: string,
  write: (
    out: ByteWriter,
    element: ElementEntry,
    readOnly: boolean,
    first: boolean,
  ) => boolean,
): ElementList {
  const out = begin(id);
  let first = true;
  return {
    get length() {
      return out.length;
    },
    add(element, readOnly) {
      first = write(out.last, element, readOnly, first);
      out.divide();
    },
    end: () => end(out),
  };
}

/** The answer to a sorted `get`. */
export function rowList(id: string, asked: number): RowList {
  const out = begin(id);
  let first = true;
  return {
    get length() {
      return out.length;
    },
    add(element, index, readOnly) {
      writeRow(out.last, element, index, first, readOnly, asked);
      out.divide();
      first = false;
    },
    end: () => end(out),
  };
}
