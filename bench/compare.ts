/**
 * One case with the daemons of two commits, in turn: their ratio and its spread.
 *
 * ```sh
 * deno run -A bench/compare.ts --help
 * ```
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { list, oneOf, seconds, wholeNumber } from "../command_line/convert.ts";
import { Failure, UsageError } from "../command_line/errors.ts";
import { Awake } from "./awake.ts";
import { type Case, CASES } from "./cases.ts";
import { Checkouts } from "./checkouts.ts";
import { installForBun } from "./install.ts";
import { type Conditions, measure } from "./measure.ts";
import { median } from "./median.ts";
import { argumentsOf, names, runProgram } from "./program.ts";
import { amount } from "./report.ts";
import { jets, type Server } from "./servers.ts";
import { Generator } from "./stream/load.ts";

const WARM_UP_S = 0.7;
const PROJECT = new URL("..", import.meta.url);
const RUNTIMES = ["deno", "bun"] as const;

const HELP = `Compares the daemons of two commits in one case of bench/run.ts.

deno run -A bench/compare.ts OLD NEW CASE [options]

  OLD, NEW           commits, or folders of checkouts
  CASE               one of ${names(CASES)}; its first figure is compared
  --rounds N         how often each is measured, in turn (default 6)
  --seconds N        measured seconds of a round (default 1)
  --runtime NAMES    deno, bun, or both, separated by commas (default both)
  --spread-out       without a processor each for server and load
  --help             show this

Needs what bench/run.ts needs. With Bun, packages are installed where they are
missing.`;

/** The figures of both servers, round by round. */
async function figuresOf(
  one: Case,
  servers: readonly Server[],
  rounds: number,
  conditions: Conditions,
): Promise<[number[], number[]]> {
  const [figure] = one.figures;
  const figures: [number[], number[]] = [[], []];
  for (let n = 0; n < rounds; n++) {
    // Neither is always the first one.
    for (const which of n % 2 === 0 ? [0, 1] : [1, 0]) {
      const server = servers[which];
      const { measures, failure } = await measure(one, server, conditions);
      const found = measures.find(({ figure: name }) => name === figure.name);
      if (!found?.value) throw new Failure(failure ?? "nothing was measured");
      figures[which].push(found.value);
    }
    console.error(`${servers[0].name}: round ${n + 1} of ${rounds}`);
  }
  return figures;
}

function rowOf(
  name: string,
  { figures: [figure] }: Case,
  figures: readonly [number[], number[]],
): string {
  const ratios = figures[1].map((value, n) =>
    figure.better === "more" ? value / figures[0][n] : figures[0][n] / value
  );
  const cells = [
    ...figures.map((some) => amount(median(some) ?? NaN, figure.unit)),
    ...[median(ratios) ?? NaN, Math.min(...ratios), Math.max(...ratios)].map(
      (ratio) => ratio.toFixed(2),
    ),
  ];
  return `| ${name} | ${cells.join(" | ")} |`;
}

async function main(): Promise<void> {
  const { values, positionals } = argumentsOf({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "6" },
      seconds: { type: "string", default: "1" },
      runtime: { type: "string", default: RUNTIMES.join(",") },
      "spread-out": { type: "boolean", default: false },
    },
  });
  if (positionals.length !== 3) throw new UsageError("needs OLD, NEW and CASE");
  const [old, now, name] = positionals;
  const one = CASES.find((each) => each.name === name);
  if (one === undefined) {
    throw new UsageError(`no case ${name}; there are ${names(CASES)}`);
  }
  const rounds = wholeNumber(1)(values.rounds, "--rounds");
  const interval = {
    warmUp: WARM_UP_S,
    seconds: seconds(3600, 0.05)(values.seconds, "--seconds"),
  };
  const runtimes = list(oneOf(RUNTIMES))(values.runtime, "--runtime");
  // Worktrees have the packages of this checkout.
  if (runtimes.includes("bun")) await installForBun(PROJECT);
  using checkouts = new Checkouts([old, now]);
  using generator = new Generator();
  const awake = new Awake();
  const rows: string[] = [];
  try {
    for (const runtime of runtimes) {
      const servers = checkouts.folders.map((folder) =>
        jets(pathToFileURL(`${folder}/`))[RUNTIMES.indexOf(runtime)]
      );
      for (const server of servers) await server.prepare?.();
      const figures = await figuresOf(one, servers, rounds, {
        generator,
        pinned: !values["spread-out"] && !one.unpinned,
        interval,
        awake: awake.pids,
      });
      rows.push(rowOf(runtime, one, figures));
    }
  } finally {
    await awake.stop();
    // At the end, so that no line of the progress is between those of the table.
    if (rows.length > 0) {
      const head = "old | new | times better, median | least | most";
      console.log(`| ${one.figures[0].title} | ${head} |`);
      console.log("|---|---:|---:|---:|---:|---:|");
      console.log(rows.join("\n"));
    }
  }
}

await runProgram(HELP, main);
