/**
 * Events of a fetch that a client has not taken yet: of each element only the
 * newest, in the order of their revisions.
 *
 * @module
 */
import { parseOutline } from "../../protocol/json/outline.ts";
import { isRecord } from "../../base/narrowing.ts";
import { AgingMap } from "../../base/aging_map.ts";
import { RankedList } from "../../bus/collections/ranked_list.ts";
import { memberText } from "./member_text.ts";
import type { Notice } from "./session.ts";

/** An event of a stream. */
export interface StreamEvent {
  readonly kind: string;
  /** Number of the change; 0 if it has none. */
  readonly revision: number;
  /** JSON text of an object, in one line. */
  readonly text: string;
  /** Of the element; `undefined` if it is not about one. */
  readonly path: string | undefined;
  /** Whether it says that a value is out of date. */
  readonly stale: boolean;
}

/** Bytes that an event takes beside its text. */
const EVENT_BYTES = 250;

/**
 * An event of what a fetch was notified of. Line breaks between the tokens of an
 * owner's JSON would end a line of the stream.
 */
export function eventOf({ text, params }: Notice): StreamEvent {
  const { event, path, revision, stale } = params;
  return {
    kind: typeof event === "string" ? event : "changes",
    revision: typeof revision === "number" ? revision : 0,
    text: /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, " ") : text,
    path: typeof path === "string" ? path : undefined,
    stale: event === "stale" || stale === true,
  };
}

/** An event that waits. */
interface Entry {
  readonly key: string;
  readonly event: StreamEvent;
  /** Number of the change, or of the last one if they come in order. */
  readonly rank: number;
  /** Grows from entry to entry. */
  readonly number: number;
}

/** See the module. */
export class EventQueue {
  readonly #entries = new AgingMap<Entry>();
  readonly #order = new RankedList<Entry>((a, b) =>
    a.rank - b.rank || a.number - b.number
  );
  #bytes = 0;
  #lastNumber = 0;
  #inOrder = false;
  // Number of events that are neither of a value nor of the end of an element.
  #notices = 0;

  /** Bytes that the events take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether no event waits. */
  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  /** Number of events. */
  get size(): number {
    return this.#entries.size;
  }

  /** All that is put in the queue from now on follows what is there. */
  keepOrder(): void {
    this.#inOrder = true;
  }

  /** Puts an event in the queue; it replaces others of its element. */
  push(event: StreamEvent): void {
    const { kind, path } = event;
    if (path === undefined || kind === "signal") {
      return this.#set(`\n${this.#lastNumber}`, event);
    }
    const key = `${path}\n`;
    const before = this.#entries.get(key)?.event;
    if (kind === "add" || kind === "change" || kind === "remove") {
      if (kind !== "change" && this.#notices > 0) {
        for (const notice of NOTICES) this.#delete(key + notice);
      }
      const merged = kind === "change" && before?.kind === "add"
        ? withValue(before, event)
        : event;
      return this.#set(key, merged);
    }
    if (kind === "meta" && before?.kind === "add") {
      return this.#set(key, withMeta(before, event));
    }
    this.#set(key + kind, event);
  }

  /** Takes the first event. */
  take(): StreamEvent | undefined {
    const first = this.#order.at(1);
    if (first !== undefined) this.#delete(first.key);
    return first?.event;
  }

  /** The event of an element's value or its end that waits. */
  of(path: string): StreamEvent | undefined {
    return this.#entries.get(`${path}\n`)?.event;
  }

  /** Puts an event at its place; it replaces the one with its key. */
  #set(key: string, event: StreamEvent): void {
    const former = this.#entries.get(key);
    if (former !== undefined) this.#uncount(former);
    const rank = this.#inOrder ? Number.MAX_SAFE_INTEGER : event.revision;
    const entry = { key, event, rank, number: ++this.#lastNumber };
    this.#entries.set(key, entry);
    this.#order.insert(entry);
    if (isNotice(key)) this.#notices++;
    this.#bytes += event.text.length + EVENT_BYTES;
  }

  #delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#uncount(entry);
  }

  #uncount(entry: Entry): void {
    this.#order.remove(entry);
    if (isNotice(entry.key)) this.#notices--;
    this.#bytes -= entry.event.text.length + EVENT_BYTES;
  }
}

const LINE_FEED = 0x0a;
const NOTICES = ["meta", "stale", "away", "back"] as const;

/** Whether a key is not that of an element's value or its end. */
function isNotice(key: string): boolean {
  return key.charCodeAt(key.length - 1) !== LINE_FEED;
}

/** The members of an event. */
function membersOf({ text }: StreamEvent): Record<string, unknown> {
  const members = parseOutline(text);
  return isRecord(members) ? members : {};
}

/** An element that was not reported yet, with a newer value. */
function withValue(add: StreamEvent, change: StreamEvent): StreamEvent {
  const members = { ...membersOf(add), ...membersOf(change), stale: undefined };
  const { revision, path } = change;
  const text = textOf(members, memberText(change.text, "value"));
  return { kind: "add", revision, text, path, stale: false };
}

/** An element that was not reported yet, with other metadata. */
function withMeta(add: StreamEvent, notice: StreamEvent): StreamEvent {
  const { meta, revision } = membersOf(notice);
  const members = { ...membersOf(add), meta, revision };
  const text = "value" in members
    ? textOf(members, memberText(add.text, "value"))
    : JSON.stringify(members);
  return { ...add, revision: notice.revision, text };
}

/** The text of an added element, whose value has all its digits. */
function textOf(members: Record<string, unknown>, value: string): string {
  const rest = JSON.stringify({ ...members, event: "add", value: undefined });
  return `${rest.slice(0, -1)},"value":${value}}`;
}
