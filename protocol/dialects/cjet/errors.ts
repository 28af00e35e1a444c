/**
 * The error objects of cjet. Its `data` has one member: mostly `reason`; where
 * a path is concerned the member's name says what is wrong with it.
 *
 * @module
 */
import { classicError, ErrorCode, errorObject } from "../../classic_errors.ts";
import type { Fault } from "../../errors/fault.ts";
import type { Text } from "../../../base/byte_writer.ts";

/** Writes the error object for a fault. */
export function cjetError(out: Text, fault: Fault): void {
  const { invalidParams, internalError } = ErrorCode;
  switch (fault.kind) {
    case "notFound":
      return path(out, "not exists", fault.path);
    case "occupied":
      return path(out, "exists", fault.path);
    case "pathIsNode":
    case "parentIsLeaf":
    case "emptySegment":
    case "tooDeep":
    case "pathTooLong":
      return path(out, fault.kind, fault.path);
    case "fetchOnly":
      return path(out, "fetchOnly", fault.path);
    case "notOwner":
      return fault.request === "remove"
        ? path(out, "not exists", fault.path)
        : path(out, "not owner of state", fault.path);
    case "noAccess":
      return path(out, "request not authorized", fault.path);
    case "notState":
    case "notMethod":
      return fault.request === "change"
        ? path(out, "change on method not possible", fault.path)
        : path(out, "set/call on element not possible", fault.path);
    case "ownerGone":
      return reason(out, internalError, "peer shuts down");
    case "timeout":
      return reason(out, internalError, "timeout for routed request");
    case "internal":
      return reason(out, internalError, fault.reason);
    case "fetchIdInUse":
      return reason(out, invalidParams, "fetch id already in use");
    case "unknownFetch":
      return reason(out, invalidParams, "fetch id not found for unfetch");
    case "missing":
      return reason(out, invalidParams, missing(fault.param));
    case "wrongType":
      return reason(out, invalidParams, wrongType(fault.param));
    case "invalid":
    case "notAllowed":
      return reason(out, invalidParams, fault.reason);
    case "encoding":
      return reason(out, invalidParams, `no encoding ${fault.encoding}`);
    case "invalidUser":
    case "invalidPassword":
      return path(out, "invalid credentials", fault.user);
    case "userExists":
      return path(out, "user exists", fault.user);
    case "unknownMethod":
      return reason(out, ErrorCode.methodNotFound, fault.method);
    case "invalidRequest":
      return reason(
        out,
        ErrorCode.invalidRequest,
        "neither request nor response",
      );
    case "protocol":
    case "tooLarge":
    case "parse":
      return classicError(out, fault);
  }
}

function missing(param: string): string {
  switch (param) {
    case "params":
      return "no params found";
    case "id":
      return "no fetch id given";
    case "value":
      return "no value found";
    default:
      return `no ${param} given`;
  }
}

function wrongType(param: string): string {
  switch (param) {
    case "params":
      return "params are not an object";
    case "id":
      return "fetch id is neither string nor number";
    case "fetchOnly":
    case "valueAsResult":
      return `${param} is not a bool`;
    case "timeout":
      return "timeout is not a number, or too small";
    case "access":
      return "could not fill access information";
    default:
      return `${param} is not a string`;
  }
}

function reason(out: Text, code: number, reason: string): void {
  errorObject(out, code).json({ reason }).ascii("}");
}

function path(out: Text, what: string, path: string): void {
  errorObject(out, ErrorCode.invalidParams).json({ [what]: path }).ascii("}");
}
