/**
 * Parts of JSON texts as they are, with all their digits.
 *
 * @module
 */
import { memberOf } from "../../protocol/json/members.ts";
import { readText } from "../../base/utf8.ts";

const encoder = new TextEncoder();

/** The text of a member of a JSON object; `null` if there is none. */
export function memberText(object: string, name: string): string {
  const bytes = encoder.encode(object);
  const member = memberOf({ bytes, start: 0, end: bytes.length }, name);
  return member === undefined
    ? "null"
    : readText(member.bytes, member.start, member.end);
}
