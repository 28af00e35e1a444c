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

/** Flags of a request. */
export const RequestFlag = {
  valueAsResult: 1,
  valueImplied: 2,
  wantsAnswer: 4,
  hasCondition: 8,
  hasArgs: 16,
  hasCaller: 32,
};

/** Flags of an answer. */
export const AnswerFlag = {
  ok: 1,
  withPath: 2,
  withWarning: 4,
  hasAdjusted: 8,
};

/** Writes messages to the other member. */
export interface MessageOutput {
  begin(kind: number): BinaryWriter;
}
