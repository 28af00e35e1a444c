/**
 * The error objects of cjet. Its `data` has one member: mostly `reason`; where
 * a path is concerned the member's name says what is wrong with it.
 *
 * @module
 */
import {
  classicError,
  type DaemonCode,
  errorObject,
} from "../classic/errors.ts";
import type { Fault } from "../../errors/fault.ts";
import type { ByteWriter } from "../../../base/byte_writer.ts";
import {
  INTERNAL_ERROR,
  INVALID_PARAMS,
  INVALID_REQUEST,
  METHOD_NOT_FOUND,
} from "../../errors/codes.ts";

/** Writes the error object for a fault. */
export function cjetError(out: ByteWriter, fault: Fault): void {
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
    case "conflict":
      return path(out, fault.kind, fault.path);
    case "notOwner":
      return fault.request === "remove"
        ? path(out, "not exists", fault.path)
        : path(out, "not owner of state", fault.path);
    case "noAccess":
      return path(out, "request not authorized", fault.path);
    case "notSignal":
      return path(out, "not a signal", fault.path);
    case "notState":
    case "notMethod":
      if (fault.isSignal) return path(out, "is a signal", fault.path);
      return fault.request === "change"
        ? path(out, "change on method not possible", fault.path)
        : path(out, "set/call on element not possible", fault.path);
    case "ownerGone":
      return reason(out, INTERNAL_ERROR, "peer shuts down");
    case "timeout":
      return reason(out, INTERNAL_ERROR, "timeout for routed request");
    case "limit":
    case "internal":
      return reason(out, INTERNAL_ERROR, fault.reason);
    case "fetchIdInUse":
      return reason(out, INVALID_PARAMS, "fetch id already in use");
    case "unknownFetch":
      return reason(out, INVALID_PARAMS, "fetch id not found for unfetch");
    case "missing":
      return reason(out, INVALID_PARAMS, missing(fault.param));
    case "wrongType":
      return reason(out, INVALID_PARAMS, wrongType(fault.param));
    case "invalid":
    case "notAllowed":
      return reason(out, INVALID_PARAMS, fault.reason);
    case "encoding":
      return reason(out, INVALID_PARAMS, `no encoding ${fault.encoding}`);
    case "invalidUser":
    case "invalidPassword":
      return path(out, "invalid credentials", fault.user);
    case "userExists":
      return path(out, "user exists", fault.user);
    case "unknownMethod":
      return reason(out, METHOD_NOT_FOUND, fault.method);
    case "invalidRequest":
      return reason(
        out,
        INVALID_REQUEST,
        "neither request nor response",
      );
    case "protocol":
    case "tooLarge":
    case "parse":
      return classicError(out, fault);
  }
  fault satisfies never;
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

function reason(out: ByteWriter, code: DaemonCode, reason: string): void {
  errorObject(out, code).json({ reason }).ascii("}");
}

function path(out: ByteWriter, what: string, path: string): void {
  errorObject(out, INVALID_PARAMS).json({ [what]: path }).ascii("}");
}
