/**
 * The format of exports: one JSON object with the values by their paths, one
 * in a line, in the order of the paths.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import { Failure, firstLineOf } from "../../command_line/errors.ts";
import { jsonOf } from "../print/format.ts";
import type { Entry } from "../../peer.ts";

/** The states among these elements as the text of a file. */
export function snapshotText(entries: readonly Entry[]): string {
  const lines = entries.flatMap((entry) =>
    entry.type === "state"
      ? [`  ${JSON.stringify(entry.path)}: ${jsonOf(entry.value)}`]
      : []
  );
  return lines.length === 0 ? "{}\n" : `{\n${lines.sort().join(",\n")}\n}\n`;
}

/** Reads such a text. @throws {Failure} if it is none. */
export function readSnapshot(text: string, name: string): [string, unknown][] {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (error) {
    throw new Failure(`${name} is not JSON: ${firstLineOf(error)}`);
  }
  if (isRecord(values)) return Object.entries(values);
  throw new Failure(`${name} is no object of values by their paths`);
}
