/**
 * Buffers that outputs hand back when they have been written: an idle output has
 * none.
 *
 * @module
 */
import { ByteWriter } from "./byte_writer.ts";

/** What all that wait may take. */
const MAX_BYTES = 1 << 20;
/** A larger one is not kept. */
const MAX_WRITER_BYTES = 1 << 16;

const spare: ByteWriter[] = [];
let bytes = 0;

/** The buffer of what has nothing to write; nothing is put into it. */
export const NO_WRITER: ByteWriter = new ByteWriter(0);

/** A buffer that is empty, and used by nothing else. */
export function takeWriter(): ByteWriter {
  const writer = spare.pop();
  if (writer === undefined) return new ByteWriter(0);
  bytes -= writer.bytes.length;
  return writer;
}

/** Hands back a buffer that nothing reads any more. */
export function returnWriter(writer: ByteWriter): void {
  const { length } = writer.bytes;
  if (length > MAX_WRITER_BYTES || bytes + length > MAX_BYTES) return;
  bytes += length;
  spare.push(writer.clear());
}
