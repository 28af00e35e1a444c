/**
 * The id of a message that was too long to be read.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { parse } from "./json.ts";

/** The beginning of a frame whose first member is an id. */
const ID_FIRST = /^\s*\[?\s*\{\s*"#"\s*:\s*("(?:[^"\\]|\\.)*")\s*,/;

/**
 * Finds the id of a message by its first and its last characters. GUN's clients
 * write the id after the `put`, relays before it.
 *
 * @returns `null` if neither end has an id.
 */
export function idOfSkipped(head: string, tail: string): string | null {
  const first = ID_FIRST.exec(head);
  if (first !== null) return textOrNull(parse(first[1]));
  const end = tail.replace(/\s*\]?\s*$/, "");
  let comma = end.indexOf(',"');
  // Only behind a comma between the outermost members the rest is an object.
  while (comma >= 0) {
    const members = parse(`{${end.slice(comma + 1)}`);
    if (isRecord(members)) return textOrNull(members["#"]);
    comma = end.indexOf(',"', comma + 1);
  }
  return null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
