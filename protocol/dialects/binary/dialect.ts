/**
 * Binary Jet, as BINARY.md describes it.
 *
 * @module
 */
import {
  BINARY_VERSION,
  ElementType,
  EventType,
  Feature,
  Fn,
  InfoTag,
  MessageType,
  Option,
  Status,
} from "../../binary/format.ts";
import { RequestReader } from "./request_reader.ts";
import { describe } from "../classic/dialect.ts";
import { classicError } from "../classic/errors.ts";
import { INTERNAL_ERROR, RESPONSE_TIMEOUT } from "../../errors/codes.ts";
import type {
  AnswerForm,
  ChildListing,
  Dialect,
  ElementEntry,
  ElementList,
  ElementRow,
  EventKind,
  Info,
  RequestContext,
  Rights,
  Routed,
  RowList,
} from "../../dialect.ts";
import type { Inbox, InfoExtras, RequestId } from "../../inbox.ts";
import { clipFault } from "../../errors/refusal.ts";
import { EventTexts } from "../../event_texts.ts";
import type { Fault, UnreadFault } from "../../errors/fault.ts";
import { memberOf } from "../../json/members.ts";
import { ByteWriter } from "../../../base/byte_writer.ts";
import { PieceWriter, withHead } from "../../../base/piece_writer.ts";
import { NO_VALUE, type Value } from "../../values/value.ts";
import { fromJson } from "../../values/from_json.ts";
import { ValueType } from "../../values/types.ts";
import type { Slice } from "../../../base/slice.ts";
import { readText } from "../../../base/utf8.ts";
import { BinaryWriter } from "../../binary/writer.ts";
import { type AskedEventKind, inEvent, isNotice } from "../../extras.ts";
import { writeAsked, writeLost } from "./asked.ts";

// Two numbers precede the rows: how many there are, and how many follow.
const ROWS_HEADER_BYTES = 8;

const EVENT_TYPES = {
  add: EventType.add,
  change: EventType.change,
  remove: EventType.remove,
  rows: EventType.rows,
  ready: EventType.ready,
  meta: EventType.meta,
  stale: EventType.stale,
  away: EventType.away,
  back: EventType.back,
  signal: EventType.signal,
} as const;

const NOTHING = new BinaryWriter(0);
/** The options of a row. */
const OPTIONS = new BinaryWriter();

/** The dialect of binary peers. One instance serves all its sessions. */
export class BinaryDialect implements Dialect {
  readonly name = "binary";
  readonly seesMethods = true;
  readonly forgivesUnfetch = false;
  readonly answersAlways = true;
  readonly answersWithPath = false;
  readonly maxMessage = Infinity;
  readonly answersWithWarning = false;
  readonly explicitValuesOnly = true;

  readonly #reader = new RequestReader();
  readonly #out = new BinaryWriter();
  readonly #rows = new BinaryWriter();
  readonly #scratch = new ByteWriter();
  readonly #events = new EventTexts(() => new BinaryWriter());

  greeting(info: Info): ByteWriter {
    const { major, minor, patch } = BINARY_VERSION;
    const features = Feature.rules | Feature.hierarchy | Feature.ping |
      Feature.requests |
      (info.authentication ? Feature.users : 0) |
      (info.keep ? Feature.keep : 0);
    const out = this.#out.clear().u8(MessageType.info)
      .u32(major).u32(minor).u32(patch)
      .u8(InfoTag.features).u16(4).u32(features)
      .u8(InfoTag.maxMessage).u16(4).u32(info.maxMessage);
    return out.u8(InfoTag.separator).text(info.separator)
      .u8(InfoTag.name).text(info.name)
      .u8(InfoTag.version).text(info.version);
  }

  read(bytes: Uint8Array, start: number, end: number, to: Inbox): number {
    this.#reader.read(bytes, start, end, to);
    return end;
  }

  readHead(head: Uint8Array, fault: UnreadFault, to: Inbox): void {
    this.#reader.readHead(head, fault, to);
  }

  /** There are no arrays. */
  readOn(_bytes: Uint8Array, _at: number, end: number): number {
    return end;
  }

  /** Begins a good answer: its value follows. */
  #success(id: RequestId): BinaryWriter {
    return this.#out.clear().u8(MessageType.response).u32(Number(id))
      .u8(Status.success);
  }

  done(id: string): ByteWriter {
    return this.#success(id).value(NO_VALUE);
  }

  fetching(id: string, fetchId: string): ByteWriter {
    return this.#success(id).u8(ValueType.u32).u32(4).u32(Number(fetchId));
  }

  failed(id: RequestId, fault: Fault): ByteWriter {
    if (fault.kind === "timeout") {
      return this.#failure(
        id,
        RESPONSE_TIMEOUT,
        "Response Timeout",
        undefined,
      );
    }
    const text = this.#scratch.clear();
    classicError(text, clipFault(fault));
    return this.#refused(id, { bytes: text.bytes, start: 0, end: text.length });
  }

  /** An error object of the JSON dialects, in this one. */
  #refused(id: RequestId, error: Slice): ByteWriter {
    const said: unknown = JSON.parse(
      readText(error.bytes, error.start, error.end),
    );
    const { code, message } = Object(said);
    return this.#failure(
      id,
      (code | 0) === code ? code : INTERNAL_ERROR,
      typeof message === "string" ? message : JSON.stringify(said),
      memberOf(error, "data"),
    );
  }

  #failure(
    id: RequestId,
    code: number,
    message: string,
    data: Slice | undefined,
  ): ByteWriter {
    const out = this.#out.clear().u8(MessageType.response)
      .u32(Number(id ?? 0)).u8(Status.error).u32(code).text(message);
    return data === undefined
      ? out.value(NO_VALUE)
      : out.u8(ValueType.json).u32(data.end - data.start)
        .slice(data.bytes, data.start, data.end);
  }

  info(
    id: string,
    info: Info,
    { features, time, revision, epoch }: InfoExtras,
  ): ByteWriter {
    const { major, minor, patch } = BINARY_VERSION;
    const described = describe(info, `${major}.${minor}.${patch}`);
    return this.#json(id, {
      ...described,
      features: { ...described.features, ...features },
      time,
      revision,
      epoch,
    });
  }

  user(id: string, { fetchGroups, setGroups, callGroups }: Rights): ByteWriter {
    return this.#json(id, { fetchGroups, setGroups, callGroups });
  }

  #json(id: string, result: unknown): ByteWriter {
    const text = this.#scratch.clear().json(result);
    return this.#success(id).u8(ValueType.json).u32(text.length)
      .slice(text.bytes, 0, text.length);
  }

  echo(id: string, params: Value | undefined): ByteWriter {
    return this.#success(id).value(params ?? NO_VALUE);
  }

  value(id: string, value: Value): ByteWriter {
    return this.#success(id).value(value);
  }

  kept(id: string, value: Value, at: number): ByteWriter {
    return this.#success(id).value(value).u8(Option.at).u16(8).f64(at);
  }

  elements(id: string, asked: number): ElementList {
    const list = this.rows(id, asked);
    let count = 0;
    return {
      get length() {
        return list.length;
      },
      add: (element, readOnly) => list.add(element, ++count, readOnly),
      end: () => list.end(),
    };
  }

  rows(id: string, asked: number): RowList {
    const rows = new PieceWriter((room) => new BinaryWriter(room));
    let count = 0;
    return {
      get length() {
        return rows.length;
      },
      add(element, index, readOnly) {
        count++;
        writeRow(rows.last, index, element, readOnly, true, asked);
        rows.divide();
      },
      end: () => {
        const head = this.#success(id).u8(ValueType.rows)
          .u32(ROWS_HEADER_BYTES + rows.length).u32(count).u32(count);
        return withHead(head, rows);
      },
    };
  }

  listing(
    id: string,
    { children, n, values, asked }: ChildListing,
  ): ByteWriter {
    const rows = this.#beginRows(n, children.length);
    for (const { entry, children: count } of children) {
      writeRow(rows, count, entry, false, values, asked);
    }
    return this.#rowsResult(id);
  }

  #beginRows(n: number, count: number): BinaryWriter {
    return this.#rows.clear().u32(n).u32(count);
  }

  #writeRows<E extends ElementEntry>(
    rows: readonly ElementRow<E>[],
    n: number,
    readOnly: (element: E) => boolean,
    asked: number,
  ): BinaryWriter {
    const out = this.#beginRows(n, rows.length);
    for (const { element, index } of rows) {
      writeRow(out, index, element, readOnly(element), true, asked);
    }
    return out;
  }

  #rowsResult(id: string): ByteWriter {
    const { bytes, length } = this.#rows;
    return this.#success(id).u8(ValueType.rows).u32(length)
      .slice(bytes, 0, length);
  }

  answered(
    routed: Routed,
    ok: boolean,
    payload: Value,
    owner: AnswerForm,
  ): ByteWriter {
    if (!ok) return this.#refused(routed.id, payload);
    const out = this.#success(routed.id);
    if (routed.call || payload.type !== ValueType.json) {
      return out.value(payload);
    }
    if (owner.answersWithPath) {
      const value = routed.valueAsResult
        ? memberOf(payload, "value")
        : undefined;
      return value === undefined
        ? out.value(NO_VALUE)
        : out.value({ type: ValueType.json, ...value });
    }
    return out.value(saysDone(payload) ? NO_VALUE : payload);
  }

  set(
    token: number | undefined,
    path: string,
    value: Value,
    valueAsResult: boolean,
    like: number,
    context: RequestContext | null,
  ): ByteWriter {
    const out = this.#out.clear().u8(MessageType.request).u32(token ?? 0)
      .u8(Fn.setState).text(path).value(fromJson(value, like));
    if (valueAsResult) out.u8(Option.valueAsResult).u16(0);
    return this.#withContext(out, context);
  }

  setBelow(
    token: number | undefined,
    _group: string,
    below: string,
    values: ReadonlyMap<string, Value>,
    like: (name: string) => number,
    context: RequestContext | null,
  ): ByteWriter {
    const out = this.#out.clear().u8(MessageType.request).u32(token ?? 0)
      .u8(Fn.setBelow).text(below).u32(values.size);
    for (const [name, value] of values) {
      out.text(name).value(fromJson(value, like(name)));
    }
    return this.#withContext(out, context);
  }

  call(
    token: number | undefined,
    path: string,
    args: Value | undefined,
    context: RequestContext | null,
  ): ByteWriter {
    const out = this.#out.clear().u8(MessageType.request).u32(token ?? 0)
      .u8(Fn.callMethod).text(path).value(args ?? NO_VALUE);
    return this.#withContext(out, context);
  }

  /** Adds the options that the owner asked for. */
  #withContext(
    out: BinaryWriter,
    context: RequestContext | null,
  ): BinaryWriter {
    if (context === null) return out;
    const { deadline, caller } = context;
    if (deadline !== undefined) out.u8(Option.deadline).u16(8).f64(deadline);
    if (caller !== undefined) {
      out.u8(Option.caller).text(JSON.stringify(caller));
    }
    return out;
  }

  question(_cancel: string, token: number): ByteWriter {
    return this.#out.clear().u8(MessageType.request).u32(token).u8(Fn.ping);
  }

  cancelled(cancel: string, token: number): ByteWriter {
    return this.#out.clear().u8(MessageType.event).u8(EventType.cancel)
      .u32(Number(cancel)).u32(token);
  }

  displaced(displaced: string, path: string): ByteWriter {
    return this.#out.clear().u8(MessageType.event).u8(EventType.displaced)
      .u32(Number(displaced)).text(path);
  }

  head(fetchId: string): ByteWriter {
    return new BinaryWriter(6).u8(MessageType.event).u8(0).u32(Number(fetchId));
  }

  event(
    head: ByteWriter,
    turn: number,
    kind: EventKind | AskedEventKind,
    entry: ElementEntry,
    readOnly: boolean,
    asked: number,
  ): ByteWriter {
    head.bytes[1] = EVENT_TYPES[kind];
    const event = this.#events.of(kind, readOnly, asked);
    if (event.turn !== turn) {
      event.turn = turn;
      const out = event.text.clear()
        .u8(kindIn(kind, entry) | (readOnly ? ElementType.fetchOnly : 0))
        .text(entry.path);
      const valueless = kind === "remove" || isNotice(kind);
      out.value(valueless ? NO_VALUE : entry);
      if (asked !== 0) {
        writeAsked(out, entry, inEvent(kind, asked), kind === "meta");
      }
      if (kind === "signal" || kind === "remove" && entry.signal) {
        writeLost(out, entry);
      }
    }
    return event.text;
  }

  changes<E extends ElementEntry>(
    head: ByteWriter,
    rows: readonly ElementRow<E>[],
    n: number,
    readOnly: (element: E) => boolean,
    asked: number,
  ): ByteWriter {
    head.bytes[1] = EVENT_TYPES.rows;
    return this.#writeRows(rows, n, readOnly, asked);
  }

  ready(head: ByteWriter): ByteWriter {
    head.bytes[1] = EVENT_TYPES.ready;
    return NOTHING;
  }
}

/** The kind that an event names. */
function kindIn(event: string, entry: ElementEntry): number {
  return event === "signal" ? ElementType.signal : kindOf(entry);
}

function kindOf(entry: ElementEntry): number {
  if (entry.signal) return ElementType.signal;
  if (entry.node) return ElementType.node;
  return entry.method ? ElementType.method : ElementType.state;
}

function writeRow(
  out: BinaryWriter,
  index: number,
  entry: ElementEntry,
  readOnly: boolean,
  withValue: boolean,
  asked: number,
): void {
  out.u32(index).u8(kindOf(entry) | (readOnly ? ElementType.fetchOnly : 0))
    .text(entry.path).value(withValue ? entry : NO_VALUE);
  if (asked === 0) return;
  writeAsked(OPTIONS.clear(), entry, asked, false);
  out.u16(OPTIONS.length).slice(OPTIONS.bytes, 0, OPTIONS.length);
}

/** Whether an owner's answer is a mere acknowledgement. */
function saysDone({ bytes, start, end }: Slice): boolean {
  const text = end - start <= 8 ? readText(bytes, start, end) : "";
  return text === "true" || text.replaceAll(" ", "") === "{}";
}
