/**
 * Writes the results as tables, for a terminal and as Markdown.
 *
 * @module
 */

import type { Case, Figure } from "./cases.ts";
import { type Goal, type Reached, reached } from "./goals.ts";
import { bareOf, OURS, type Server } from "./servers.ts";
import type { Row, Summary } from "./summary.ts";

/** What the ratios of each row refer to, beside the bare server. */
const ANCHORS = ["nats-server", "node-jet 2"];

/** Everything there is to report. */
export interface Results {
  readonly summary: Summary;
  readonly cases: readonly Case[];
  readonly servers: readonly Server[];
  /** How long the rounds were: quick ones judge no goal. */
  readonly length: "full" | "short" | "quick";
  /** Names and values of what the figures depend on. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** A heading and the cells below it. */
interface Table {
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
}

const ABOUT = `Streams of messages come from a program in C (epoll, a publisher
or requester, and peers that count bytes), so that it is never the slower side
where “load's” is below 100 %; what only daemons of Jet do (from “dialects” on)
from a program on Deno. Pinned: the server has one processor, the load the other
one; loops in the kernel's idle class keep both from falling asleep. In each
round the servers take turns; figures are medians, ratios are those within a
round, rounds in which others took a quarter of a processor count only if there
are no calm ones, and “spread” is the largest distance of a round from the median. “Bare”
is a server without a bus on the same runtime, which writes the same bytes, and
keeps what is added in a map: what a bus could reach there. nats-server runs core NATS, Redis PUBLISH, Mosquitto
QoS 0: the nearest that each can do; none of them keeps the value for who comes
later, routes a set or knows rights by path. Redis answers each PUBLISH. 64
messages are under way at a time, two bursts of 512 in \`unfetched\`, and one in
\`one-to-1000\` and \`set-1\`. “Times better” is more than 1 if it is better,
whatever the unit.`.replaceAll("\n", " ");

const ABOUT_BUSY = `CPU time of the server and of the load as a share of the
wall time (all threads, so that more than 100 % is possible if it is not pinned;
the kernel's interrupts are not in it), that of everybody else on the machine,
and the server's memory after the case.`.replaceAll("\n", " ");

const ABOUT_CJET = " cjet is measured where `--cjet` names an executable.";

const ABOUT_GOALS =
  "Reached if the better one of the two runtimes does, where none is named.";

/** What the goals of rounds that are not full are worth. */
const ABOUT_LENGTH = {
  full: "",
  short: "These rounds are too short to judge goals: code is still being " +
    "compiled.",
  quick: "No goal is judged in quick rounds: code is still being compiled.",
};

/** The results as text with aligned columns. */
export function terminal(results: Results): string {
  const goals = reached(results.summary);
  return [
    text(overview(results)),
    ...(goals.length > 0
      ? [
        text(goalTable(goals, results)),
        `${ABOUT_GOALS} ${ABOUT_LENGTH[results.length]}`.trimEnd(),
      ]
      : []),
    notes(results).join("\n"),
  ].join("\n\n").trimEnd();
}

/** The results as a Markdown document. */
export function markdown(results: Results): string {
  const { summary, cases, facts, servers } = results;
  const goals = reached(summary);
  const remarks = notes(results);
  const abouts = cases.flatMap(({ about }) => about ?? []);
  return [
    "# Benchmark",
    "Measured by `deno run -A bench/run.ts --out`, with `--rounds` and " +
    "`--seconds` as the table says.",
    servers.some(({ name }) => name === "cjet") ? ABOUT + ABOUT_CJET : ABOUT,
    "![How many times better than node-jet 2.1.1](results.svg)",
    pipes({ head: ["what", "value"], body: facts }),
    "## Figures",
    pipes(overview(results)),
    ...abouts,
    ...(goals.length > 0
      ? [
        "## Goals",
        results.length === "quick" ? ABOUT_LENGTH.quick : ABOUT_GOALS,
        pipes(goalTable(goals, results)),
      ]
      : []),
    "## How many times better, how busy",
    ABOUT_BUSY,
    pipes(details(results)),
    ...(remarks.length > 0 ? ["## Remarks", remarks.join("\n")] : []),
  ].join("\n\n") + "\n";
}

/** A number with its unit, as short as it is meaningful. */
export function amount(value: number, unit: Figure["unit"]): string {
  const digits = unit === "×" ? 2 : value < 10 ? 1 : 0;
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

/** A row's name: its figure, and whether it was pinned if it could be. */
function title({ case: one, figure, pinned }: Row): string {
  return `${figure.title}${one.unpinned ? "" : pinned ? ", pinned" : ""}`;
}

function overview({ summary, servers }: Results): Table {
  return {
    head: ["case", ...servers.map(({ name }) => name)],
    body: summary.rows.map((row) => [
      title(row),
      ...servers.map(({ name }) => {
        const value = summary.cell(row, name)?.value ?? null;
        return value === null ? "–" : amount(value, row.figure.unit);
      }),
    ]),
  };
}

function details({ summary, servers }: Results): Table {
  const ratio = (row: Row, name: string, other: string) => {
    const better = name === other ? null : summary.betterBy(row, name, other);
    return better === null ? "" : times(better);
  };
  return {
    head: [
      ...["case", "server", "value", "spread"],
      ...ANCHORS.map((name) => `than ${name}`),
      ...["than bare", "server's CPU", "load's", "others", "RSS"],
    ],
    body: summary.rows.flatMap((row) =>
      servers.flatMap(({ name }) => {
        const cell = summary.cell(row, name);
        if (!cell || cell.value === null) return [];
        return [[
          title(row),
          name,
          amount(cell.value, row.figure.unit),
          `± ${percent(cell.spread)}`,
          ...ANCHORS.map((other) => ratio(row, name, other)),
          OURS.some((one) => one === name)
            ? ratio(row, name, bareOf(name))
            : "",
          percent(cell.load?.daemon),
          percent(cell.load?.generator),
          percent(cell.load?.others),
          cell.rss === null ? "" : `${Math.round(cell.rss / 1024)} MiB`,
        ]];
      })
    ),
  };
}

function goalTable(goals: readonly Reached[], { length }: Results): Table {
  return {
    head: ["goal", "bound", ...OURS, ""],
    body: goals.map(({ goal, row, values, met }) => {
      const unit = goal.than === undefined ? row.figure.unit : "×";
      const bound = row.figure.better === "more" ? "at least" : "at most";
      return [
        `${title(row)}${thanWhat(goal)}`,
        `${bound} ${amount(goal.bound, unit)}`,
        ...values.map((value) => value === null ? "–" : amount(value, unit)),
        values.every((value) => value === null)
          ? "not measured"
          : length === "quick"
          ? "not judged"
          : met
          ? "✓"
          : "✗",
      ];
    }),
  };
}

function thanWhat({ than, origin }: Goal): string {
  if (than === undefined) return origin === undefined ? "" : `, ${origin}`;
  if (than === "bare") return ", of the bare server";
  return `, of ${"server" in than ? than.server : `\`${than.case}\``}`;
}

function notes({ summary, servers }: Results): string[] {
  return summary.rows.flatMap((row) =>
    servers.flatMap(({ name }) => {
      const note = summary.cell(row, name)?.note;
      return note ? [`- ${title(row)}, ${name}: ${oneLine(note)}`] : [];
    })
  );
}

function percent(share: number | undefined): string {
  return share === undefined ? "" : `${Math.round(share * 100)} %`;
}

/** A message as one line, without the folders of this machine. */
function oneLine(note: string): string {
  const line = note.replace(/(file:\/\/)?(\/[\w.@-]+)+\//g, "")
    .replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function pipes({ head, body }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, n) => n === 0 ? "---" : "---:");
  return [line(head), line(rule), ...body.map(line)].join("\n");
}

function text({ head, body }: Table): string {
  const widths = head.map((cell, n) =>
    Math.max(cell.length, ...body.map((cells) => cells[n].length))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, n) =>
      n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n])
    ).join("  ").trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [line(head), rule, ...body.map(line)].join("\n");
}
