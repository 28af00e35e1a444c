/**
 * What binary Jet has beside paths and values: options of `ADD_…`,
 * `NOTIFY_STATE` and `LIST`, and of the events and rows of who asks.
 *
 * @module
 */
import { Asked } from "../../../protocol/rules/asked.ts";
import { Option } from "../../../protocol/binary/format.ts";
import type { Params } from "../codec.ts";
import type { BinaryReader } from "../../../protocol/binary/reader.ts";
import type { BinaryWriter } from "../../../protocol/binary/writer.ts";
import { parseJson } from "../../values/values.ts";
import { writeText } from "./value.ts";

/** Names of the events with one element, by their numbers. */
export const EVENTS: readonly (string | undefined)[] = [
  undefined,
  "add",
  "change",
  "remove",
  // Rows, ready and cancel have other forms.
  undefined,
  undefined,
  undefined,
  "meta",
  "stale",
  "away",
  "back",
  // Displaced has another form.
  undefined,
  "signal",
];

/** Whether a request asks for what rows and events have as options. */
export function asksForNotes(params: Params): boolean {
  return askedBits(params) !== Asked.nothing;
}

/** The same request for a daemon that knows nothing of it. */
export function withoutAsked(params: Params): Params {
  const { meta: _meta, times: _times, presence: _presence, ...rest } = params;
  return rest;
}

/** Writes what a `LIST` asks for. */
export function writeAsked(out: BinaryWriter, params: Params): void {
  const asked = askedBits(params);
  if (asked !== Asked.nothing) out.u8(Option.asked).u16(1).u8(asked);
}

/** Writes what an owner says about a value or an element. */
export function writeNotes(out: BinaryWriter, params: Params): void {
  const { meta, expires, at, quality } = params;
  if (meta === null) out.u8(Option.meta).u16(0);
  else if (meta !== undefined) {
    out.u8(Option.meta);
    writeText(out, JSON.stringify(meta));
  }
  if (typeof expires === "number") {
    const milliseconds = Math.max(1, Math.ceil(expires * 1000));
    out.u8(Option.expires).u16(4).u32(Math.min(0xffffffff, milliseconds));
  }
  if (typeof at === "number") out.u8(Option.at).u16(8).f64(at);
  if (quality !== undefined) {
    out.u8(Option.quality);
    writeText(out, String(quality));
  }
}

/** Reads the options up to the end of an event, as members of classic Jet. */
export function readNotes(input: BinaryReader, params: Params): void {
  input.options((tag, length) => {
    switch (tag) {
      case Option.meta:
        params.meta = length === 0 ? null : parseJson(input.text(length));
        return;
      case Option.at:
        params.at = input.f64();
        return;
      case Option.quality:
        params.quality = input.text(length);
        return;
      case Option.time:
        params.time = input.f64();
        return;
      case Option.revision:
        params.revision = input.f64();
        return;
      case Option.source:
        params.source = {
          revision: input.f64(),
          epoch: input.text(length - 8),
        };
        return;
      case Option.stale:
        params.stale = true;
        return;
      case Option.away:
        params.away = true;
        return;
      case Option.lost:
        params.lost = input.u32();
    }
  });
}

/** Reads the options of a row, which follow their length. */
export function readRowNotes(input: BinaryReader): Params {
  const params: Params = {};
  const length = input.u16();
  const start = input.skip(length);
  const { at: next, end } = input;
  input.at = start;
  input.end = next;
  readNotes(input, params);
  input.at = next;
  input.end = end;
  return params;
}

function askedBits({ meta, times, presence }: Params): number {
  return (meta === true ? Asked.meta : 0) |
    (times === true ? Asked.times : 0) |
    (presence === true ? Asked.presence : 0);
}
