/**
 * Classic Jet in the manner of cjet, for HBK's C++ peers. They are known by
 * `"jsonrpc":"2.0"` in what they send.
 *
 * @module
 */
import { ClassicDialect } from "../classic/dialect.ts";
import type { Description } from "../json_rpc/dialect.ts";
import { cjetError } from "./errors.ts";
import type { ElementEntry, Info, Rights } from "../../dialect.ts";
import type { Fault } from "../../errors/fault.ts";
import type { ByteWriter } from "../../../base/byte_writer.ts";
import { beginElement } from "../json_rpc/write.ts";

/** Speaks classic Jet as cjet does. */
export class CjetDialect extends ClassicDialect {
  override readonly name: string = "cjet";
  protected override readonly addsFirst: boolean = true;
  override readonly forgivesUnfetch: boolean = false;
  protected override readonly protocolVersion: string = "1.0.0";
  protected override readonly noArgs: string = "{}";

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

  /** States, and nodes if they are asked for. */
  protected override lists({ method, node }: ElementEntry): boolean {
    return !method || node;
  }

  protected override writeElement(
    out: ByteWriter,
    element: ElementEntry,
  ): void {
    beginElement(out, element, true).ascii("}");
  }
}
