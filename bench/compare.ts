/**
 * One row with the daemons of two commits, in turn: their ratio and its spread.
 *
 *     deno run -A bench/compare.ts OLD NEW ROW [--rounds 6] [--seconds 1]
 *         [--runtime deno|bun] [--spread-out]
 *
 * OLD and NEW are commits, or folders of checkouts. ROW is one of the
 * cases of `bench/run.ts`; its first figure is compared. Server and load are
 * pinned unless they are `--spread-out`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { Awake } from "./awake.ts";
import { CASES } from "./cases.ts";
import { measure } from "./measure.ts";
import { median } from "./median.ts";
import { jets } from "./servers.ts";
import { Generator } from "./stream/load.ts";

const WARM_UP_S = 0.7;
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
const awake = new Awake();
try {
  using generator = new Generator();
  const [figure] = one.figures;
  const folders = [old, now].map((name, n) => {
    if (isFolder(name)) return pathToFileURL(`${Deno.realPathSync(name)}/`);
    const folder = `${temp}/${n}`;
    git("worktree", "add", "--detach", folder, name);
    worktrees.push(folder);
    Deno.symlinkSync(`${PROJECT}node_modules`, `${folder}/node_modules`);
    return pathToFileURL(`${folder}/`);
  });
  const pinned = !values["spread-out"] && !one.unpinned;
  const seconds = Number(values.seconds);
  console.log(
    `| ${figure.title} | old | new | times better, median | least | most |\n` +
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
        const { measures, failure } = await measure(one, servers[which], {
          generator,
          pinned,
          interval: { warmUp: WARM_UP_S, seconds },
          awake: awake.pids,
        });
        const found = measures.find(({ figure: name }) => name === figure.name);
        if (!found?.value) throw new Error(failure ?? "nothing was measured");
        figures[which].push(found.value);
      }
      console.error(`${runtime}: round ${n + 1} of ${values.rounds}`);
    }
    const ratios = figures[1].map((value, n) =>
      figure.better === "more" ? value / figures[0][n] : figures[0][n] / value
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
  await awake.stop();
  for (const folder of worktrees) git("worktree", "remove", "--force", folder);
  await Deno.remove(temp, { recursive: true });
}
