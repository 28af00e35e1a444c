/**
 * Parts of messages that the JSON-RPC dialects share.
 *
 * @module
 */
import type {
  ChildListing,
  ElementEntry,
  ElementRow,
  EventKind,
  RequestContext,
} from "../../dialect.ts";
import { Asked } from "../../rules/asked.ts";
import type { AskedEventKind, EntryExtras } from "../../extras.ts";
import type { Slice } from "../../../base/slice.ts";
import type { ByteWriter } from "../../../base/byte_writer.ts";
import type { Value } from "../../values/value.ts";
import { writeAsJson } from "../../values/to_json.ts";
import { ValueType } from "../../values/types.ts";

/** The answer to `info`. */
export interface Description {
  readonly name: string;
  readonly version: string;
  readonly protocolVersion: string;
  readonly features: object;
}

const NODE_TYPE = ',"type":"node"';
const SIGNAL_TYPE = ',"type":"signal"';

/** Distinguishes nodes and signals from methods, which have no value either. */
export function writeType(
  out: ByteWriter,
  { method, node, signal }: ElementEntry,
): void {
  if (!method) return;
  if (node) out.ascii(NODE_TYPE);
  else if (signal) out.ascii(SIGNAL_TYPE);
}

/** Writes an element's value as a member, if it has one. */
export function writeValue(out: ByteWriter, element: ElementEntry): void {
  if (element.method) return;
  writeAsJson(out.ascii(',"value":'), element);
}

/** Writes members that a fetch, a `get` or a `list` has asked for. */
export function writeAsked(
  out: ByteWriter,
  element: ElementEntry,
  asked: number,
): void {
  const { extras, node } = element;
  if (node) return;
  if (asked & Asked.times) {
    writeTimes(out, element);
    if (extras !== null) writeNotes(out, extras);
  }
  if (extras === null) return;
  if (asked & Asked.meta) writeMeta(out, extras.meta);
  if (asked & Asked.presence && extras.away) out.ascii(',"away":true');
}

function writeTimes(
  out: ByteWriter,
  { time, revision, source }: ElementEntry,
): void {
  out.ascii(`,"time":${time},"revision":${revision}`);
  if (source === undefined) return;
  out.ascii(`,"source":{"revision":${source.revision},"epoch":`)
    .quoted(source.epoch).ascii("}");
}

function writeNotes(
  out: ByteWriter,
  { at, quality, stale }: EntryExtras,
): void {
  if (at !== undefined) out.ascii(`,"at":${at}`);
  if (quality !== undefined) out.ascii(',"quality":').quoted(quality);
  if (stale) out.ascii(',"stale":true');
}

function writeMeta(out: ByteWriter, meta: Slice | null): void {
  if (meta !== null) {
    out.ascii(',"meta":').slice(meta.bytes, meta.start, meta.end);
  }
}

/** The member of each event, behind the path: as text, it is written at once. */
export type EventMembers = Readonly<Record<EventKind | AskedEventKind, string>>;

/** Makes the members of events from their names. */
export function eventMembers(names: EventMembers): EventMembers {
  const member = (name: string) => `,"event":"${name}"`;
  return {
    add: member(names.add),
    change: member(names.change),
    remove: member(names.remove),
    meta: member(names.meta),
    stale: member(names.stale),
    away: member(names.away),
    back: member(names.back),
    signal: member(names.signal),
  };
}

/** Those of classic dialects. */
export const EVENT_MEMBERS: EventMembers = eventMembers({
  add: "add",
  change: "change",
  remove: "remove",
  meta: "meta",
  stale: "stale",
  away: "away",
  back: "back",
  signal: "signal",
});

/** Writes the parameters of an event that a fetch has asked for. */
export function writeNotice(
  out: ByteWriter,
  member: string,
  kind: AskedEventKind,
  element: ElementEntry,
  asked: number,
): void {
  const { path, extras } = element;
  out.ascii('{"path":').quoted(path).ascii(member);
  if (kind === "signal") writeAsJson(out.ascii(',"value":'), element);
  if (asked & Asked.times) writeTimes(out, element);
  if (kind === "signal") return writeLost(out, element);
  if (kind !== "meta") return;
  if (extras === null || extras.meta === null) out.ascii(',"meta":null');
  else writeMeta(out, extras.meta);
}

/** Ends a request to set several states. */
export function writeGroup(
  out: ByteWriter,
  below: string,
  values: ReadonlyMap<string, Value>,
): ByteWriter {
  out.ascii(',"params":{"below":').quoted(below).ascii(',"values":{');
  let first = true;
  for (const [name, value] of values) {
    out.ascii(first ? "" : ",").quoted(name).ascii(":");
    writeAsJson(out, value);
    first = false;
  }
  return out.ascii("}}}");
}

/** Writes how many signals were lost before an event, if any. */
export function writeLost(out: ByteWriter, { lost = 0 }: ElementEntry): void {
  if (lost > 0) out.ascii(`,"lost":${lost}`);
}

/** Writes members of a request to an owner that asked for them. */
export function writeContext(
  out: ByteWriter,
  { deadline, caller }: RequestContext,
): void {
  if (deadline !== undefined) out.ascii(`"deadline":${deadline},`);
  if (caller !== undefined) out.ascii('"caller":').json(caller).ascii(",");
}

/**
 * Writes the arguments of a call. JSON-RPC requires an array or an object: a
 * bare value of a binary peer is wrapped in an array.
 */
export function writeArgs(out: ByteWriter, args: Value): ByteWriter {
  return args.type === ValueType.json
    ? out.slice(args.bytes, args.start, args.end)
    : writeAsJson(out.ascii("["), args).ascii("]");
}

/** Begins an object of an array with an element's path, kind and value. */
export function beginElement(
  out: ByteWriter,
  element: ElementEntry,
  first: boolean,
): ByteWriter {
  out.ascii(first ? '{"path":' : ',{"path":').quoted(element.path);
  writeType(out, element);
  writeValue(out, element);
  return out;
}

export function writeRows<E extends ElementEntry>(
  out: ByteWriter,
  rows: readonly ElementRow<E>[],
  readOnly: (element: E) => boolean,
  asked: number,
): void {
  out.ascii("[");
  for (let i = 0; i < rows.length; i++) {
    const { element, index } = rows[i];
    writeRow(out, element, index, i === 0, readOnly(element), asked);
  }
  out.ascii("]");
}

/** Writes a row of a sorted answer or report. */
export function writeRow(
  out: ByteWriter,
  element: ElementEntry,
  index: number,
  first: boolean,
  readOnly: boolean,
  asked: number,
): void {
  beginElement(out, element, first).ascii(`,"index":${index}`);
  if (readOnly) out.ascii(',"fetchOnly":true');
  if (asked !== 0) writeAsked(out, element, asked);
  out.ascii("}");
}

/** Writes the answer to `list`. */
export function writeListing(
  out: ByteWriter,
  { path, children, n, values, asked }: ChildListing,
): void {
  out.ascii('{"path":').quoted(path).ascii(`,"n":${n},"children":[`);
  let first = true;
  for (const { entry, name, children: count } of children) {
    out.ascii(first ? '{"name":' : ',{"name":').quoted(name)
      .ascii(',"path":').quoted(entry.path);
    if (entry.node) out.ascii(`,"type":"node","children":${count}`);
    else if (entry.signal) out.ascii(SIGNAL_TYPE);
    else if (entry.method) out.ascii(',"type":"method"');
    else {
      out.ascii(',"type":"state"');
      if (values) writeValue(out, entry);
    }
    if (asked !== 0) writeAsked(out, entry, asked);
    out.ascii("}");
    first = false;
  }
  out.ascii("]}");
}
