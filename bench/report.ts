/**
 * Writes the results as tables, for a terminal and as Markdown.
 *
 * @module
 */

import type { Case, Figure } from "./cases.ts";
import { BASE, isOurs, type Subject } from "./subjects.ts";
import { memoryOf, type Row, type Sample } from "./summary.ts";

/** Everything there is to report. */
export interface Results {
  rows: Row[];
  cases: Case[];
  subjects: Subject[];
  samples: Sample[];
  /** Names and values of what the figures depend on. */
  facts: [name: string, value: string][];
}

/** A heading and the cells below it. */
interface Table {
  head: string[];
  body: string[][];
}

/** The results as text with aligned columns. */
export function terminal(results: Results): string {
  return [
    text(figures(results)),
    ...abouts(results),
    text(loads(results)),
    notes(results).join("\n"),
  ].join("\n\n").trimEnd();
}

/** The results as a Markdown document. */
export function markdown(results: Results): string {
  const aims = aimTable(results);
  const remarks = notes(results);
  return [
    "# Benchmark",
    "Measured by `deno run -A bench/run.ts --out`. In parentheses: how many " +
    "times better than node-jet 2.1.1, compared within each round; more than " +
    "1 is better, whatever the unit. All figures are medians of the rounds.",
    "![How many times better than node-jet 2.1.1](results.svg)",
    pipes({
      head: ["what", "value"],
      body: results.facts,
    }),
    "## Figures",
    pipes(figures(results)),
    ...abouts(results),
    ...(aims.body.length > 0 ? ["## Aims", pipes(aims)] : []),
    "## How busy, how large",
    "CPU time of the load generator and of the daemon as a share of the wall " +
    "time (all threads, so more than 100 % is possible; the kernel's interrupts " +
    "are not in it), that of everybody else on the machine, the largest " +
    "distance of a round from the median, and the daemon's memory after the " +
    "case.",
    pipes(loads(results)),
    ...(remarks.length > 0 ? ["## Remarks", remarks.join("\n")] : []),
  ].join("\n\n") + "\n";
}

/** A number with its unit, as short as it is meaningful. */
export function amount(value: number, unit: Figure["unit"]): string {
  const digits = value < 10 ? 1 : 0;
  const number = value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === "/s" ? `${number}/s` : `${number} ${unit}`;
}

/** A ratio, such as `5.2×`. */
export function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1)}×`;
}

function figures({ rows, subjects }: Results): Table {
  return {
    head: ["case", ...subjects.map(({ title }) => title)],
    body: rows.map(({ figure, cells }) => [
      figure.title,
      ...subjects.map(({ name }) => {
        const cell = cells.get(name);
        if (!cell || cell.value === null) return "–";
        const value = amount(cell.value, figure.unit);
        return cell.ratio === null || name === BASE
          ? value
          : `${value} (${times(cell.ratio)})`;
      }),
    ]),
  };
}

function abouts({ cases }: Results): string[] {
  return [...new Set(cases.flatMap(({ about }) => about ?? []))];
}

function loads({ cases, rows, subjects, samples }: Results): Table {
  const body = cases.flatMap((one) =>
    subjects.flatMap((subject) => {
      const memory = memoryOf(one, subject, samples);
      const measured = rows.filter((row) =>
        row.case === one && row.cells.get(subject.name)?.load
      );
      return measured.map(({ figure, cells }, n) => {
        const cell = cells.get(subject.name);
        return [
          figure.title,
          subject.title,
          percent(cell?.load?.generator),
          percent(cell?.load?.daemon),
          percent(cell?.load?.others),
          `±${percent(cell?.spread)}`,
          // One memory for each case, with its last figure.
          n === measured.length - 1 ? mebi(memory.rss) : "",
          n === measured.length - 1 ? mebi(memory.peak) : "",
        ];
      });
    })
  );
  return {
    head: [
      "case",
      "subject",
      "generator busy",
      "daemon busy",
      "others",
      "spread",
      "RSS",
      "peak",
    ],
    body,
  };
}

function aimTable({ rows, subjects }: Results): Table {
  const ours = subjects.filter(isOurs);
  return {
    head: ["case", "aim", ...ours.map(({ title }) => title)],
    body: rows.flatMap(({ figure, cells }) => {
      const { aim, aimValue } = figure;
      if (aim === undefined && aimValue === undefined) return [];
      const reached = ours.map(({ name }) => {
        const cell = cells.get(name);
        const got = aim === undefined ? cell?.value : cell?.ratio;
        if (got === undefined || got === null) return "–";
        const shown = aim === undefined ? amount(got, figure.unit) : times(got);
        return `${shown} ${got >= (aim ?? aimValue ?? 0) ? "✓" : "✗"}`;
      });
      const wanted = aim === undefined
        ? amount(aimValue ?? 0, figure.unit)
        : times(aim);
      return [[figure.title, `at least ${wanted}`, ...reached]];
    }),
  };
}

function notes({ rows, subjects }: Results): string[] {
  return rows.flatMap(({ figure, cells }) =>
    subjects.flatMap(({ name, title }) => {
      const note = cells.get(name)?.note;
      return note ? [`- ${figure.title}, ${title}: ${oneLine(note)}`] : [];
    })
  );
}

function percent(share: number | undefined): string {
  return share === undefined ? "–" : `${Math.round(share * 100)} %`;
}

function mebi(kib: number | null): string {
  return kib === null ? "–" : `${Math.round(kib / 1024)} MiB`;
}

/** A message as one line, without the folders of this machine. */
function oneLine(note: string): string {
  const line = note.replace(/(file:\/\/)?(\/[\w.@-]+)+\//g, "")
    .replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function pipes({ head, body }: Table): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, n) => n === 0 ? "---" : "---:");
  return [line(head), line(rule), ...body.map(line)].join("\n");
}

function text({ head, body }: Table): string {
  const widths = head.map((cell, n) =>
    Math.max(cell.length, ...body.map((cells) => cells[n].length))
  );
  const line = (cells: string[]) =>
    cells.map((cell, n) =>
      n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n])
    ).join("  ").trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [line(head), rule, ...body.map(line)].join("\n");
}
