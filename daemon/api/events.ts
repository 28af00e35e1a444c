/**
 * Events of a fetch that a client has not taken yet: of each element only the
 * newest, in the order of their revisions.
 *
 * @module
 */
import { memberText } from "./member_text.ts";
import type { Notice } from "./session.ts";

/** An event of a stream. */
export interface StreamEvent {
  readonly kind: string;
  /** Number of the change; 0 if it has none. */
  readonly revision: number;
  /** JSON text of an object, in one line. */
  readonly text: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Bytes that an event takes beside its text. */
const EVENT_BYTES = 100;

/**
 * An event of what a fetch was notified of. Line breaks between the tokens of an
 * owner's JSON would end a line of the stream.
 */
export function eventOf({ text, params }: Notice): StreamEvent {
  const { event, revision } = params;
  return {
    kind: typeof event === "string" ? event : "changes",
    revision: typeof revision === "number" ? revision : 0,
    text: /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, " ") : text,
    params,
  };
}

/** See the module. */
export class EventQueue {
  readonly #events = new Map<string, StreamEvent>();
  // Where the first event is: a new walk would pass all that were taken.
  #walk: Iterator<[string, StreamEvent]> | undefined;
  #bytes = 0;
  #unique = 0;
  // Number of events that are neither of a value nor of the end of an element.
  #notices = 0;

  /** Bytes that the events take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether no event waits. */
  get isEmpty(): boolean {
    return this.#events.size === 0;
  }

  /** Number of events. */
  get size(): number {
    return this.#events.size;
  }

  /** Puts an event at the end; it replaces others of its element. */
  push(event: StreamEvent): void {
    const { kind, params } = event;
    const { path } = params;
    if (typeof path !== "string" || kind === "signal") {
      return this.#set(`\n${++this.#unique}`, event);
    }
    const key = `${path}\n`;
    const before = this.#events.get(key);
    if (kind === "add" || kind === "change" || kind === "remove") {
      this.#delete(key);
      if (kind !== "change" && this.#notices > 0) {
        for (const notice of NOTICES) this.#delete(key + notice);
      }
      const merged = kind === "change" && before?.kind === "add"
        ? withValue(before, event)
        : event;
      return this.#set(key, merged);
    }
    if (kind === "meta" && before?.kind === "add") {
      this.#delete(key);
      return this.#set(key, withMeta(before, event));
    }
    this.#delete(key + kind);
    this.#set(key + kind, event);
  }

  /** Takes the first event. */
  take(): StreamEvent | undefined {
    this.#walk ??= this.#events.entries();
    const { done, value } = this.#walk.next();
    if (done) {
      this.#walk = undefined;
      return undefined;
    }
    const [key, event] = value;
    this.#delete(key);
    return event;
  }

  /** The event of an element's value or its end that waits. */
  of(path: string): StreamEvent | undefined {
    return this.#events.get(`${path}\n`);
  }

  /** Keeps some events only, and sorts them by their revisions. */
  arrange(keeps: (event: StreamEvent) => boolean): void {
    const events = [...this.#events].filter(([, event]) => keeps(event))
      .sort(([, one], [, other]) => one.revision - other.revision);
    this.#events.clear();
    this.#walk = undefined;
    this.#bytes = this.#notices = 0;
    for (const [key, event] of events) this.#set(key, event);
  }

  #set(key: string, event: StreamEvent): void {
    this.#events.set(key, event);
    if (isNotice(key)) this.#notices++;
    this.#bytes += event.text.length + EVENT_BYTES;
  }

  #delete(key: string): void {
    const event = this.#events.get(key);
    if (event === undefined) return;
    this.#events.delete(key);
    if (isNotice(key)) this.#notices--;
    this.#bytes -= event.text.length + EVENT_BYTES;
  }
}

const LINE_FEED = 0x0a;
const NOTICES = ["meta", "stale", "away", "back"] as const;

/** Whether a key is not that of an element's value or its end. */
function isNotice(key: string): boolean {
  return key.charCodeAt(key.length - 1) !== LINE_FEED;
}

/** An element that was not reported yet, with a newer value. */
function withValue(add: StreamEvent, change: StreamEvent): StreamEvent {
  const params = { ...add.params, ...change.params, event: "add" };
  const rest = { ...params, value: undefined, stale: undefined };
  const value = memberText(change.text, "value");
  const text = `${JSON.stringify(rest).slice(0, -1)},"value":${value}}`;
  return { kind: "add", revision: change.revision, text, params };
}

/** An element that was not reported yet, with other metadata. */
function withMeta(add: StreamEvent, notice: StreamEvent): StreamEvent {
  const { meta, revision } = notice.params;
  const params = { ...add.params, meta, revision };
  const changed = { ...add, revision: notice.revision, params };
  return "value" in add.params
    ? withValue(add, changed)
    : { ...changed, text: JSON.stringify(params) };
}
