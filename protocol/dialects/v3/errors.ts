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
  METHOD_NOT_FOUND,
  RESPONSE_TIMEOUT,
} from "../../errors/codes.ts";

const URL_BASE =
  "https://github.com/lipp/node-jet/blob/master/doc/peer.markdown#jet";
const CONNECTION_ERROR = -32002;

const REFUSED =
  "The provided argument(s) have been refused by the State/Method";

/** Writes the error object for a fault. */
export function v3Error(out: ByteWriter, fault: Fault): void {
  switch (fault.kind) {
    case "notFound":
      return write(
        out,
        INVALID_PARAMS,
        "NotFound",
        "No State/Method matching the specified path",
        fault.path,
      );
    case "occupied":
      return occupied(out, fault.path);
    case "pathIsNode":
      return occupied(out, `${fault.path} is a node`);
    case "parentIsLeaf":
      return occupied(out, `${fault.path} is a state or method`);
    case "emptySegment":
    case "tooDeep":
    case "pathTooLong":
      return write(
        out,
        INVALID_PARAMS,
        "InvalidArgument",
        REFUSED,
        pathFault(fault.kind, fault.path),
      );
    case "fetchOnly":
      return write(
        out,
        INVALID_PARAMS,
        "FetchOnly",
        "The State cannot be modified",
        fault.path,
      );
    case "notOwner":
      return write(
        out,
        INVALID_REQUEST,
        "NotAllowed",
        "Not allowed",
        fault.path,
      );
    case "noAccess":
      return unauthorized(out, fault.path);
    case "notAllowed":
      return unauthorized(out, fault.reason);
    case "userExists":
      return unauthorized(out, "User already exists");
    case "notState":
    case "notMethod":
      return write(
        out,
        INVALID_REQUEST,
        "invalidMethod",
        "The path does not support this method",
        `Tried to ${fault.kind === "notState" ? "set" : "call"} ${fault.path}` +
          ` which is a ${fault.kind === "notState" ? "method" : "state"}`,
      );
    case "ownerGone":
      return write(
        out,
        CONNECTION_ERROR,
        "ConnectionClosed",
        "The connection is closed",
        fault.path,
      );
    case "timeout":
      return write(
        out,
        RESPONSE_TIMEOUT,
        "PeerTimeout",
        "The peer processing the request did not respond within the specified timeout",
        quote(fault.request),
      );
    case "fetchIdInUse":
      return occupied(out, "FetchId already in use");
    case "unknownFetch":
      return write(
        out,
        INVALID_PARAMS,
        "NotFound",
        "No State/Method matching the specified path",
        `No Subscription with id ${JSON.parse(fault.fetchId)}`,
      );
    case "missing":
    case "wrongType":
      return parseError(out, quote(fault.got));
    case "invalid":
      return write(
        out,
        INVALID_PARAMS,
        "InvalidArgument",
        REFUSED,
        fault.reason,
      );
    case "encoding":
      return write(
        out,
        INVALID_PARAMS,
        "InvalidArgument",
        REFUSED,
        fault.encoding,
      );
    case "invalidUser":
    case "invalidPassword":
      return write(
        out,
        INVALID_PARAMS,
        "invalid params",
        "invalid credentials",
        fault.user,
      );
    case "unknownMethod":
      return write(
        out,
        METHOD_NOT_FOUND,
        "MethodNotFound",
        "Method not found",
        fault.method,
      );
    case "invalidRequest":
      return parseError(out, quote(fault.message));
    case "protocol":
    case "tooLarge":
    case "parse":
      return parseError(out, fault.reason);
    case "internal":
      return write(
        out,
        INTERNAL_ERROR,
        "InternalError",
        "Internal error",
        fault.reason,
      );
  }
}

function pathFault(
  kind: "emptySegment" | "tooDeep" | "pathTooLong",
  path: string,
): string {
  switch (kind) {
    case "emptySegment":
      return `${path} has an empty segment`;
    case "tooDeep":
      return "the path has too many segments";
    case "pathTooLong":
      return "the path is too long";
  }
}

function occupied(out: ByteWriter, details: string): void {
  write(
    out,
    INVALID_PARAMS,
    "Occupied",
    "A State/Method with the same path has already been added",
    details,
  );
}

function unauthorized(out: ByteWriter, details: string): void {
  write(
    out,
    INVALID_PARAMS,
    "invalid params",
    "Missing authorization",
    details,
  );
}

function parseError(out: ByteWriter, details: string): void {
  write(
    out,
    INVALID_REQUEST,
    "ParseError",
    "Message could not be parsed",
    details,
  );
}

function quote(slice: Slice | undefined): string {
  return slice === undefined || slice.end - slice.start > MAX_QUOTE
    ? ""
    : readText(slice.bytes, slice.start, slice.end);
}

function write(
  out: ByteWriter,
  code: number,
  name: string,
  message: string,
  details: string,
): void {
  out.json({
    code,
    message,
    data: {
      name: `jet.${name}`,
      url: URL_BASE + name.toLowerCase(),
      details,
    },
    name: `jet.${name}`,
  });
}
