/**
 * Classic Jet as node-jet 2.x, jet-js and lua-jet speak it. Requests to an
 * owner carry the path as their method; notifications carry the fetch id as
 * theirs.
 *
 * @module
 */
import { classicError, ownerError } from "./classic_errors.ts";
import { classicRules } from "./classic_rules.ts";
import type {
  Dialect,
  Entry,
  EventKind,
  Info,
  RequestId,
  Rights,
  Routed,
} from "./dialect.ts";
import type { Fault } from "./fault.ts";
import type { Slice } from "./json.ts";
import { JsonDialect, NODE_TYPE, writeValue } from "./json_dialect.ts";
import type { FetchRules } from "./rules.ts";
import type { Text } from "./text.ts";

/** Speaks classic Jet. */
export class ClassicDialect extends JsonDialect {
  override readonly name: string = "classic";
  protected override readonly addsFirst: boolean = false;
  override readonly seesMethods: boolean = true;
  override readonly forgivesUnfetch: boolean = true;
  override readonly answersAlways: boolean = false;
  override readonly answersWithPath: boolean = false;
  /** Version of the protocol that `info` tells, as node-jet has it. */
  protected readonly protocolVersion: string = "1.1.0";
  /** What an owner gets as parameters of a call without arguments. */
  protected readonly noArgs: string = "[]";

  protected override rules(params: unknown): FetchRules {
    return classicRules(params);
  }

  override done(id: string): Text {
    return this.result(id).ascii("true}");
  }

  protected override error(out: Text, fault: Fault): void {
    classicError(out, fault);
  }

  protected override infoObject(info: Info): unknown {
    return {
      name: info.name,
      version: info.version,
      protocolVersion: this.protocolVersion,
      features: {
        batches: true,
        // The name of 2.x and cjet, then that of 3.x.
        authentication: info.authentication,
        authenticate: info.authentication,
        fetch: "full",
      },
    };
  }

  override user(id: string, rights: Rights): Text {
    const { fetchGroups, setGroups, callGroups } = rights;
    return this.result(id).json({ fetchGroups, setGroups, callGroups })
      .ascii("}");
  }

  override elements<E extends Entry>(
    id: string,
    elements: readonly E[],
    readOnly: (element: E) => boolean,
  ): Text {
    const out = this.result(id).ascii("[");
    for (let i = 0; i < elements.length; i++) {
      if (i > 0) out.ascii(",");
      this.writeEvent(out, "add", elements[i], readOnly(elements[i]));
    }
    return out.ascii("]}");
  }

  override answered(
    routed: Routed,
    ok: boolean,
    payload: Slice,
    owner: Dialect,
  ): Text {
    if (!ok) return this.#refused(routed.id, payload);
    if (!owner.answersWithPath || routed.call) {
      return this.passed(routed.id, payload);
    }
    // A 3.x owner says path and value, classic peers expect one of the two.
    const value = routed.valueAsResult ? this.valueIn(payload) : undefined;
    return value === undefined
      ? this.result(routed.id).ascii("true}")
      : this.passed(routed.id, value);
  }

  #refused(id: RequestId, payload: Slice): Text {
    const out = this.begin(id).ascii('"error":');
    ownerError(out, payload);
    return out.ascii("}");
  }

  override set(
    token: number | undefined,
    path: string,
    value: Slice,
    valueAsResult: boolean,
  ): Text {
    const out = this.forward(token).quoted(path)
      .ascii(',"params":{"value":').slice(value.bytes, value.start, value.end);
    return out.ascii(valueAsResult ? ',"valueAsResult":true}}' : "}}");
  }

  override call(
    token: number | undefined,
    path: string,
    args: Slice | undefined,
  ): Text {
    const out = this.forward(token).quoted(path).ascii(',"params":');
    // Without parameters a 2.x owner would never answer.
    if (args === undefined) out.ascii(this.noArgs);
    else out.slice(args.bytes, args.start, args.end);
    return out.ascii("}");
  }

  protected override writeEvent(
    out: Text,
    kind: EventKind,
    element: Entry,
    readOnly: boolean,
  ): void {
    out.ascii(
      kind === "add" && readOnly ? '{"fetchOnly":true,"path":' : '{"path":',
    );
    out.quoted(element.path).ascii(',"event":"').ascii(kind).ascii('"');
    if (element.node) out.ascii(NODE_TYPE);
    writeValue(out, element);
    out.ascii("}");
  }
}
