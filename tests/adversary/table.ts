/**
 * How the results are shown.
 *
 * @module
 */
import type { Missed, Row } from "./verdict.ts";

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

const AIMS: readonly Missed[] = ["p99", "longest wait", "memory", "behaviour"];

/** Which rows miss what, a line for each aim. */
export function misses(rows: readonly Row[]): string {
  return AIMS.map((aim) => {
    const missing = rows.filter(({ missed }) => missed.includes(aim));
    const names = missing.map(({ attack }) => attack).join(", ");
    return `${aim}: ${rows.length - missing.length} of ${rows.length} rows` +
      (names === "" ? "" : `, not ${names}`);
  }).join("\n");
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
    failures.length === 0 ? "ok" : failures.join("; ").slice(0, 80),
    row.dropped.slice(0, 80),
  ];
}
