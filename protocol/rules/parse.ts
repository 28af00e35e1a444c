/**
 * Rules as JSON from outside.
 *
 * @module
 */
import { readText } from "../../base/utf8.ts";
import { RuleError } from "./rule.ts";

/** Members that the objects in the rules of a fetch may have together. */
const MAX_MEMBERS = 10_000;
// Shortest text of a member and what separates it from the next one.
const MEMBER_BYTES = 5;
const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/**
 * Parses rules.
 *
 * @param bytes JSON that is known to be correct.
 * @throws {RuleError} if their objects have too many members: those of one object
 * are made in one piece, 100,000 in 100 ms.
 */
export function parseRules(
  bytes: Uint8Array,
  start: number,
  end: number,
): unknown {
  if (
    end - start > MAX_MEMBERS * MEMBER_BYTES &&
    membersIn(bytes, start, end) > MAX_MEMBERS
  ) {
    throw new RuleError(
      "params",
      `the rules have more than ${MAX_MEMBERS} members`,
    );
  }
  return JSON.parse(readText(bytes, start, end));
}

/** Number of colons outside of strings. */
function membersIn(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === COLON) count++;
    if (byte !== QUOTE) continue;
    for (at++; at < end && bytes[at] !== QUOTE; at++) {
      if (bytes[at] === BACKSLASH) at++;
    }
  }
  return count;
}
