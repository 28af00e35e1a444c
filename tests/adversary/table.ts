/**
 * How the results are shown.
 *
 * @module
 */
import type { Row } from "./verdict.ts";

const COLUMNS = [
  "attack",
  "sets",
  "p50",
  "p99",
  "longest",
  "own p99",
  "own longest",
  "late",
  "errors",
  "MiB",
  "verdict",
  "disconnected strangers",
] as const;

/** The table of all rows, in Markdown. */
export function table(rows: readonly Row[]): string {
  const lines = [
    [...COLUMNS],
    COLUMNS.map((_, index) => index === 0 || index > 9 ? "---" : "---:"),
    ...rows.map(cells),
  ];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** One row, as a line of progress. */
export function line(row: Row): string {
  const [attack, , p50, p99, longest, ownP99, ownLongest, ...rest] = cells(row);
  const [late, errors, memory, , dropped] = rest;
  const what = row.failures.length === 0 ? "ok" : "not ok";
  return `${what} ${attack}: p50 ${p50}, p99 ${p99}, longest ${longest} ms, ` +
    `own ${ownP99} and ${ownLongest}, late ${late}, ${errors} errors, ${memory} MiB, disconnected ${dropped}` +
    row.failures.map((failure) => `\n    ${failure}`).join("");
}

function cells(row: Row): string[] {
  const { attack, sets, failures } = row;
  const waits = [row.p50, row.p99, row.longest, row.ownP99, row.ownLongest];
  return [
    attack,
    String(sets),
    ...[...waits, row.lateness].map((value) => value.toFixed(0)),
    String(row.errors),
    row.memoryMiB.toFixed(0),
    failures.length === 0 ? "ok" : failures[0].slice(0, 60),
    row.dropped.slice(0, 80),
  ];
}
