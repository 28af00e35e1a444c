/**
 * The error objects of node-jet 3.x. Its programs look at `code`, `message`,
 * `name`, `data.name` and `data.details`.
 *
 * @module
 */
import type { Fault } from "../../errors/fault.ts";
import type { ByteWriter } from "../../../base/byte_writer.ts";
import type { Slice } from "../../../base/slice.ts";
import { readText } from "../../../base/utf8.ts";
import { MAX_QUOTE } from "../../errors/refusal.ts";
import {
  INTERNAL_ERROR,
  INVALID_PARAMS,
  INVALID_REQUEST,
  LIMIT_EXCEEDED,
  METHOD_NOT_FOUND,
  RESPONSE_TIMEOUT,
} from "../../errors/codes.ts";

const URL_BASE =
  "https://github.com/lipp/node-jet/blob/master/doc/peer.markdown#jet";
const CONNECTION_ERROR = -32002;

/** What errors of one kind have in common. */
interface ErrorForm {
  readonly code: number;
  /** Name of the class, without "jet.". */
  readonly name: string;
  readonly message: string;
}

const NOT_FOUND: ErrorForm = {
  code: INVALID_PARAMS,
  name: "NotFound",
  message: "No State/Method matching the specified path",
};

const OCCUPIED: ErrorForm = {
  code: INVALID_PARAMS,
  name: "Occupied",
  message: "A State/Method with the same path has already been added",
};

const INVALID_ARGUMENT: ErrorForm = {
  code: INVALID_PARAMS,
  name: "InvalidArgument",
  message: "The provided argument(s) have been refused by the State/Method",
};

const UNAUTHORIZED: ErrorForm = {
  code: INVALID_PARAMS,
  name: "invalid params",
  message: "Missing authorization",
};

const INVALID_CREDENTIALS: ErrorForm = {
  code: INVALID_PARAMS,
  name: "invalid params",
  message: "invalid credentials",
};

const INVALID_METHOD: ErrorForm = {
  code: INVALID_REQUEST,
  name: "invalidMethod",
  message: "The path does not support this method",
};

const UNPARSABLE: ErrorForm = {
  code: INVALID_REQUEST,
  name: "ParseError",
  message: "Message could not be parsed",
};

const INTERNAL: ErrorForm = {
  code: INTERNAL_ERROR,
  name: "InternalError",
  message: "Internal error",
};

const LIMIT: ErrorForm = {
  code: LIMIT_EXCEEDED,
  name: "LimitExceeded",
  message: "A limit of the daemon is reached",
};

const FORMS: Readonly<Record<Fault["kind"], ErrorForm>> = {
  notFound: NOT_FOUND,
  unknownFetch: NOT_FOUND,
  occupied: OCCUPIED,
  pathIsNode: OCCUPIED,
  parentIsLeaf: OCCUPIED,
  fetchIdInUse: OCCUPIED,
  emptySegment: INVALID_ARGUMENT,
  tooDeep: INVALID_ARGUMENT,
  pathTooLong: INVALID_ARGUMENT,
  invalid: INVALID_ARGUMENT,
  encoding: INVALID_ARGUMENT,
  fetchOnly: {
    code: INVALID_PARAMS,
    name: "FetchOnly",
    message: "The State cannot be modified",
  },
  conflict: {
    code: INVALID_PARAMS,
    name: "Conflict",
    message: "The State has changed since the given revision",
  },
  notOwner: {
    code: INVALID_REQUEST,
    name: "NotAllowed",
    message: "Not allowed",
  },
  noAccess: UNAUTHORIZED,
  notAllowed: UNAUTHORIZED,
  userExists: UNAUTHORIZED,
  invalidUser: INVALID_CREDENTIALS,
  invalidPassword: INVALID_CREDENTIALS,
  notState: INVALID_METHOD,
  notMethod: INVALID_METHOD,
  notSignal: INVALID_METHOD,
  ownerGone: {
    code: CONNECTION_ERROR,
    name: "ConnectionClosed",
    message: "The connection is closed",
  },
  timeout: {
    code: RESPONSE_TIMEOUT,
    name: "PeerTimeout",
    message:
      "The peer processing the request did not respond within the specified timeout",
  },
  unknownMethod: {
    code: METHOD_NOT_FOUND,
    name: "MethodNotFound",
    message: "Method not found",
  },
  missing: UNPARSABLE,
  wrongType: UNPARSABLE,
  invalidRequest: UNPARSABLE,
  protocol: UNPARSABLE,
  tooLarge: UNPARSABLE,
  parse: UNPARSABLE,
  limit: INTERNAL,
  internal: INTERNAL,
};

/** Writes the error object for a fault. */
export function v3Error(out: ByteWriter, fault: Fault): void {
  const isOption = fault.kind === "limit" && fault.option !== undefined;
  const { code, name, message } = isOption ? LIMIT : FORMS[fault.kind];
  out.json({
    code,
    message,
    data: {
      name: `jet.${name}`,
      url: URL_BASE + name.toLowerCase(),
      details: detailsOf(fault),
    },
    name: `jet.${name}`,
  });
}

function isSignal(
  fault: { readonly path: string; readonly isSignal?: boolean },
): string | undefined {
  return fault.isSignal ? `${fault.path} is a signal` : undefined;
}

function detailsOf(fault: Fault): string {
  switch (fault.kind) {
    case "pathIsNode":
      return `${fault.path} is a node`;
    case "parentIsLeaf":
      return `${fault.path} is a state or method`;
    case "emptySegment":
      return `${fault.path} has an empty segment`;
    case "tooDeep":
      return "the path has too many segments";
    case "pathTooLong":
      return "the path is too long";
    case "notSignal":
      return `${fault.path} is not a signal`;
    case "notState":
      return isSignal(fault) ?? `Tried to set ${fault.path} which is a method`;
    case "notMethod":
      return isSignal(fault) ?? `Tried to call ${fault.path} which is a state`;
    case "notFound":
    case "occupied":
    case "fetchOnly":
    case "conflict":
    case "notOwner":
    case "noAccess":
    case "ownerGone":
      return fault.path;
    case "userExists":
      return "User already exists";
    case "invalidUser":
    case "invalidPassword":
      return fault.user;
    case "fetchIdInUse":
      return "FetchId already in use";
    case "unknownFetch":
      return `No Subscription with id ${JSON.parse(fault.fetchId)}`;
    case "encoding":
      return fault.encoding;
    case "unknownMethod":
      return fault.method;
    case "timeout":
      return quote(fault.request);
    case "missing":
    case "wrongType":
      return quote(fault.got);
    case "invalidRequest":
      return quote(fault.message);
    case "notAllowed":
    case "invalid":
    case "protocol":
    case "tooLarge":
    case "parse":
    case "limit":
    case "internal":
      return fault.reason;
  }
}

function quote(slice: Slice | undefined): string {
  return slice === undefined || slice.end - slice.start > MAX_QUOTE
    ? ""
    : readText(slice.bytes, slice.start, slice.end);
}
