/**
 * Jet as node-jet 3.x speaks it: requests to an owner are `set` and `call` with
 * the path inside, events are capitalised, good answers are `{}`.
 *
 * @module
 */
import type {
  AnswerForm,
  ElementEntry,
  EventKind,
  Info,
  RequestContext,
  Rights,
  Routed,
} from "../../dialect.ts";
import type { Fault } from "../../errors/fault.ts";
import { isObjectOf, memberOf } from "../../json/members.ts";
import { JsonDialect } from "../json_rpc/dialect.ts";
import type { Description } from "../json_rpc/write.ts";
import type { CheckedRules } from "../../rules/rules.ts";
import type { ByteWriter } from "../../../base/byte_writer.ts";
import type { Value } from "../../values/value.ts";
import { writeAsJson } from "../../values/to_json.ts";
import { v3Error } from "./errors.ts";
import { v3Rules } from "./rules.ts";
import type { Slice } from "../../../base/slice.ts";
import {
  beginElement,
  eventMembers,
  writeArgs,
  writeType,
  writeValue,
} from "../json_rpc/write.ts";

const TRUE = 0x74;

/** Speaks Jet as node-jet 3.x does. */
export class V3Dialect extends JsonDialect {
  override readonly name: string = "v3";
  protected override readonly addsFirst: boolean = true;
  protected override readonly doneEnd: string = ',"result":{}}';
  override readonly seesMethods: boolean = false;
  override readonly forgivesUnfetch: boolean = false;
  override readonly answersAlways: boolean = true;
  override readonly answersWithPath: boolean = true;
  override readonly answersWithWarning: boolean = false;

  protected override readonly eventMembers = eventMembers({
    add: "Add",
    change: "Change",
    remove: "Remove",
    meta: "Meta",
    stale: "Stale",
    away: "Away",
    back: "Back",
    signal: "Signal",
  });

  protected override rules(params: unknown): CheckedRules {
    return v3Rules(params);
  }

  protected override error(out: ByteWriter, fault: Fault): void {
    v3Error(out, fault);
  }

  protected override infoObject(info: Info): Description {
    return {
      name: info.name,
      version: info.version,
      protocolVersion: "1.1.0",
      features: {
        batches: true,
        fetch: "full",
        asNotification: false,
        authenticate: info.authentication,
        authentication: info.authentication,
      },
    };
  }

  override user(id: string, _rights: Rights): ByteWriter {
    return this.done(id);
  }

  protected override writeElement(
    out: ByteWriter,
    element: ElementEntry,
  ): void {
    beginElement(out, element, true);
  }

  override answered(
    routed: Routed,
    ok: boolean,
    payload: Value,
    owner: AnswerForm,
  ): ByteWriter {
    if (!ok) {
      return this.begin(routed.id).ascii('"error":')
        .slice(payload.bytes, payload.start, payload.end).ascii("}");
    }
    const said = this.asJson(payload, routed.call ? "null" : "true");
    if (owner.answersWithPath || routed.call) {
      return this.passed(routed.id, said);
    }
    // Without a value in the response, the owner has accepted the requested
    // one, or has announced another.
    const isValue = routed.valueAsResult && saysValue(said);
    const { adjusted } = routed;
    let value: Slice;
    if (isValue) value = said;
    else if (adjusted !== undefined) value = this.asJson(adjusted, "null");
    else value = memberOf(routed.params, "value") ?? routed.params;
    return this.result(routed.id).ascii('{"path":').quoted(routed.path)
      .ascii(',"value":').slice(value.bytes, value.start, value.end)
      .ascii("}}");
  }

  override set(
    token: number | undefined,
    path: string,
    value: Value,
    _valueAsResult: boolean,
    _like: number,
    context: RequestContext | null,
  ): ByteWriter {
    const out = this.forward(token, context).ascii('"set","params":{"path":')
      .quoted(path).ascii(',"value":');
    return writeAsJson(out, value).ascii("}}");
  }

  override call(
    token: number | undefined,
    path: string,
    args: Value | undefined,
    context: RequestContext | null,
  ): ByteWriter {
    const out = this.forward(token, context).ascii('"call","params":{"path":')
      .quoted(path);
    if (args !== undefined) {
      writeArgs(out.ascii(',"args":'), args);
    }
    return out.ascii("}}");
  }

  protected override writeEvent(
    out: ByteWriter,
    kind: EventKind,
    element: ElementEntry,
  ): void {
    out.ascii('{"path":').quoted(element.path).ascii(this.eventMembers[kind]);
    writeType(out, element);
    if (kind !== "remove") writeValue(out, element);
  }
}

/** Whether an owner's answer is a value: not `true`, `{}` or a warning. */
function saysValue(said: Slice): boolean {
  return said.bytes[said.start] !== TRUE && !isObjectOf(said, "warning");
}
