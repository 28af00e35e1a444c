/**
 * The error objects of classic Jet, as node-jet 2.x has them: its peers turn
 * the code and the members of `data` into typed errors.
 *
 * @module
 */
import type { Fault } from "./fault.ts";
import { readText, type Slice } from "./json.ts";
import type { Text } from "./text.ts";

/** Codes of JSON-RPC, and the one that Jet adds. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;
const RESPONSE_TIMEOUT = -32001;

const MESSAGES: ReadonlyMap<number, string> = new Map([
  [PARSE_ERROR, "Parse error"],
  [INVALID_REQUEST, "Invalid Request"],
  [METHOD_NOT_FOUND, "Method not found"],
  [INVALID_PARAMS, "Invalid params"],
  [INTERNAL_ERROR, "Internal error"],
  [RESPONSE_TIMEOUT, "Response Timeout"],
]);

/** Longest piece of a refused message that its answer quotes, in bytes. */
const MAX_QUOTE = 1024;

function begin(out: Text, code: number): Text {
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
      begin(out, INVALID_PARAMS).ascii('{"fetchIdInUse":')
        .write(fault.fetchId).ascii("}}");
      return;
    case "missing":
    case "wrongType":
      begin(out, INVALID_PARAMS)
        .ascii(fault.kind === "missing" ? '{"missingParam":' : '{"wrongType":')
        .quoted(fault.param).ascii(',"got":');
      quote(out, fault.got).ascii("}}");
      return;
    case "invalid":
      // A plain text, as node-jet has it for rules that it does not know.
      begin(out, INVALID_PARAMS).quoted(fault.reason).ascii("}");
      return;
    case "invalidUser":
      begin(out, INVALID_PARAMS).ascii('{"invalidUser":true}}');
      return;
    case "timeout":
      quote(begin(out, RESPONSE_TIMEOUT), fault.request).ascii("}");
      return;
    case "ownerGone":
      return internal(out, "the owner of the path has gone");
    case "internal":
      return internal(out, fault.reason);
    case "unknownMethod":
      begin(out, METHOD_NOT_FOUND)
        .quoted(fault.method.slice(0, MAX_QUOTE)).ascii("}");
      return;
    case "invalidRequest":
      quote(begin(out, INVALID_REQUEST), fault.message).ascii("}");
      return;
    case "tooLarge":
      begin(out, INVALID_REQUEST).json({ reason: fault.reason }).ascii("}");
      return;
    case "parse":
      begin(out, PARSE_ERROR).json({ reason: fault.reason }).ascii("}");
      return;
  }
}

function invalid(out: Text, key: string, path: string): void {
  begin(out, INVALID_PARAMS).ascii('{"').ascii(key).ascii('":').quoted(path)
    .ascii("}}");
}

function internal(out: Text, message: string): void {
  // node-jet 2.x makes a PeerError of message and stack.
  begin(out, INTERNAL_ERROR).json({ message, stack: "" }).ascii("}");
}

/**
 * Writes an owner's error object as it is, except that an error of the codes
 * -32602 and -32603 gets a `data` object where it has none: a node-jet 2.x
 * process dies of such an error, and cjet's C++ owners send them.
 */
export function ownerError(out: Text, payload: Slice): void {
  const error: unknown = JSON.parse(
    readText(payload.bytes, payload.start, payload.end),
  );
  const code = member(error, "code");
  const data = member(error, "data");
  const needsData = (code === INVALID_PARAMS || code === INTERNAL_ERROR) &&
    (data === undefined || data === null);
  if (needsData && typeof error === "object") {
    const message = member(error, "message") ?? "";
    out.json({ ...error, data: { message, stack: "" } });
  } else {
    out.slice(payload.bytes, payload.start, payload.end);
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null &&
      Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
