/**
 * One row with the daemons of two commits, in turn: their ratio and its spread.
 *
 *     deno run -A bench/compare.ts OLD NEW ROW [--rounds 6] [--seconds 1]
 *         [--runtime deno|bun] [--spread-out]
 *
 * OLD and NEW are commits, or folders of checkouts. ROW is one of those of
 * `bench/neighbours/run.ts`. Server and load are pinned unless they are
 * `--spread-out`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { CASES } from "./neighbours/cases.ts";
import { Generator } from "./neighbours/load.ts";
import { betterBy, measure } from "./neighbours/run.ts";
import { jets } from "./neighbours/servers.ts";
import { median } from "./summary.ts";

const PROJECT = new URL("..", import.meta.url).pathname;

function git(...args: string[]): void {
  const { success, stderr } = new Deno.Command("git", {
    args: ["-C", PROJECT, ...args],
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function isFolder(name: string): boolean {
  try {
    return Deno.statSync(name).isDirectory;
  } catch {
    return false;
  }
}

const { values, positionals: [old, now, row] } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "6" },
    seconds: { type: "string", default: "1" },
    runtime: { type: "string", default: "deno,bun" },
    "spread-out": { type: "boolean", default: false },
  },
});
const one = CASES.find(({ name }) => name === row);
if (old === undefined || now === undefined || one === undefined) {
  const rows = CASES.map(({ name }) => name).join(", ");
  console.error(`deno run -A bench/compare.ts OLD NEW ROW; rows: ${rows}`);
  Deno.exit(2);
}
const temp = await Deno.makeTempDir({ prefix: "jet-compare-" });
const worktrees: string[] = [];
try {
  using generator = new Generator();
  const folders = [old, now].map((name, n) => {
    if (isFolder(name)) return pathToFileURL(`${Deno.realPathSync(name)}/`);
    const folder = `${temp}/${n}`;
    git("worktree", "add", "--detach", folder, name);
    worktrees.push(folder);
    Deno.symlinkSync(`${PROJECT}node_modules`, `${folder}/node_modules`);
    return pathToFileURL(`${folder}/`);
  });
  const pinned = !values["spread-out"];
  const seconds = Number(values.seconds);
  console.log(
    `| ${one.name} | old | new | new/old, median | least | most |\n` +
      "|---|---:|---:|---:|---:|---:|",
  );
  for (const runtime of values.runtime.split(",")) {
    const servers = folders.map((folder) =>
      jets(folder)[runtime === "deno" ? 0 : 1]
    );
    const figures: [number[], number[]] = [[], []];
    for (let n = 0; n < Number(values.rounds); n++) {
      // Who is first alternates.
      for (const which of n % 2 === 0 ? [0, 1] : [1, 0]) {
        const round = await measure(generator, servers[which], one, {
          pinned,
          seconds,
        });
        figures[which].push(round[one.figure]);
      }
      console.error(`${runtime}: round ${n + 1} of ${values.rounds}`);
    }
    const ratios = figures[1].map((value, n) =>
      betterBy(one, value, figures[0][n])
    );
    const cells = [
      ...figures.map((some) => Math.round(median(some) ?? 0)),
      ...[median(ratios) ?? 0, Math.min(...ratios), Math.max(...ratios)].map(
        (ratio) => ratio.toFixed(2),
      ),
    ];
    console.log(`| ${runtime} | ${cells.join(" | ")} |`);
  }
} finally {
  for (const folder of worktrees) git("worktree", "remove", "--force", folder);
  await Deno.remove(temp, { recursive: true });
}
