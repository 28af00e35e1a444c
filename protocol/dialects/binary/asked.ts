/**
 * Options of events and rows that a fetch has asked for.
 *
 * @module
 */
import { Asked } from "../../rules/asked.ts";
import type { EntryExtras } from "../../extras.ts";
import { Option } from "../../binary/format.ts";
import type { BinaryWriter } from "../../binary/writer.ts";
import type { ElementEntry } from "../../dialect.ts";
import type { Slice } from "../../../base/slice.ts";

/** The options of a row have 16 bits for their length. */
const MAX_META_BYTES = 65_000;

/** Writes what is asked for; `always`: that there is no metadata, too. */
export function writeAsked(
  out: BinaryWriter,
  { node, time, revision, source, extras }: ElementEntry,
  asked: number,
  always: boolean,
): void {
  if (node) return;
  if (asked & Asked.times) {
    out.u8(Option.time).u16(8).f64(time).u8(Option.revision).u16(8)
      .f64(revision);
    if (source !== undefined) {
      const { revision, epoch } = source;
      // The epochs of daemons are ASCII.
      out.u8(Option.source).u16(8 + epoch.length).f64(revision).ascii(epoch);
    }
    if (extras !== null) writeNotes(out, extras);
  }
  if (asked & Asked.meta) {
    const meta = extras === null ? null : extras.meta;
    if (meta !== null) writeMeta(out, meta);
    else if (always) out.u8(Option.meta).u16(0);
  }
  if (asked & Asked.presence && extras !== null && extras.away) {
    out.u8(Option.away).u16(0);
  }
}

function writeNotes(
  out: BinaryWriter,
  { at, quality, stale }: EntryExtras,
): void {
  if (at !== undefined) out.u8(Option.at).u16(8).f64(at);
  if (quality !== undefined) out.u8(Option.quality).text(quality);
  if (stale) out.u8(Option.stale).u16(0);
}

function writeMeta(out: BinaryWriter, { bytes, start, end }: Slice): void {
  if (end - start > MAX_META_BYTES) return;
  out.u8(Option.meta).u16(end - start).slice(bytes, start, end);
}

/** Writes how many signals were lost before an event, if any. */
export function writeLost(out: BinaryWriter, { lost = 0 }: ElementEntry): void {
  if (lost > 0) out.u8(Option.lost).u16(4).u32(lost);
}
