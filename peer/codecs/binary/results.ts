/**
 * Rows in the form of classic Jet: the results of `get` and `list`, and what a
 * sorted fetch notifies.
 *
 * @module
 */
import { type RawRow, Rows } from "./rows.ts";

/** The notification of a sorted fetch. */
export function toChanges({ n, rows }: Rows): Record<string, unknown> {
  return { n, changes: rows.map((row) => toEntry(row, true)) };
}

/** The result of `get`. */
export function toEntries(result: unknown, sorted: boolean): unknown {
  return result instanceof Rows
    ? result.rows.map((row) => toEntry(row, sorted))
    : result;
}

/** The result of `list`. */
export function toListing(
  result: unknown,
  path: string,
  separator: string,
): unknown {
  if (!(result instanceof Rows)) return result;
  const skip = path === "" ? 0 : path.length + separator.length;
  const children = result.rows.map((row) => ({
    name: row.path.slice(skip),
    path: row.path,
    type: row.type,
    value: row.value,
    children: row.type === "node" ? row.index : undefined,
    ...row.notes,
  }));
  return { path, n: result.n, children };
}

function toEntry(row: RawRow, sorted: boolean): Record<string, unknown> {
  const { path, value, fetchOnly } = row;
  return {
    path,
    value,
    fetchOnly,
    // Classic Jet has a type for nodes and signals only.
    type: row.type === "node" || row.type === "signal" ? row.type : undefined,
    index: sorted ? row.index : undefined,
    ...row.notes,
  };
}
