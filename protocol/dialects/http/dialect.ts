/**
 * What requests over HTTP become inside the daemon: classic Jet, whose errors
 * name the fault, and whose elements name the type of their values.
 *
 * @module
 */
import type { ByteWriter } from "../../../base/byte_writer.ts";
import type { ElementEntry } from "../../dialect.ts";
import type { Fault } from "../../errors/fault.ts";
import { mimeOf, ValueType } from "../../values/types.ts";
import { isArray, isScalar, nameOf } from "../../values/value.ts";
import { ClassicDialect } from "../classic/dialect.ts";
import { beginElement } from "../json_rpc/write.ts";

/** Members of a fault that its problem document has. */
const MEMBERS = ["kind", "path", "reason", "param", "user"] as const;

/** See the module. */
export class HttpDialect extends ClassicDialect {
  override readonly name: string = "http";
  // The answer to a fetch ends its initial matches.
  protected override readonly addsFirst: boolean = true;

  protected override error(out: ByteWriter, fault: Fault): void {
    const members: [string, unknown][] = [];
    for (const name of MEMBERS) {
      const value: unknown = Reflect.get(fault, name);
      if (typeof value === "string") members.push([name, value]);
    }
    out.json({ fault: Object.fromEntries(members) });
  }

  protected override writeElement(
    out: ByteWriter,
    element: ElementEntry,
    readOnly: boolean,
  ): void {
    beginElement(out, element, true);
    if (readOnly) out.ascii(',"fetchOnly":true');
    const { type } = element;
    const isJson = type === ValueType.json || isScalar(type) || isArray(type);
    if (isJson || type === ValueType.none) return;
    const name = type === ValueType.named ? nameOf(element) : mimeOf(type);
    out.ascii(',"mime":').quoted(name);
  }
}
