/**
 * Classic Jet for node-jet 2.x, which asks for `info` before anything else: it
 * does not survive some answers that owners of other kinds give.
 *
 * @module
 */
import { ownMember } from "../../../base/object_members.ts";
import type { ByteWriter } from "../../../base/byte_writer.ts";
import type { Slice } from "../../../base/slice.ts";
import { readText } from "../../../base/utf8.ts";
import type { AnswerForm, Routed } from "../../dialect.ts";
import {
  INTERNAL_ERROR,
  INVALID_PARAMS,
  PARSE_ERROR,
} from "../../errors/codes.ts";
import { isObjectOf, memberOf } from "../../json/members.ts";
import type { Fault } from "../../errors/fault.ts";
import { errorObject } from "./errors.ts";
import { ClassicDialect } from "./dialect.ts";

/** Speaks classic Jet to node-jet 2.x. */
export class NodeJetDialect extends ClassicDialect {
  protected override error(out: ByteWriter, fault: Fault): void {
    if (fault.kind === "parse") errorObject(out, PARSE_ERROR).ascii("{}}");
    else super.error(out, fault);
  }

  protected override ownerError(out: ByteWriter, error: Slice): void {
    ownerError(out, error);
  }

  /** The object of a C++ owner is a mere acknowledgement. */
  protected override wasSet(
    routed: Routed,
    said: Slice,
    owner: AnswerForm,
  ): ByteWriter {
    if (!owner.answersWithWarning || !isObjectOf(said, "warning")) {
      return super.wasSet(routed, said, owner);
    }
    const { id, valueAsResult, adjusted, params } = routed;
    if (!valueAsResult) return this.result(id).ascii("true}");
    const value = adjusted === undefined
      ? memberOf(params, "value")
      : this.asJson(adjusted, "true");
    return value === undefined
      ? this.result(id).ascii("true}")
      : this.passed(id, value);
  }
}

/**
 * Writes an owner's error object as it is, with two exceptions. An error of the
 * codes -32602 and -32603 gets a `data` object where it has none: a node-jet
 * 2.x process dies of such an error, and cjet's C++ owners send them. And what
 * a 3.x owner refuses is an invalid argument to a 2.x client too.
 */
function ownerError(out: ByteWriter, payload: Slice): void {
  const error: unknown = JSON.parse(
    readText(payload.bytes, payload.start, payload.end),
  );
  const code = ownMember(error, "code");
  const data = ownMember(error, "data");
  if (
    typeof error === "object" && error !== null &&
    (code === INVALID_PARAMS || code === INTERNAL_ERROR)
  ) {
    const message = ownMember(error, "message") ?? "";
    if (data === undefined || data === null) {
      out.json({ ...error, data: { message, stack: "" } });
      return;
    }
    if (code === INTERNAL_ERROR && typeof data !== "object") {
      // lua-jet sends the error as a text.
      out.json({ ...error, data: { message: String(data), stack: "" } });
      return;
    }
    if (
      ownMember(data, "name") === "jet.InvalidParam" && typeof data === "object"
    ) {
      const invalidArgument = {
        name: "jet.InvalidArgument",
        message: ownMember(data, "details") ?? message,
      };
      out.json({ ...error, data: { ...data, invalidArgument } });
      return;
    }
  }
  out.slice(payload.bytes, payload.start, payload.end);
}
