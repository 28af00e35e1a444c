/**
 * The error objects of classic Jet, as node-jet 2.x has them: its peers turn
 * the code and the members of `data` into typed errors.
 *
 * @module
 */
import type { Fault } from "../../errors/fault.ts";
import type { ByteWriter } from "../../../base/byte_writer.ts";
import { readUtf8 } from "../../../base/utf8.ts";
import type { Slice } from "../../../base/slice.ts";
import { MAX_QUOTE } from "../../errors/refusal.ts";
import {
  INTERNAL_ERROR,
  INVALID_PARAMS,
  INVALID_REQUEST,
  LIMIT_EXCEEDED,
  METHOD_NOT_FOUND,
  PARSE_ERROR,
  RESPONSE_TIMEOUT,
} from "../../errors/codes.ts";

const MESSAGES = {
  [PARSE_ERROR]: "Parse error",
  [INVALID_REQUEST]: "Invalid Request",
  [METHOD_NOT_FOUND]: "Method not found",
  [INVALID_PARAMS]: "Invalid params",
  [INTERNAL_ERROR]: "Internal error",
  [RESPONSE_TIMEOUT]: "Response Timeout",
  [LIMIT_EXCEEDED]: "Limit exceeded",
} as const;

/** A code of the daemon's own errors. */
export type DaemonCode = keyof typeof MESSAGES;

/** Begins an error object: what is written next is its `data`. */
export function errorObject(out: ByteWriter, code: DaemonCode): ByteWriter {
  return out.ascii('{"message":"').ascii(MESSAGES[code])
    .ascii('","code":').ascii(`${code}`).ascii(',"data":');
}

/** What came, if it is short enough to be worth sending back. */
function quote(out: ByteWriter, slice: Slice | undefined): ByteWriter {
  if (slice === undefined || slice.end - slice.start > MAX_QUOTE) {
    return out.ascii("{}");
  }
  return out.slice(slice.bytes, slice.start, slice.end);
}

/** Writes the error object for a fault. */
export function classicError(out: ByteWriter, fault: Fault): void {
  switch (fault.kind) {
    case "notFound":
      return invalid(out, "pathNotExists", fault.path);
    case "occupied":
      return invalid(out, "pathAlreadyExists", fault.path);
    case "pathIsNode":
    case "parentIsLeaf":
    case "emptySegment":
    case "tooDeep":
    case "pathTooLong":
      return invalid(out, fault.kind, fault.path);
    case "fetchOnly":
      return invalid(out, "fetchOnly", fault.path);
    case "notOwner":
      return invalid(out, "foreignPath", fault.path);
    case "noAccess":
      return invalid(out, "noAccess", fault.path);
    case "conflict":
      return invalid(out, "conflict", fault.path);
    case "notState":
      return invalid(out, "pathIsNotState", fault.path);
    case "notMethod":
      return invalid(out, "pathIsNotMethod", fault.path);
    case "notSignal":
      return invalid(out, "pathIsNotSignal", fault.path);
    case "fetchIdInUse":
      errorObject(out, INVALID_PARAMS).ascii('{"fetchIdInUse":')
        .write(fault.fetchId).ascii("}}");
      return;
    case "unknownFetch":
      errorObject(out, INVALID_PARAMS).ascii('{"unknownFetch":')
        .write(fault.fetchId).ascii("}}");
      return;
    case "missing":
    case "wrongType":
      errorObject(out, INVALID_PARAMS)
        .ascii(fault.kind === "missing" ? '{"missingParam":' : '{"wrongType":')
        .quoted(fault.param).ascii(',"got":');
      quote(out, fault.got).ascii("}}");
      return;
    case "invalid":
      // A plain text, as node-jet has it for rules that it does not know.
      errorObject(out, INVALID_PARAMS).quoted(fault.reason).ascii("}");
      return;
    case "invalidUser":
    case "invalidPassword":
      errorObject(out, INVALID_PARAMS)
        .ascii('{"').ascii(fault.kind).ascii('":true}}');
      return;
    case "notAllowed":
      errorObject(out, INVALID_PARAMS)
        .json({ notAllowed: fault.reason }).ascii("}");
      return;
    case "userExists":
      return invalid(out, "userExists", fault.user);
    case "encoding":
      return invalid(out, "encodingNotSupported", fault.encoding);
    case "timeout":
      quote(errorObject(out, RESPONSE_TIMEOUT), fault.request).ascii(
        "}",
      );
      return;
    case "ownerGone":
      return internal(out, "the owner of the path has gone");
    case "limit":
      return limit(out, fault);
    case "internal":
      return internal(out, fault.reason);
    case "unknownMethod":
      errorObject(out, METHOD_NOT_FOUND)
        .quoted(fault.method).ascii("}");
      return;
    case "invalidRequest":
      quote(errorObject(out, INVALID_REQUEST), fault.message).ascii(
        "}",
      );
      return;
    case "parse":
      return parseError(out, fault);
    case "protocol":
    case "tooLarge":
      errorObject(out, INVALID_REQUEST).json({ reason: fault.reason })
        .ascii("}");
      return;
  }
  fault satisfies never;
}

/** As in lua-jet: `data` is the text that came. */
function parseError(
  out: ByteWriter,
  { reason, text }: Extract<Fault, { kind: "parse" }>,
): void {
  const data = errorObject(out, PARSE_ERROR);
  const quoted = text && readUtf8(text.bytes, text.start, text.end);
  if (quoted === undefined) data.json({ reason });
  else data.quoted(quoted);
  data.ascii("}");
}

function invalid(out: ByteWriter, key: string, path: string): void {
  errorObject(out, INVALID_PARAMS).ascii('{"').ascii(key).ascii('":')
    .quoted(path)
    .ascii("}}");
}

function limit(
  out: ByteWriter,
  { reason, option }: Extract<Fault, { kind: "limit" }>,
): void {
  if (option === undefined) return internal(out, reason);
  const { name, maximum } = option;
  errorObject(out, LIMIT_EXCEEDED).json({ limit: name, maximum, reason }).ascii(
    "}",
  );
}

function internal(out: ByteWriter, message: string): void {
  // node-jet 2.x makes a PeerError of message and stack.
  errorObject(out, INTERNAL_ERROR).json({ message, stack: "" }).ascii(
    "}",
  );
}
