/**
 * Outcomes of writes, and what values take.
 *
 * @module
 */
import type { Fault } from "../../protocol/errors/fault.ts";
import type { Value } from "../../protocol/values/value.ts";

/** What a kept value takes beside its bytes. */
const ENTRY_BYTES = 64;

/** Called with the outcome of a write: `null`, or why it failed. */
export type Done = (fault: Fault | null) => void;

/** Bytes that a value takes. */
export function sizeOf(path: string, { start, end }: Value): number {
  return ENTRY_BYTES + path.length + end - start;
}

/** One outcome of several writes: the first fault. */
export function firstFault(count: number, done: Done): Done {
  let left = count;
  let first: Fault | null = null;
  return (fault) => {
    first ??= fault;
    if (--left === 0) done(first);
  };
}
