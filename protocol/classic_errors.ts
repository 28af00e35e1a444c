/**
 * The error objects of classic Jet, as node-jet 2.x has them: its peers turn
 * the code and the members of `data` into typed errors.
 *
 * @module
 */
import type { Fault } from "./errors/fault.ts";
import { readText, type Slice } from "./json.ts";
import { MAX_QUOTE } from "./message_reader.ts";
import type { Text } from "../base/byte_writer.ts";

/** Codes of JSON-RPC, and the one that Jet adds. */
export const ErrorCode = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  responseTimeout: -32001,
} as const;

const MESSAGES: ReadonlyMap<number, string> = new Map([
  [ErrorCode.parseError, "Parse error"],
  [ErrorCode.invalidRequest, "Invalid Request"],
  [ErrorCode.methodNotFound, "Method not found"],
  [ErrorCode.invalidParams, "Invalid params"],
  [ErrorCode.internalError, "Internal error"],
  [ErrorCode.responseTimeout, "Response Timeout"],
]);

/** Begins an error object: what is written next is its `data`. */
export function errorObject(out: Text, code: number): Text {
  return out.ascii('{"message":"').ascii(MESSAGES.get(code) ?? "Error")
    .ascii('","code":').ascii(`${code}`).ascii(',"data":');
}

/** What came, if it is short enough to be worth sending back. */
function quote(out: Text, slice: Slice | undefined): Text {
  if (slice === undefined || slice.end - slice.start > MAX_QUOTE) {
    return out.ascii("{}");
  }
  return out.slice(slice.bytes, slice.start, slice.end);
}

/** Writes the error object for a fault. */
export function classicError(out: Text, fault: Fault): void {
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
    case "notState":
      return invalid(out, "pathIsNotState", fault.path);
    case "notMethod":
      return invalid(out, "pathIsNotMethod", fault.path);
    case "fetchIdInUse":
      errorObject(out, ErrorCode.invalidParams).ascii('{"fetchIdInUse":')
        .write(fault.fetchId).ascii("}}");
      return;
    case "unknownFetch":
      errorObject(out, ErrorCode.invalidParams).ascii('{"unknownFetch":')
        .write(fault.fetchId).ascii("}}");
      return;
    case "missing":
    case "wrongType":
      errorObject(out, ErrorCode.invalidParams)
        .ascii(fault.kind === "missing" ? '{"missingParam":' : '{"wrongType":')
        .quoted(fault.param).ascii(',"got":');
      quote(out, fault.got).ascii("}}");
      return;
    case "invalid":
      // A plain text, as node-jet has it for rules that it does not know.
      errorObject(out, ErrorCode.invalidParams).quoted(fault.reason).ascii("}");
      return;
    case "invalidUser":
    case "invalidPassword":
      errorObject(out, ErrorCode.invalidParams)
        .ascii('{"').ascii(fault.kind).ascii('":true}}');
      return;
    case "notAllowed":
      errorObject(out, ErrorCode.invalidParams)
        .json({ notAllowed: fault.reason }).ascii("}");
      return;
    case "userExists":
      return invalid(out, "userExists", fault.user);
    case "encoding":
      return invalid(out, "encodingNotSupported", fault.encoding);
    case "timeout":
      quote(errorObject(out, ErrorCode.responseTimeout), fault.request).ascii(
        "}",
      );
      return;
    case "ownerGone":
      return internal(out, "the owner of the path has gone");
    case "internal":
      return internal(out, fault.reason);
    case "unknownMethod":
      errorObject(out, ErrorCode.methodNotFound)
        .quoted(fault.method.slice(0, MAX_QUOTE)).ascii("}");
      return;
    case "invalidRequest":
      quote(errorObject(out, ErrorCode.invalidRequest), fault.message).ascii(
        "}",
      );
      return;
    case "protocol":
    case "tooLarge":
      errorObject(out, ErrorCode.invalidRequest).json({ reason: fault.reason })
        .ascii("}");
      return;
    case "parse":
      errorObject(out, ErrorCode.parseError).json({ reason: fault.reason })
        .ascii("}");
      return;
  }
}

function invalid(out: Text, key: string, path: string): void {
  errorObject(out, ErrorCode.invalidParams).ascii('{"').ascii(key).ascii('":')
    .quoted(path)
    .ascii("}}");
}

function internal(out: Text, message: string): void {
  // node-jet 2.x makes a PeerError of message and stack.
  errorObject(out, ErrorCode.internalError).json({ message, stack: "" }).ascii(
    "}",
  );
}

/**
 * Writes an owner's error object as it is, with two exceptions. An error of the
 * codes -32602 and -32603 gets a `data` object where it has none: a node-jet
 * 2.x process dies of such an error, and cjet's C++ owners send them. And what
 * a 3.x owner refuses is an invalid argument to a 2.x client too.
 */
export function ownerError(out: Text, payload: Slice): void {
  const error: unknown = JSON.parse(
    readText(payload.bytes, payload.start, payload.end),
  );
  const code = member(error, "code");
  const data = member(error, "data");
  if (
    typeof error === "object" && error !== null &&
    (code === ErrorCode.invalidParams || code === ErrorCode.internalError)
  ) {
    const message = member(error, "message") ?? "";
    if (data === undefined || data === null) {
      out.json({ ...error, data: { message, stack: "" } });
      return;
    }
    if (code === ErrorCode.internalError && typeof data !== "object") {
      // lua-jet says what went wrong as a text.
      out.json({ ...error, data: { message: String(data), stack: "" } });
      return;
    }
    if (
      member(data, "name") === "jet.InvalidParam" && typeof data === "object"
    ) {
      const invalidArgument = {
        name: "jet.InvalidArgument",
        message: member(data, "details") ?? message,
      };
      out.json({ ...error, data: { ...data, invalidArgument } });
      return;
    }
  }
  out.slice(payload.bytes, payload.start, payload.end);
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null &&
      Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
