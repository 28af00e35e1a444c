/**
 * What members say to each other: numbers, texts and values behind a number for
 * the kind.
 *
 * @module
 */
import type { BinaryReader } from "../protocol/binary/reader.ts";
import type { BinaryWriter } from "../protocol/binary/writer.ts";
import type { ValueNotes } from "../protocol/extras.ts";
import type { Fault, PathFaultKind } from "../protocol/errors/fault.ts";
import type { Value } from "../protocol/values/value.ts";
import type { Slice } from "../base/slice.ts";

/** Kinds of messages. */
export const Kind = {
  /** A value, whether it is new or was there. */
  value: 1,
  /** What an owner says of a value without a new one. */
  notes: 2,
  /** A signal was sent. */
  signal: 3,
  /** Asks for values now and for their changes. */
  subscribe: 4,
  /** Ends one subscription. */
  unsubscribe: 5,
  /** Everything that an interest includes has been sent. */
  subscribed: 6,
  set: 7,
  call: 8,
  answer: 9,
  fault: 10,
  /** A request is given up. */
  cancel: 11,
  /** Messages up to a number have arrived. */
  taken: 12,
  /** Messages of the receiver were lost. */
  lost: 13,
  /** Nothing; its number shows whether messages were lost. */
  sync: 14,
  /** Ends all subscriptions of the sender. */
  unsubscribeAll: 15,
  /** Asks up to which number messages have arrived. */
  probe: 16,
  /** Asks for a path whose owner is away or silent. */
  yield: 17,
  /** Answers {@linkcode Kind.yield}. */
  yielded: 18,
  /** Sets several states. */
  setGroup: 32,
  /** A signal with its number: a gap is the count of those that were lost. */
  numberedSignal: 33,
  /** Asks for a path whose owner is away or silent, for an element like it. */
  takeOver: 34,
} as const;

/**
 * The first kind with a length: members of earlier versions pass over those that
 * they don't know.
 */
export const FIRST_MEASURED = 32;

/**
 * Number of the additions to the protocol that this version knows. The join of a
 * member has it; a request is only sent to members that know its kind.
 */
export const ADDITIONS = 4;
/** The one with {@linkcode Kind.setGroup}. */
export const GROUP_ADDITION = 1;
/** The one with {@linkcode SentNotes.stale} and {@linkcode SentNotes.away}. */
export const MARKS_ADDITION = 2;
/** The one with {@linkcode Kind.numberedSignal}. */
export const SIGNAL_ADDITION = 3;
/** The one with {@linkcode Kind.takeOver}, and with paths that members give. */
export const GIVE_ADDITION = 4;

/** What is said of a value. */
export interface SentNotes extends ValueNotes {
  /** Whether the value is stale. */
  readonly stale?: boolean;
  /** Whether the owner is away. */
  readonly away?: boolean;
}

/** A value and its notes. */
export interface SentValue {
  /** See `Place`. */
  readonly place: number;
  /** Number of the change at the owner's member. */
  readonly revision: number;
  /** When it changed, in milliseconds since 1970. */
  readonly time: number;
  readonly notes: SentNotes | null;
  readonly value: Value;
}

const HAS_NOTES = 1;
const HAS_META = 2;
const HAS_AT = 4;
const HAS_QUALITY = 8;
const NO_META = 16;
const STALE = 32;
const AWAY = 64;

/** Writes notes behind bits for what there is of them. */
export function writeNotes(out: BinaryWriter, notes: SentNotes | null): void {
  if (notes === null) {
    out.u8(0);
    return;
  }
  const { meta, at, quality, stale, away } = notes;
  out.u8(
    HAS_NOTES + (meta ? HAS_META : meta === null ? NO_META : 0) +
      (at !== undefined ? HAS_AT : 0) +
      (quality !== undefined ? HAS_QUALITY : 0) + (stale ? STALE : 0) +
      (away ? AWAY : 0),
  );
  if (meta) {
    out.u32(meta.end - meta.start).slice(meta.bytes, meta.start, meta.end);
  }
  if (at !== undefined) out.f64(at);
  if (quality !== undefined) out.text(quality);
}

/** Reads notes. */
export function readNotes(from: BinaryReader): SentNotes | null {
  const bits = from.u8();
  if (bits === 0) return null;
  const meta = (bits & HAS_META) !== 0
    ? readSlice(from)
    : (bits & NO_META) !== 0
    ? null
    : undefined;
  const at = (bits & HAS_AT) !== 0 ? from.f64() : undefined;
  const quality = (bits & HAS_QUALITY) !== 0 ? from.text() : undefined;
  const [stale, away] = [(bits & STALE) !== 0, (bits & AWAY) !== 0];
  return { meta, at, quality, stale, away };
}

/** Bytes behind their length. */
export function readSlice(from: BinaryReader): Slice {
  const length = from.u32();
  const start = from.skip(length);
  return { bytes: from.bytes, start, end: start + length };
}

/** A value behind its type and length. */
export function readValue(from: BinaryReader): Value {
  const type = from.u8();
  return { type, ...readSlice(from) };
}

const PATH_FAULTS: Readonly<Record<PathFaultKind, true>> = {
  notFound: true,
  occupied: true,
  fetchOnly: true,
  pathIsNode: true,
  parentIsLeaf: true,
  emptySegment: true,
  tooDeep: true,
  pathTooLong: true,
  notOwner: true,
  notState: true,
  notMethod: true,
  notSignal: true,
  noAccess: true,
  conflict: true,
  ownerGone: true,
};
const REASON_FAULTS = ["invalid", "limit", "internal", "protocol"] as const;

function isPathFault(kind: string): kind is PathFaultKind {
  return Object.hasOwn(PATH_FAULTS, kind);
}

/** Writes why a request was not carried out. */
export function writeFault(out: BinaryWriter, fault: Fault): void {
  const text = "path" in fault
    ? fault.path
    : "reason" in fault
    ? fault.reason
    : "";
  out.text(fault.kind).longText(text);
}

/**
 * Reads why a request was not carried out.
 *
 * @param params Its parameters.
 */
export function readFault(from: BinaryReader, params: Slice): Fault {
  const kind = from.text();
  const text = from.text(from.u32());
  if (kind === "timeout") return { kind, request: params };
  if (isPathFault(kind)) return { kind, path: text };
  const withReason = REASON_FAULTS.find((each) => each === kind);
  return { kind: withReason ?? "internal", reason: text || kind };
}
