/**
 * Compares what messages cost the daemon alone, and the library's peer alone, in
 * two checkouts: both in this process, their batches in turn, by the cheapest
 * batch of each.
 *
 * ```sh
 * deno run -A bench/micro/alone.ts OLD NEW [BATCHES] [CASE]
 * bun bench/micro/alone.ts OLD NEW [BATCHES] [CASE]
 * ```
 *
 * @module
 */
import { realpathSync } from "node:fs";
import process from "node:process";
import { median } from "../median.ts";
import type { Operations } from "./wire_peers.ts";

/** Operations of a batch. */
const BATCH = 4096;

const [old, now, batches = "50", only = ""] = process.argv.slice(2);
if (old === undefined || now === undefined) {
  console.error("bench/micro/alone.ts OLD NEW [BATCHES] [CASE]");
  process.exit(2);
}

/** CPU nanoseconds of this process. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

const trees: ReadonlyMap<string, Operations>[] = [];
for (const [n, checkout] of [old, now].entries()) {
  // Each tree has a copy of its own: engines specialise functions for what
  // they are called with.
  const { openBus }: typeof import("./wire_peers.ts") = await import(
    `./wire_peers.ts?tree=${n}`
  );
  const { openPeer }: typeof import("./wire_daemon.ts") = await import(
    `./wire_daemon.ts?tree=${n}`
  );
  const path = realpathSync(checkout);
  const parts = { daemon: await openBus(path), peer: await openPeer(path) };
  trees.push(
    new Map(
      Object.entries(parts).flatMap(([part, cases]) =>
        Object.entries(cases).map(([name, run]) => [`${part}: ${name}`, run])
      ),
    ),
  );
}

console.log(
  "| case | old, ns | new, ns | new/old | median ratio |\n" +
    "|---|---:|---:|---:|---:|",
);
for (const name of trees[0].keys()) {
  if (!name.includes(only)) continue;
  // What it loads on first use is there when it is measured.
  for (const tree of trees) await tree.get(name)?.(BATCH);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const least = trees.map(() => Infinity);
  const ratios: number[] = [];
  for (let batch = 0; batch < Number(batches); batch++) {
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
process.exit(0);
