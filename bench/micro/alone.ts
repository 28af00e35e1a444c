/**
 * Compares what messages cost the daemon alone, and the library's peer alone, in
 * two checkouts: both in this process, their batches in turn, by the cheapest
 * batch of each.
 *
 * ```sh
 * deno run -A bench/micro/alone.ts --help
 * bun bench/micro/alone.ts --help
 * ```
 *
 * @module
 */
import process from "node:process";
import { wholeNumber } from "../../command_line/convert.ts";
import { UsageError } from "../../command_line/errors.ts";
import { Checkouts } from "../checkouts.ts";
import { median } from "../median.ts";
import { argumentsOf, runProgram } from "../program.ts";
import type { Operations } from "./wire_peers.ts";

/** Operations of a batch. */
const BATCH = 4096;
const BATCHES = 50;

const HELP = `Compares what messages cost the daemon alone, and the peer alone.

deno run -A bench/micro/alone.ts OLD NEW [BATCHES] [CASE]   (or bun)

  OLD, NEW   commits, or folders of checkouts
  BATCHES    batches of ${BATCH} operations (default ${BATCHES}, which are needed: with 8
             code is still being compiled, ratios of one tree differ by 1.4)
  CASE       only cases with this text in their names, as "daemon: set"`;

/** CPU nanoseconds of this process. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** The cases of a checkout. */
async function open(
  checkout: string,
  n: number,
): Promise<ReadonlyMap<string, Operations>> {
  // Each tree has a copy of its own: engines specialise functions for what
  // they are called with.
  const { openBus }: typeof import("./wire_peers.ts") = await import(
    `./wire_peers.ts?tree=${n}`
  );
  const { openPeer }: typeof import("./wire_daemon.ts") = await import(
    `./wire_daemon.ts?tree=${n}`
  );
  const parts = {
    daemon: await openBus(checkout),
    peer: await openPeer(checkout),
  };
  return new Map(
    Object.entries(parts).flatMap(([part, cases]) =>
      Object.entries(cases).map(([name, run]) => [`${part}: ${name}`, run])
    ),
  );
}

async function main(): Promise<void> {
  const { positionals } = argumentsOf({ allowPositionals: true, options: {} });
  const [old, now, times = String(BATCHES), only = ""] = positionals;
  if (now === undefined || positionals.length > 4) {
    throw new UsageError("needs OLD and NEW");
  }
  const batches = wholeNumber(1)(times, "BATCHES");
  using checkouts = new Checkouts([old, now]);
  const trees: ReadonlyMap<string, Operations>[] = [];
  for (const [n, checkout] of checkouts.folders.entries()) {
    trees.push(await open(checkout, n));
  }
  const all = [...trees[0].keys()];
  const cases = all.filter((name) => name.includes(only));
  if (cases.length === 0) {
    throw new UsageError(`no case ${only}; there are ${all.join(", ")}`);
  }
  console.log(
    "| case | old, ns | new, ns | new/old | median ratio |\n" +
      "|---|---:|---:|---:|---:|",
  );
  for (const name of cases) await compare(name, trees, batches);
}

async function compare(
  name: string,
  trees: readonly ReadonlyMap<string, Operations>[],
  batches: number,
): Promise<void> {
  // What it loads on first use is there when it is measured.
  for (const tree of trees) await tree.get(name)?.(BATCH);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const least = trees.map(() => Infinity);
  const ratios: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    const costs = [0, 0];
    // Neither is always the one behind the other.
    for (const n of batch % 2 === 0 ? [0, 1] : [1, 0]) {
      const begun = cpu();
      await trees[n].get(name)?.(BATCH);
      costs[n] = (cpu() - begun) / BATCH;
    }
    ratios.push(costs[1] / costs[0]);
    for (const [n, cost] of costs.entries()) {
      least[n] = Math.min(least[n], cost);
    }
  }
  const [before, after] = least;
  console.log(
    `| ${name} | ${before.toFixed(0)} | ${after.toFixed(0)} ` +
      `| ${(after / before).toFixed(2)} | ${median(ratios)?.toFixed(2)} |`,
  );
}

await runProgram(HELP, main);
