/**
 * Rows of binary Jet: notifications of a sorted fetch, and results of `get` and `list`.
 *
 * @module
 */
import { ElementType } from "../../../protocol/binary/format.ts";
import { ValueType } from "../../../protocol/values/types.ts";
import type { BinaryReader } from "../../../protocol/binary/reader.ts";
import type { Params } from "../codec.ts";
import { readRowNotes } from "./notes.ts";
import { readValue, readValueOf } from "./value.ts";

const NO_NOTES: Params = {};

/** One row. */
export interface RawRow {
  readonly index: number;
  readonly type: "state" | "method" | "node" | "signal" | undefined;
  readonly fetchOnly: boolean;
  readonly path: string;
  readonly value: unknown;
  /** What was asked for beside the value. */
  readonly notes: Params;
}

/** Rows, as far as they were asked for, and how many there are in all. */
export class Rows {
  readonly n: number;
  readonly rows: readonly RawRow[];

  constructor(n: number, rows: readonly RawRow[]) {
    this.n = n;
    this.rows = rows;
  }
}

/**
 * Reads rows.
 *
 * @param noted Whether they have options.
 */
export function readRows(input: BinaryReader, noted: boolean): Rows {
  const n = input.u32();
  const count = input.u32();
  const rows: RawRow[] = [];
  for (let at = 0; at < count; at++) {
    const index = input.u32();
    const kind = input.u8();
    rows.push({
      index,
      type: typeOf(kind),
      fetchOnly: isFetchOnly(kind),
      path: input.key(),
      value: readValue(input),
      notes: noted ? readRowNotes(input) : NO_NOTES,
    });
  }
  return new Rows(n, rows);
}

/** Reads the result of a request: rows or a value. */
export function readResult(input: BinaryReader, noted: boolean): unknown {
  const type = input.u8();
  const length = input.u32();
  return type === ValueType.rows
    ? readRows(input, noted)
    : readValueOf(input, type, length);
}

/** Whether the byte of a kind says that the peer can only fetch it. */
export function isFetchOnly(kind: number): boolean {
  return (kind & ElementType.fetchOnly) !== 0;
}

/** Which kind it is; nothing if it is not known. */
export function typeOf(kind: number): RawRow["type"] {
  switch (kind & ~ElementType.fetchOnly) {
    case ElementType.state:
      return "state";
    case ElementType.method:
      return "method";
    case ElementType.node:
      return "node";
    case ElementType.signal:
      return "signal";
  }
}
