/**
 * Tables of texts.
 *
 * @module
 */
import { pad, printable, widthOf } from "./text.ts";

/** The lines of a table, the head first; texts of peers are made printable. */
export function columns(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const texts = [head, ...rows.map((row) => row.map(printable))];
  const widths = head.map((_, i) =>
    Math.max(...texts.map((row) => widthOf(row[i])))
  );
  return texts.map((row) =>
    row.map((cell, i) => pad(cell, widths[i])).join("  ").trimEnd()
  );
}
