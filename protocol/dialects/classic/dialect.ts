/**
 * Classic Jet as jet-js and lua-jet speak it. Requests to an owner carry the
 * path as their method; notifications carry the fetch id as theirs.
 *
 * @module
 */
import { classicError } from "./errors.ts";
import { classicRules } from "./rules.ts";
import type {
  AnswerForm,
  ElementEntry,
  Info,
  RequestContext,
  Rights,
  Routed,
} from "../../dialect.ts";
import type { RequestId } from "../../inbox.ts";
import type { Fault } from "../../errors/fault.ts";
import { memberOf } from "../../json/members.ts";
import { JsonDialect } from "../json_rpc/dialect.ts";
import type { Description } from "../json_rpc/write.ts";
import type { CheckedRules, OnUnknownRule } from "../../rules/rules.ts";
import type { ByteWriter } from "../../../base/byte_writer.ts";
import type { Value } from "../../values/value.ts";
import { writeAsJson } from "../../values/to_json.ts";
import type { Slice } from "../../../base/slice.ts";
import { writeArgs } from "../json_rpc/write.ts";

/** Speaks classic Jet, to peers of which no more is known. */
export class ClassicDialect extends JsonDialect {
  override readonly name: string = "classic";
  protected override readonly addsFirst: boolean = false;
  protected override readonly doneEnd: string = ',"result":true}';
  override readonly seesMethods: boolean = true;
  override readonly forgivesUnfetch: boolean = true;
  override readonly answersAlways: boolean = false;
  override readonly answersWithPath: boolean = false;
  override readonly answersWithWarning: boolean = false;
  /** Protocol version in `info`, as in node-jet. */
  protected readonly protocolVersion: string = "1.1.0";
  /** What an owner gets as parameters of a call without arguments. */
  protected readonly noArgs: string = "[]";

  readonly #onUnknownRule: OnUnknownRule | undefined;

  /**
   * @param onUnknownRule Called for each rule that doesn't exist; without
   * it such a rule is refused.
   */
  constructor(onUnknownRule?: OnUnknownRule) {
    super();
    this.#onUnknownRule = onUnknownRule;
  }

  protected override rules(params: unknown): CheckedRules {
    return classicRules(params, this.#onUnknownRule);
  }

  protected override error(out: ByteWriter, fault: Fault): void {
    classicError(out, fault);
  }

  protected override infoObject(info: Info): Description {
    return describe(info, this.protocolVersion);
  }

  override user(id: string, rights: Rights): ByteWriter {
    const { fetchGroups, setGroups, callGroups } = rights;
    return this.result(id).json({ fetchGroups, setGroups, callGroups })
      .ascii("}");
  }

  protected override writeElement(
    out: ByteWriter,
    element: ElementEntry,
    readOnly: boolean,
  ): void {
    this.writeEvent(out, "add", element, readOnly);
  }

  override answered(
    routed: Routed,
    ok: boolean,
    payload: Value,
    owner: AnswerForm,
  ): ByteWriter {
    if (!ok) return this.#refused(routed.id, payload);
    const said = this.asJson(payload, routed.call ? "null" : "true");
    return routed.call
      ? this.passed(routed.id, said)
      : this.wasSet(routed, said, owner);
  }

  /**
   * The answer to a set.
   *
   * @param said What the owner answered.
   */
  protected wasSet(routed: Routed, said: Slice, owner: AnswerForm): ByteWriter {
    if (!owner.answersWithPath) return this.passed(routed.id, said);
    // A 3.x owner answers with path and value; classic peers expect one of
    // them.
    const value = routed.valueAsResult ? memberOf(said, "value") : undefined;
    return value === undefined
      ? this.result(routed.id).ascii("true}")
      : this.passed(routed.id, value);
  }

  #refused(id: RequestId, payload: Slice): ByteWriter {
    const out = this.begin(id).ascii('"error":');
    this.ownerError(out, payload);
    return out.ascii("}");
  }

  /** Writes the error object of an owner. */
  protected ownerError(out: ByteWriter, error: Slice): void {
    out.slice(error.bytes, error.start, error.end);
  }

  override set(
    token: number | undefined,
    path: string,
    value: Value,
    valueAsResult: boolean,
    _like: number,
    context: RequestContext | null,
  ): ByteWriter {
    const out = this.forward(token, context).quoted(path).ascii(
      ',"params":{"value":',
    );
    writeAsJson(out, value);
    return out.ascii(valueAsResult ? ',"valueAsResult":true}}' : "}}");
  }

  override call(
    token: number | undefined,
    path: string,
    args: Value | undefined,
    context: RequestContext | null,
  ): ByteWriter {
    const out = this.forward(token, context).quoted(path).ascii(',"params":');
    // Without parameters a 2.x owner would never answer.
    if (args === undefined) out.ascii(this.noArgs);
    else writeArgs(out, args);
    return out.ascii("}");
  }
}

/** The daemon's description, as peers of several dialects know it. */
export function describe(info: Info, protocolVersion: string): Description {
  return {
    name: info.name,
    version: info.version,
    protocolVersion,
    features: {
      batches: true,
      // The name of 2.x and cjet, then that of 3.x.
      authentication: info.authentication,
      authenticate: info.authentication,
      fetch: "full",
    },
  };
}
