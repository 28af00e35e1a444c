/**
 * Reads the beginning of a JSON-RPC message whose rest is missing, or can't be
 * read.
 *
 * @module
 */
import { MAX_HEAD_BYTES } from "../../frame.ts";
import { JsonError } from "../../json/errors.ts";
import { JsonScanner } from "../../json/scanner.ts";
import { readText } from "../../../base/utf8.ts";

const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;

/** Name of the member behind those that are whole. */
const RESPONSE = /^[\s,]*"(?:result|error)"/;

const scanner = new JsonScanner("");

/** What the beginning of a message tells. */
export interface MessageHead {
  /** The id as it was written. */
  readonly id: string | undefined;
  /** Whether the message is a response, and not a request. */
  readonly responds: boolean;
}

/** Reads as many whole members as there are at the beginning of a message. */
export function readHead(bytes: Uint8Array): MessageHead {
  const end = Math.min(bytes.length, MAX_HEAD_BYTES);
  const { outer } = scanner;
  outer.clear(bytes);
  let at = end;
  try {
    at = scanner.begin(bytes, 0, end);
    if (bytes[at] === OPEN_OBJECT) scanner.object(at);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
  }
  const found = outer.find("id");
  const responds = outer.find("method") < 0 &&
    RESPONSE.test(readText(bytes, outer.last ?? at + 1, end));
  if (found < 0) return { id: undefined, responds };
  const start = outer.start(found);
  const stop = outer.end(found);
  const first = bytes[start];
  // A number at the end may be cut off.
  const isId = first === QUOTE || (first <= 0x39 && stop < end);
  return { id: isId ? readText(bytes, start, stop) : undefined, responds };
}
