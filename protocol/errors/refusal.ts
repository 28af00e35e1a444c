/**
 * Refused requests, and what an answer quotes of them.
 *
 * @module
 */
import type { Fault } from "./fault.ts";
import type { Slice } from "../../base/slice.ts";
import { isPathTooLong } from "../values/path_length.ts";
import { readText } from "../../base/utf8.ts";

/** Longest piece of a refused message that its answer quotes, in bytes. */
export const MAX_QUOTE = 1024;

/** Stops the handling of a message whose parameters are wrong. */
export class Refusal {
  /** What is wrong. */
  readonly fault: Fault;

  constructor(fault: Fault) {
    this.fault = fault;
  }
}

// Their parameters are not quoted, however wrong they are.
export const SECRET_METHODS = ["authenticate", "passwd", "addUser"];

/** A piece of a message, unless a password could be in it. */
export function quotable(slice: Slice): Slice | undefined {
  const { bytes, start, end } = slice;
  if (end - start > MAX_QUOTE) return undefined;
  return readText(bytes, start, end).includes("password") ? undefined : slice;
}

/** A text of a peer as an answer quotes it: no longer than the limit. */
export function clip(text: string): string {
  return text.length > MAX_QUOTE
    ? text.slice(0, MAX_QUOTE).toWellFormed()
    : text;
}

/** A fetch id, which is JSON, with the same limit. */
function clipFetchId(json: string): string {
  if (json.length <= MAX_QUOTE) return json;
  const id: unknown = json.startsWith('"') ? JSON.parse(json) : json;
  return JSON.stringify(clip(String(id)));
}

/** A path, whole if an element can have it: programs compare it with theirs. */
function clipPath(path: string): string {
  return isPathTooLong(path) ? clip(path) : path;
}

/** The fault with bounded texts: paths, names and reasons come from peers. */
export function clipFault(fault: Fault): Fault {
  if ("path" in fault) return { ...fault, path: clipPath(fault.path) };
  if ("reason" in fault) return { ...fault, reason: clip(fault.reason) };
  if ("user" in fault) return { ...fault, user: clip(fault.user) };
  if ("method" in fault) return { ...fault, method: clip(fault.method) };
  if ("encoding" in fault) return { ...fault, encoding: clip(fault.encoding) };
  return "fetchId" in fault
    ? { ...fault, fetchId: clipFetchId(fault.fetchId) }
    : fault;
}

/** Stops the handling of a message. */
export function refuse(fault: Fault): never {
  throw new Refusal(fault);
}
