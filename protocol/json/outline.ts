/**
 * The outline of long JSON texts.
 *
 * @module
 */
import { readString, readText } from "../../base/utf8.ts";
import { LONG_JSON_BYTES } from "./long_json.ts";
import { isArrayOpening, isOpening, JsonWalk } from "./walk.ts";

// Members or items, beyond which a long array or object is left out.
const MAX_MEMBERS = 64;
// Levels of long arrays and objects that are looked into.
const MAX_LEVELS = 5;

const encoder = new TextEncoder();

/**
 * Parses a text that is known to be correct; of a long one, the long arrays and
 * objects with many members in it are left empty. To parse a megabyte takes up to
 * 100 ms, in one piece.
 */
export function parseOutline(text: string): unknown {
  if (text.length <= LONG_JSON_BYTES) return JSON.parse(text);
  const bytes = encoder.encode(text);
  let start = 0;
  while (bytes[start] <= 0x20) start++;
  return outline(bytes, start, bytes.length, 0);
}

function outline(
  bytes: Uint8Array,
  start: number,
  end: number,
  level: number,
): unknown {
  if (end - start <= LONG_JSON_BYTES || !isOpening(bytes[start])) {
    return JSON.parse(readText(bytes, start, end));
  }
  const isArray = isArrayOpening(bytes[start]);
  const members: [string, unknown][] = [];
  for (const walk = new JsonWalk(bytes, start, end); walk.next();) {
    if (members.length === MAX_MEMBERS || level === MAX_LEVELS) {
      return isArray ? [] : {};
    }
    const at = walk.start;
    const name = isArray ? "" : readString(bytes, walk.nameStart, walk.nameEnd);
    members.push([name, outline(bytes, at, walk.skip(), level + 1)]);
  }
  return isArray
    ? members.map(([, value]) => value)
    : Object.fromEntries(members);
}
