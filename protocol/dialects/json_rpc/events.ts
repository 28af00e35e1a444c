/**
 * Events of dialects that are made of JSON-RPC messages: how they are read as
 * requests of owners, and how fetchers are notified of them.
 *
 * @module
 */
import { ByteWriter } from "../../../base/byte_writer.ts";
import type { ElementEntry, EventKind } from "../../dialect.ts";
import { EventTexts } from "../../event_texts.ts";
import { type AskedEventKind, inEvent } from "../../extras.ts";
import type { Inbox } from "../../inbox.ts";
import { JsonError } from "../../json/errors.ts";
import { JsonAnswers } from "./answers.ts";
import { ChangeTexts } from "./changes.ts";
import { RepeatedAdd, RepeatedChange } from "./repeated.ts";
import { MessageReader } from "./request_reader.ts";
import {
  EVENT_MEMBERS,
  type EventMembers,
  writeAsked,
  writeLost,
  writeNotice,
  writeType,
  writeValue,
} from "./write.ts";

/**
 * Reads and writes what most messages are: changes and adds, and the notifications
 * of events. Everything else is left to the dialect.
 */
export abstract class JsonEvents extends JsonAnswers {
  /** The message being read. */
  protected readonly message: MessageReader = new MessageReader();
  protected readonly repeatedChange: RepeatedChange = new RepeatedChange(
    this.message,
  );
  protected readonly repeatedAdd: RepeatedAdd = new RepeatedAdd(this.message);
  readonly #events = new EventTexts(() => new ByteWriter());
  readonly #texts = new ChangeTexts((out, element) => {
    this.writeEvent(out, "change", element, false);
  });

  read(bytes: Uint8Array, start: number, end: number, to: Inbox): number {
    try {
      return this.repeatedChange.read(bytes, start, end, to) ||
          this.repeatedAdd.read(bytes, start, end, to)
        ? end
        : this.readMessage(bytes, start, end, to);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      this.unreadable(error, bytes, start, end, to);
      return end;
    }
  }

  /**
   * Reads a message that is not written as the last change or add.
   *
   * @throws {JsonError} if it is not JSON.
   */
  protected abstract readMessage(
    bytes: Uint8Array,
    start: number,
    end: number,
    to: Inbox,
  ): number;

  /** Refuses a message that is not JSON. */
  protected abstract unreadable(
    error: JsonError,
    bytes: Uint8Array,
    start: number,
    end: number,
    to: Inbox,
  ): void;

  event(
    _head: ByteWriter,
    turn: number,
    kind: EventKind | AskedEventKind,
    element: ElementEntry,
    readOnly: boolean,
    asked: number,
  ): ByteWriter {
    if (kind !== "change") {
      return this.otherEvent(turn, kind, element, readOnly, asked);
    }
    return asked === 0
      ? this.#texts.of(turn, element)
      : this.#askedChange(turn, element, asked);
  }

  /** A change for fetches that ask for more than the value. */
  #askedChange(
    turn: number,
    element: ElementEntry,
    asked: number,
  ): ByteWriter {
    const event = this.#events.of("change", false, asked);
    if (event.turn === turn) return event.text;
    event.turn = turn;
    const out = event.text.clear();
    this.writeEvent(out, "change", element, false);
    writeAsked(out, element, inEvent("change", asked));
    return out.ascii("}}");
  }

  /** The notification of an event that is no change of a value. */
  otherEvent(
    turn: number,
    kind: Exclude<EventKind, "change"> | AskedEventKind,
    element: ElementEntry,
    readOnly: boolean,
    asked: number,
  ): ByteWriter {
    const event = this.#events.of(kind, readOnly, asked);
    if (event.turn === turn) return event.text;
    event.turn = turn;
    const out = event.text.clear();
    if (kind === "add" || kind === "remove") {
      this.writeEvent(out, kind, element, readOnly);
      if (asked !== 0) writeAsked(out, element, inEvent(kind, asked));
      if (kind === "remove" && element.signal) writeLost(out, element);
    } else {
      writeNotice(out, this.eventMembers[kind], kind, element, asked);
    }
    return out.ascii("}}");
  }

  /** What notifications have of their events. */
  protected readonly eventMembers: EventMembers = EVENT_MEMBERS;

  protected writeEvent(
    out: ByteWriter,
    kind: EventKind,
    element: ElementEntry,
    readOnly: boolean,
  ): void {
    out.ascii(
      kind === "add" && readOnly ? '{"fetchOnly":true,"path":' : '{"path":',
    ).quoted(element.path).ascii(this.eventMembers[kind]);
    writeType(out, element);
    writeValue(out, element);
  }
}
