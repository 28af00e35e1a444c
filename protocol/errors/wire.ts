/**
 * Errors from and to the error objects of the wire. It reads what classic
 * daemons (node-jet 2.x, cjet, this project's own) and node-jet 3.x send, and
 * writes the form that node-jet 2.x programs turn into typed errors of their
 * own.
 *
 * @module
 */
import {
  INTERNAL_ERROR,
  INVALID_PARAMS,
  LIMIT_EXCEEDED,
  RESPONSE_TIMEOUT,
  type WireError,
} from "./codes.ts";
import {
  ConnectionClosed,
  InvalidArgument,
  invalidArgument,
  JetError,
  PeerTimeout,
  quote,
  shortened,
  Unauthorized,
} from "./classes.ts";
import { FetchOnly, NotFound, Occupied, PeerError } from "./owner_classes.ts";
import { has, isObject, member, stringOf } from "../../base/object_members.ts";

/** The message of -32602, which node-jet has fixed. */
const UNEXPLAINED = "Invalid params";

/**
 * Turns the error object of an answer into a typed error. It takes anything:
 * what it does not know becomes a {@linkcode JetError} with that code and data.
 *
 * @example
 * ```ts
 * import { errorFromWire, NotFound } from "./peer.ts";
 *
 * const error = errorFromWire({
 *   code: -32602,
 *   message: "Invalid params",
 *   data: { pathNotExists: "a/b" },
 * });
 * console.log(error instanceof NotFound); // true
 * ```
 */
export function errorFromWire(error: unknown): JetError {
  const code = member(error, "code");
  const data = member(error, "data");
  const message = stringOf(member(error, "message")) ?? stringOf(error) ??
    "the request failed";
  const named = errorFromName(error, data, message);
  if (named !== undefined) return named;
  switch (code) {
    case INVALID_PARAMS:
      return invalidParams(message, data);
    case INTERNAL_ERROR:
      return internalError(message, data);
    case RESPONSE_TIMEOUT:
      return new PeerTimeout(message, { data });
  }
  const reason = code === LIMIT_EXCEEDED ? member(data, "reason") : undefined;
  return new JetError(stringOf(reason) ?? message, {
    code: isCode(code) ? code : INTERNAL_ERROR,
    data,
  });
}

/**
 * Turns whatever a handler threw into the error object of its answer.
 *
 * - a {@linkcode JetError} and any other object with a whole `code` and a
 *   `message`: code, message and data as they are
 * - any other `Error`: -32603 with its name and message, without its stack,
 *   which stays in the owner's process
 * - anything else: -32603 with its text
 *
 * The data of -32602 and -32603 is always an object: a node-jet 2.x process
 * ends when such an error has none.
 */
export function errorToWire(error: unknown): WireError {
  if (error instanceof JetError && !(error instanceof ConnectionClosed)) {
    return classic(error.code, classicMessage(error), explained(error));
  }
  if (error instanceof Error) {
    const line = `${error.name}: ${error.message}`;
    return internal(error.message, line);
  }
  const code = member(error, "code");
  const message = stringOf(member(error, "message"));
  if (isCode(code) && message !== undefined) {
    return classic(code, message, member(error, "data"));
  }
  return internal(message ?? printable(error), "no stack available");
}

/** Node-jet 3.x names its errors; in classic Jet the data has their kind. */
function errorFromName(
  error: unknown,
  data: unknown,
  message: string,
): JetError | undefined {
  const name = stringOf(member(data, "name")) ??
    stringOf(member(error, "name"));
  const details = stringOf(member(data, "details"));
  switch (name) {
    case "jet.NotFound":
      return new NotFound(pathOf(data, "pathNotExists") ?? details ?? "", data);
    case "jet.Occupied":
      return new Occupied(
        pathOf(data, "pathAlreadyExists") ?? details ?? "",
        data,
      );
    case "jet.FetchOnly":
      return new FetchOnly(pathOf(data, "fetchOnly") ?? details ?? "", data);
    case "jet.InvalidArgument":
    case "jet.InvalidParam":
      return new InvalidArgument(details ?? message, data);
    case "jet.Unauthorized":
    case "jet.InvalidUser":
    case "jet.InvalidPassword":
      return new Unauthorized(details ?? message, data);
    case "jet.PeerTimeout":
      return new PeerTimeout(message, { data });
    case "jet.PeerError":
      return new PeerError(details ?? message, { data });
  }
}

/** The only member of the data gives the meaning of -32602. */
function invalidParams(message: string, data: unknown): JetError {
  const missing = pathOf(data, "pathNotExists", "not exists");
  if (missing !== undefined) return new NotFound(missing, data);
  const taken = pathOf(data, "pathAlreadyExists", "exists");
  if (taken !== undefined) return new Occupied(taken, data);
  const inTheWay = pathOf(data, "pathIsNode", "parentIsLeaf");
  if (inTheWay !== undefined) return new Occupied(inTheWay, data);
  const gap = pathOf(data, "emptySegment");
  if (gap !== undefined) {
    return new InvalidArgument(
      `the path ${quote(gap)} has an empty segment`,
      data,
    );
  }
  const fetchOnly = pathOf(data, "fetchOnly");
  if (fetchOnly !== undefined) return new FetchOnly(fetchOnly, data);
  const changed = pathOf(data, "conflict");
  if (changed !== undefined) {
    return new InvalidArgument(
      `${quote(changed)} has changed since the revision of the condition`,
      data,
    );
  }
  const denied = pathOf(data, "noAccess", "request not authorized");
  if (denied !== undefined) {
    return new Unauthorized(`no access to ${quote(denied)}`, data);
  }
  if (has(data, "invalidUser")) return new Unauthorized("unknown user", data);
  if (has(data, "invalidPassword")) {
    return new Unauthorized("wrong password", data);
  }
  if (has(data, "noAccess")) return new Unauthorized("no access", data);
  const reason = stringOf(member(member(data, "invalidArgument"), "message")) ??
    stringOf(member(data, "reason"));
  if (reason !== undefined) return new InvalidArgument(reason, data);
  const text = data === undefined || data === null
    ? message
    : `${message}: ${printable(data)}`;
  return new InvalidArgument(text, data);
}

function internalError(message: string, data: unknown): JetError {
  const reason = stringOf(member(data, "reason"));
  if (reason !== undefined && reason.startsWith("timeout")) {
    return new PeerTimeout(reason, { code: INTERNAL_ERROR, data });
  }
  const text = stringOf(member(data, "message")) ?? reason ?? stringOf(data) ??
    message;
  return new PeerError(text, { data });
}

/**
 * The data of an error, with its message in it where no other member gives the
 * meaning: the message of -32602 is fixed.
 */
function explained({ code, message, data }: JetError): unknown {
  if (code !== INVALID_PARAMS || !isObject(data)) return data;
  const plain = `${UNEXPLAINED}: ${printable(data)}`;
  return message !== plain && invalidParams(UNEXPLAINED, data).message === plain
    ? Object.assign({}, data, invalidArgument(message))
    : data;
}

/** The texts that belong to Jet's own codes; node-jet has them fixed. */
function classicMessage(error: JetError): string {
  if (error.code === INVALID_PARAMS) return UNEXPLAINED;
  if (error instanceof PeerTimeout && error.code === RESPONSE_TIMEOUT) {
    return "Response Timeout";
  }
  return error.code === INTERNAL_ERROR && isObject(error.data)
    ? "Internal error"
    : error.message;
}

function classic(code: number, message: string, data: unknown): WireError {
  if (code !== INVALID_PARAMS && code !== INTERNAL_ERROR) {
    return data === undefined ? { code, message } : { code, message, data };
  }
  if (isObject(data)) return { code, message, data };
  const details = data === undefined || data === null ? {} : { details: data };
  return {
    code,
    message,
    data: { message, stack: "no stack available", ...details },
  };
}

function internal(message: string, stack: string): WireError {
  return {
    code: INTERNAL_ERROR,
    message: "Internal error",
    data: { message, stack },
  };
}

function isCode(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value);
}

function pathOf(data: unknown, ...names: string[]): string | undefined {
  for (const name of names) {
    if (has(data, name)) {
      const path = stringOf(member(data, name));
      if (path !== undefined) return path;
    }
  }
}

/** Foreign data in a message for people: short, and never failing. */
export function printable(value: unknown): string {
  if (typeof value === "string") return shortened(value);
  try {
    return shortened(JSON.stringify(value) ?? String(value));
  } catch {
    return "unprintable";
  }
}
