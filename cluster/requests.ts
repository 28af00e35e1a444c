/**
 * What both ends of a request between members share: the flags of the request
 * and of its answer, and the output.
 *
 * @module
 */
import type { BinaryWriter } from "../protocol/binary/writer.ts";
import type { Slice } from "../base/slice.ts";

/** Parameters of a request that are not known at this end. */
export const NOTHING: Slice = {
  bytes: new Uint8Array(0),
  start: 0,
  end: 0,
};

// Flags of a request.
export const VALUE_AS_RESULT = 1;
export const VALUE_IMPLIED = 2;
export const WANTS_ANSWER = 4;
export const HAS_CONDITION = 8;
export const HAS_ARGS = 16;
export const HAS_CALLER = 32;

// Flags of an answer.
export const OK = 1;
export const WITH_PATH = 2;
export const WITH_WARNING = 4;
export const HAS_ADJUSTED = 8;

/** Writes messages to the other member. */
export interface MessageOutput {
  begin(kind: number): BinaryWriter;
}
