/**
 * The answers of dialects that are made of JSON-RPC messages.
 *
 * @module
 */
import type {
  AnswerForm,
  ChildListing,
  ElementEntry,
  ElementList,
  Info,
  Rights,
  Routed,
  RowList,
} from "../../dialect.ts";
import type { InfoExtras, RequestId } from "../../inbox.ts";
import type { Fault } from "../../errors/fault.ts";
import { clipFault } from "../../errors/refusal.ts";
import { ByteWriter } from "../../../base/byte_writer.ts";
import type { Slice } from "../../../base/slice.ts";
import { writeAsJson } from "../../values/to_json.ts";
import { ValueType } from "../../values/types.ts";
import type { Value } from "../../values/value.ts";
import { ElementsText, RowsText } from "./lists.ts";
import { type Description, writeAsked, writeListing } from "./write.ts";

/** Writes answers. */
export abstract class JsonAnswers {
  /** Takes the messages that are written one at a time. */
  protected readonly out: ByteWriter = new ByteWriter();
  /** Takes parts of such messages. */
  protected readonly part: ByteWriter = new ByteWriter();

  /** Begins a message with the id of a request. */
  protected begin(id: RequestId): ByteWriter {
    const out = this.out.clear();
    return id === undefined
      ? out.ascii("{")
      : out.ascii('{"id":').write(id).ascii(",");
  }

  /** Begins a good answer. */
  protected result(id: RequestId): ByteWriter {
    return this.begin(id).ascii('"result":');
  }

  done(id: string): ByteWriter {
    return this.out.clear().ascii('{"id":').write(id).ascii(this.doneEnd);
  }

  /** What the answer to a request without a result is, behind its id. */
  protected abstract readonly doneEnd: string;

  fetching(id: string): ByteWriter {
    return this.done(id);
  }

  failed(id: RequestId, fault: Fault): ByteWriter {
    const out = this.begin(id).ascii('"error":');
    this.error(out, clipFault(fault));
    return out.ascii("}");
  }

  /** Writes the error object for a fault. */
  protected abstract error(out: ByteWriter, fault: Fault): void;

  info(
    id: string,
    info: Info,
    { features, ...extras }: InfoExtras,
  ): ByteWriter {
    const described = this.infoObject(info);
    return this.result(id).json({
      ...described,
      features: { ...described.features, ...features },
      ...extras,
    }).ascii("}");
  }

  /** What `info` answers. */
  protected abstract infoObject(info: Info): Description;

  abstract user(id: string, rights: Rights): ByteWriter;

  echo(id: string, params: Value | undefined): ByteWriter {
    return params === undefined
      ? this.result(id).ascii("true}")
      : this.value(id, params);
  }

  value(id: string, value: Value): ByteWriter {
    return writeAsJson(this.result(id), value).ascii("}");
  }

  kept(id: string, value: Value, at: number): ByteWriter {
    return writeAsJson(this.result(id).ascii('{"kept":'), value)
      .ascii(`,"at":${at}}}`);
  }

  elements(id: string, asked: number): ElementList {
    return new ElementsText(id, (out, element, readOnly, first) => {
      if (!this.lists(element)) return first;
      if (!first) out.ascii(",");
      this.writeElement(out, element, readOnly);
      if (asked !== 0) writeAsked(out, element, asked);
      out.ascii("}");
      return false;
    });
  }

  /** Whether the answer to `get` includes an element. */
  protected lists(_element: ElementEntry): boolean {
    return true;
  }

  /** Writes an element of the answer to `get`, without the last brace. */
  protected abstract writeElement(
    out: ByteWriter,
    element: ElementEntry,
    readOnly: boolean,
  ): void;

  rows(id: string, asked: number): RowList {
    return new RowsText(id, asked);
  }

  listing(id: string, listing: ChildListing): ByteWriter {
    const out = this.result(id);
    writeListing(out, listing);
    return out.ascii("}");
  }

  abstract answered(
    routed: Routed,
    ok: boolean,
    payload: Value,
    owner: AnswerForm,
  ): ByteWriter;

  /** What an owner said, as JSON; one that said nothing said `otherwise`. */
  protected asJson(payload: Value, otherwise: string): Slice {
    if (payload.type === ValueType.json) return payload;
    const text = this.part.clear();
    if (payload.type === ValueType.none) text.ascii(otherwise);
    else writeAsJson(text, payload);
    return { bytes: text.bytes, start: 0, end: text.length };
  }

  /** Passes a result on as it is. */
  protected passed(id: RequestId, result: Slice): ByteWriter {
    return this.result(id).slice(result.bytes, result.start, result.end)
      .ascii("}");
  }
}
