/**
 * Refused requests, and what an answer quotes of them.
 *
 * @module
 */
import type { Fault } from "./fault.ts";
import type { Slice } from "../../base/slice.ts";
import { readText } from "../../base/utf8.ts";

/** Longest piece of a refused message that its answer quotes, in bytes. */
export const MAX_QUOTE = 1024;

/** Stops the handling of a message whose parameters are wrong. */
export class Refusal {
  /** What is wrong. */
  readonly fault: Fault;

  constructor(fault: Fault) {
    this.fault = fault;
  }
}

// Their parameters are not quoted, however wrong they are.
export const SECRET_METHODS = ["authenticate", "passwd", "addUser"];

/** A piece of a message, unless a password could be in it. */
export function quotable(slice: Slice): Slice | undefined {
  const { bytes, start, end } = slice;
  if (end - start > MAX_QUOTE) return undefined;
  return readText(bytes, start, end).includes("password") ? undefined : slice;
}
