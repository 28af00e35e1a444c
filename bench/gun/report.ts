/**
 * Writes the results as tables, for a terminal and as Markdown.
 *
 * @module
 */
import type { Figure } from "./cases.ts";
import type { Subject } from "./subjects.ts";
import type { Row } from "./summary.ts";

/** Everything there is to report. */
export interface Results {
  readonly rows: readonly Row[];
  readonly subjects: readonly Subject[];
  /** Whether the rounds were too short to judge aims. */
  readonly quick: boolean;
  /** Names and values of what the figures depend on. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** A heading and the cells below it. */
interface Table {
  readonly head: string[];
  readonly body: string[][];
}

const METHOD = `
How it is measured: each case runs with a fresh relay, its store in an empty
folder, and a fresh load generator, a process that shares the CPUs with the
relay; so it speaks WebSocket by itself and only counts what it reads. The
relays take turns within each round. All states are in the past and all ids are
of letters only, because gun's relay never acknowledges what is ahead of its
clock, and takes some ids with digits for known.

- Puts relayed: one writer, 2,000 properties in 20 nodes that each is written in
  turn, 500 puts on their way; the subscribers have asked for the nodes. What
  counts is a put that has arrived at a subscriber, alone or in an array.
- Put to its subscriber: one put in 4 ms, from the write to the read.
- Gets: of 1,000 nodes with three keys, each get with an id of its own. An answer
  that comes twice counts once.
- Durable: gun acknowledges when its file is written, but not yet synchronised
  with the disk; ours when it is.
- 100,000 nodes: one put for each, 20,000 of them on their way. The memory is
  that of the whole process, a second after the last acknowledgement.
`.trim();

/** The results as text with aligned columns. */
export function terminal(results: Results): string {
  return [
    text(figures(results)),
    text(aims(results)),
    text(loads(results)),
    notes(results).join("\n"),
  ].join("\n\n").trimEnd();
}

/** The results as a Markdown document. */
export function markdown(results: Results): string {
  const remarks = notes(results);
  return [
    "# Benchmark of the relay for GUN",
    "Measured by `deno run -A bench/gun/run.ts --out`. In parentheses: how " +
    "many times better than gun's better one of the two, compared within each " +
    "round; more than 1 is better, whatever the unit. All figures are medians " +
    "of the rounds.",
    pipes({
      head: ["what", "value"],
      body: results.facts.map((fact) => [...fact]),
    }),
    "## Figures",
    pipes(figures(results)),
    "## Aims",
    pipes(aims(results)),
    "## Method",
    METHOD,
    "## How busy",
    "CPU time of the load generator and of the relay as a share of the wall " +
    "time (all threads, so more than 100 % is possible; the kernel's " +
    "interrupts are not in it), that of everybody else on the machine, and " +
    "the largest distance of a round from the median.",
    pipes(loads(results)),
    ...(remarks.length > 0 ? ["## Remarks", remarks.join("\n")] : []),
  ].join("\n\n") + "\n";
}

/** A number with its unit, as short as it is meaningful. */
export function amount(value: number, unit: Figure["unit"]): string {
  const digits = value < 1 ? 2 : value < 10 ? 1 : 0;
  const number = value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === "/s" ? `${number}/s` : `${number} ${unit}`;
}

function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1)}×`;
}

function figures({ rows, subjects }: Results): Table {
  return {
    head: ["case", ...subjects.map(({ title }) => title)],
    body: rows.map(({ figure, cells }) => [
      figure.title,
      ...subjects.map(({ name, ours }) => {
        const { value = null, ratio = null } = cells.get(name) ?? {};
        if (value === null) return "–";
        const shown = amount(value, figure.unit);
        return ratio === null || !ours ? shown : `${shown} (${times(ratio)})`;
      }),
    ]),
  };
}

function aims({ rows, subjects, quick }: Results): Table {
  const ours = subjects.filter((subject) => subject.ours);
  return {
    head: ["case", "aim", ...ours.map(({ title }) => title)],
    body: rows.flatMap(({ figure: { title, aim }, cells }) => {
      if (aim === undefined) return [];
      const reached = ours.map(({ name }) => {
        const ratio = cells.get(name)?.ratio ?? null;
        return ratio === null
          ? "–"
          : `${times(ratio)} ${
            quick ? "(not judged)" : ratio >= aim ? "✓" : "✗"
          }`;
      });
      return [[title, `at least ${times(aim)}`, ...reached]];
    }),
  };
}

function loads({ rows, subjects }: Results): Table {
  return {
    head: ["case", "relay", "generator busy", "relay busy", "others", "spread"],
    body: rows.flatMap(({ figure, cells }) =>
      subjects.flatMap(({ name, title }) => {
        const { load = null, spread } = cells.get(name) ?? {};
        if (load === null) return [];
        return [[
          figure.title,
          title,
          percent(load.generator),
          percent(load.daemon),
          percent(load.others),
          `±${percent(spread)}`,
        ]];
      })
    ),
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
