/**
 * Classic Jet in the manner of cjet, for HBK's C++ peers. They are known by
 * `"jsonrpc":"2.0"` in what they send.
 *
 * @module
 */
import { ClassicDialect } from "../classic/dialect.ts";
import type { Description } from "../json_rpc/write.ts";
import { cjetError } from "./errors.ts";
import type {
  AnswerForm,
  ElementEntry,
  EventKind,
  Info,
  Rights,
  Routed,
} from "../../dialect.ts";
import { memberOf } from "../../json/members.ts";
import type { Slice } from "../../../base/slice.ts";
import type { Fault } from "../../errors/fault.ts";
import type { ByteWriter } from "../../../base/byte_writer.ts";
import { beginElement } from "../json_rpc/write.ts";

/** HBK's peers disconnect for good on a larger frame. */
const CPP_MAX_MESSAGE_BYTES = 1 << 18;

/** Room for the id of a fetch in an event. */
const MAX_HEAD_BYTES = 1 << 8;

const OPEN_OBJECT = 0x7b;
const TRUE = 0x74;

/** Speaks classic Jet as cjet does. */
export class CjetDialect extends ClassicDialect {
  override readonly name: string = "cjet";
  protected override readonly addsFirst: boolean = true;
  override readonly forgivesUnfetch: boolean = false;
  protected override readonly protocolVersion: string = "1.0.0";
  protected override readonly noArgs: string = "{}";

  override readonly answersWithWarning: boolean = true;
  readonly explicitValuesOnly = true;
  override readonly maxMessage: number = CPP_MAX_MESSAGE_BYTES;

  protected override error(out: ByteWriter, fault: Fault): void {
    cjetError(out, fault);
  }

  protected override infoObject(info: Info): Description {
    return {
      name: info.name,
      version: info.version,
      protocolVersion: this.protocolVersion,
      features: {
        batches: true,
        authentication: info.authentication,
        fetch: "full",
      },
    };
  }

  override user(id: string, _rights: Rights): ByteWriter {
    return this.done(id);
  }

  /**
   * An object, which HBK's peers index: that of the owner, an empty one, or one
   * with the warning of the owner. A peer that asks for the value gets it.
   */
  protected override wasSet(
    routed: Routed,
    said: Slice,
    owner: AnswerForm,
  ): ByteWriter {
    const { id, valueAsResult } = routed;
    // A 3.x owner that answers without a value has only agreed.
    const hasValue = owner.answersWithPath
      ? memberOf(said, "value") !== undefined
      : !saysTrue(said);
    if (valueAsResult && hasValue) return super.wasSet(routed, said, owner);
    const isObject = said.bytes[said.start] === OPEN_OBJECT;
    const warning = isObject ? memberOf(said, "warning") : undefined;
    if (isObject && warning === undefined && !owner.answersWithPath) {
      return this.passed(id, said);
    }
    const out = this.result(id);
    if (warning === undefined || warning.bytes[warning.start] !== OPEN_OBJECT) {
      return out.ascii("{}}");
    }
    return out.ascii('{"warning":')
      .slice(warning.bytes, warning.start, warning.end).ascii("}}");
  }

  /** Where the last value is too large, it is left out of a `remove`. */
  protected override writeEvent(
    out: ByteWriter,
    kind: EventKind,
    element: ElementEntry,
    readOnly: boolean,
  ): void {
    super.writeEvent(out, kind, element, readOnly);
    if (kind !== "remove" || out.length + MAX_HEAD_BYTES <= this.maxMessage) {
      return;
    }
    out.clear().ascii('{"path":').quoted(element.path)
      .ascii(',"event":"remove"');
  }

  /** States; nodes and signals if they are asked for. */
  protected override lists({ method, node, signal }: ElementEntry): boolean {
    return !method || node || signal;
  }

  protected override writeElement(
    out: ByteWriter,
    element: ElementEntry,
  ): void {
    beginElement(out, element, true);
  }
}

function saysTrue({ bytes, start }: Slice): boolean {
  return bytes[start] === TRUE;
}
