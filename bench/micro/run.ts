/**
 * Compares the CPU that messages cost in two checkouts, their runs interleaved,
 * by the minimum of each:
 *
 *     deno run -A bench/micro/run.ts --help
 */
import { wholeNumber } from "../../command_line/convert.ts";
import { Failure, UsageError } from "../../command_line/errors.ts";
import { Checkouts } from "../checkouts.ts";
import { argumentsOf, runProgram } from "../program.ts";

const HELP = `Compares the CPU that messages cost, in processes that take turns.

deno run -A bench/micro/run.ts OLD NEW [ROUNDS]

  OLD, NEW   commits, or folders of checkouts
  ROUNDS     how often each is measured (default 10, which are needed: with few
             ratios of one tree differ by some tens of percent)

Needs bun.`;

const file = (name: string) => new URL(name, import.meta.url).pathname;
const DENO = [Deno.execPath(), "run", "-A", "--no-check"];
const PROGRAMS = [
  { suffix: "", command: [...DENO, file("cases.ts")] },
  { suffix: ", Deno", command: [...DENO, file("streams.ts")] },
  { suffix: ", Bun", command: ["bun", file("streams.ts")] },
];

async function run(path: string): Promise<Record<string, number>> {
  const results: Record<string, number> = {};
  for (const { suffix, command: [program, ...args] } of PROGRAMS) {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args, path],
      cwd: path,
    }).output();
    if (!success) throw new Failure(new TextDecoder().decode(stderr));
    const found: Record<string, number> = JSON.parse(
      new TextDecoder().decode(stdout),
    );
    for (const name of Object.keys(found)) {
      results[name + suffix] = found[name];
    }
  }
  return results;
}

async function main(): Promise<void> {
  const { positionals } = argumentsOf({ allowPositionals: true, options: {} });
  const [old, now, times = "10"] = positionals;
  if (now === undefined || positionals.length > 3) {
    throw new UsageError("needs OLD and NEW");
  }
  const rounds = wholeNumber(1)(times, "ROUNDS");
  using checkouts = new Checkouts([old, now]);
  const least = new Map<string, [number, number]>();
  for (let round = 1; round <= rounds; round++) {
    for (const [i, checkout] of checkouts.folders.entries()) {
      for (const [name, ns] of Object.entries(await run(checkout))) {
        const pair = least.get(name) ?? [Infinity, Infinity];
        pair[i] = Math.min(pair[i], ns);
        least.set(name, pair);
      }
    }
    console.error(`round ${round} of ${rounds}`);
  }
  console.log("| case | old, ns | new, ns | new/old |\n|---|---:|---:|---:|");
  for (const [name, [before, after]] of least) {
    const ratio = (after / before).toFixed(2);
    console.log(
      `| ${name} | ${before.toFixed(0)} | ${after.toFixed(0)} | ${ratio} |`,
    );
  }
}

await runProgram(HELP, main);
