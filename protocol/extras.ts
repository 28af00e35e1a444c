/**
 * What elements have beside their values. Only peers that ask get it.
 *
 * @module
 */
import { Asked } from "./rules/asked.ts";
import type { Slice } from "../base/slice.ts";

/** Events of an element that only fetches get which have asked for them. */
export type NoticeKind = "meta" | "stale" | "away" | "back";

/** What fetches get beside the events that all peers know. */
export type AskedEventKind = NoticeKind | "signal";

/** Whether an event is one that only fetches get which have asked for it. */
export function isNotice(kind: string): kind is NoticeKind {
  return kind === "meta" || kind === "stale" || kind === "away" ||
    kind === "back";
}

/** What an event has of what a fetch asks for; see {@linkcode Asked}. */
export function inEvent(kind: string, asked: number): number {
  // Metadata and absence have events of their own.
  return kind === "add" || kind === "meta" ? asked : asked & Asked.times;
}

/** What an entry has beside path and value. */
export interface EntryExtras {
  /** The JSON text of an object, as its owner wrote it; `null`: none. */
  readonly meta: Slice | null;
  /** When the value came about, by its owner, in milliseconds since 1970. */
  readonly at: number | undefined;
  /** Quality of the value, by its owner. */
  readonly quality: string | undefined;
  /** Whether the value has not changed for longer than its owner promised. */
  readonly stale: boolean;
  /** Whether the owner is away and may come back. */
  readonly away: boolean;
}

/** What an owner says of a value beside the value itself. */
export interface ValueNotes {
  /** The JSON text of an object; `null`: none any more. */
  readonly meta: Slice | null | undefined;
  /** Milliseconds since 1970. */
  readonly at: number | undefined;
  readonly quality: string | undefined;
}

/** Properties of an element in its `add` that few elements have. */
export interface AddExtras extends ValueNotes {
  /** Seconds without a change after which a value is stale. */
  readonly expires: number | undefined;
  /** Seconds for which an element stays when its owner leaves. */
  readonly stay: number | undefined;
  /** Whether the values that its owner announces are kept. */
  readonly keep: true | undefined;
  /** Of an element of another daemon: whether its value is stale already. */
  readonly stale?: boolean;
  /** Of an element of another daemon: whether its owner is away. */
  readonly away?: boolean;
}

/** Nothing of it. */
export const NO_EXTRAS: AddExtras = {
  meta: undefined,
  at: undefined,
  quality: undefined,
  expires: undefined,
  stay: undefined,
  keep: undefined,
};

/** Longest text of a quality, in UTF-16 units. */
export const MAX_QUALITY_LENGTH = 64;

/** What is wrong with notes; `undefined`: nothing. */
export function notesFault(
  { at, quality }: Pick<ValueNotes, "at" | "quality">,
): string | undefined {
  if (at !== undefined && !Number.isFinite(at)) return "at is no time";
  return quality !== undefined && quality.length > MAX_QUALITY_LENGTH
    ? `quality has more than ${MAX_QUALITY_LENGTH} characters`
    : undefined;
}
