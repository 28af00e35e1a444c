/**
 * Values, elements and changes as texts: JSON for programs, and something to
 * read for people.
 *
 * @module
 */
import {
  type Change,
  type ElementKind,
  type Entry,
  type EntryNotes,
  fromDataUrl,
  TypedBytes,
} from "../../peer.ts";
import { jsonMember, jsonText } from "../../peer/values/values.ts";
import { clockText, notesText, unitText } from "./notes.ts";
import type { Style } from "./style.ts";
import { clip, pad, printable, widthOf } from "./text.ts";
import { format as bytesText } from "../../std/bytes.ts";

/** The JSON text of a value, in one line. */
export function jsonOf(value: unknown): string {
  return jsonText(value);
}

/** The JSON text of a value for people: in several lines, with colours. */
export function prettyJson(value: unknown, style: Style): string {
  const text: unknown = JSON.stringify(value, jsonMember, 2);
  // Line by line: the ends of lines are controls too.
  return String(text).split("\n").map((line) =>
    colourJson(printable(line), style)
  ).join("\n");
}

const TOKENS =
  /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g;

/** Colours for a JSON text. */
export function colourJson(text: string, style: Style): string {
  return text.replace(TOKENS, (token, quoted?: string, colon?: string) => {
    if (quoted !== undefined) {
      return colon === undefined ? style.string(quoted) : quoted + colon;
    }
    return /^[-\d]/.test(token) ? style.number(token) : style.word(token);
  });
}

/** A value in one short line for people; bytes are only described. */
export function briefValue(
  value: unknown,
  columns: number,
  style: Style,
): string {
  const bytes = bytesOf(value);
  if (bytes !== undefined) {
    const { type, bytes: { length } } = bytes;
    return style.dim(
      clip(`<${printable(type)}, ${sizeText(length)}>`, columns),
    );
  }
  return colourJson(clip(printable(jsonOf(value)), columns), style);
}

/** How much so many bytes are. */
export function sizeText(bytes: number): string {
  return String(bytesText(bytes));
}

/** The bytes that a value is, or is the `data:` URL of. */
export function bytesOf(value: unknown): TypedBytes | undefined {
  if (value instanceof TypedBytes) return value;
  if (value instanceof Uint8Array) {
    return new TypedBytes("application/octet-stream", value);
  }
  return typeof value === "string" ? fromDataUrl(value) : undefined;
}

/** An element as a line of JSON. */
export function entryJson(entry: Entry): string {
  const { path, type, fetchOnly, index } = entry;
  return jsonText({
    index,
    path,
    type,
    fetchOnly,
    value: type === "state" ? entry.value : undefined,
    ...notesOf(entry),
  });
}

/** A change as a line of JSON. */
export function changeJson(change: Change): string {
  const { event, path, type, fetchOnly } = change;
  return jsonText({
    event,
    path,
    type,
    fetchOnly,
    value: type === "state" || type === "signal" ? change.value : undefined,
    lost: type === "signal" ? change.lost : undefined,
    ...notesOf(change),
  });
}

/** What was asked for beside path and value. */
export function notesOf(notes: EntryNotes): EntryNotes {
  const { meta, time, revision, source, at, quality, stale, away } = notes;
  return { meta, time, revision, source, at, quality, stale, away };
}

/**
 * An element as a line for people.
 *
 * @param width Columns that the path takes at least.
 */
export function entryLine(
  entry: Entry,
  columns: number,
  style: Style,
  width = 0,
): string {
  const path = pad(printable(entry.path), width);
  const what = whatItIs(entry, columns - widthOf(path) - 1, style);
  return `${style.path(path)} ${what}`;
}

/** The value of a state, or what else it is. */
export function whatItIs(
  entry: EntryNotes & { readonly type: ElementKind; readonly value?: unknown },
  columns: number,
  style: Style,
): string {
  const notes = notesText(entry, style);
  return entry.type === "state" || entry.value !== undefined
    ? briefValue(entry.value, Math.max(columns, 12), style) +
      style.dim(unitText(entry)) + notes
    : style.dim(`(${entry.type})`) + notes;
}

const SIGNS = {
  add: "+",
  change: "~",
  remove: "-",
  meta: "i",
  stale: "!",
  away: "<",
  back: ">",
  signal: "*",
} as const;

/** A change as a line for people, with its time. */
export function changeLine(
  change: Change,
  time: Date,
  columns: number,
  style: Style,
): string {
  const { event } = change;
  const sign = SIGNS[event];
  const coloured = event === "add" || event === "back"
    ? style.added(sign)
    : event === "change" || event === "meta" || event === "signal"
    ? style.changed(sign)
    : style.removed(sign);
  const clock = clockText(time);
  const rest = entryLine(change, columns - clock.length - 3, style);
  return `${style.dim(clock)} ${coloured} ${rest}`;
}

/** A time in seconds or minutes, for people. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")} min`;
}

/** A number of things: "1 state", "2 states". */
export function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
