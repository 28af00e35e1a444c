/**
 * Compares the CPU that messages cost in two checkouts, their runs interleaved,
 * by the minimum of each:
 *
 *     deno run -A bench/micro/run.ts OLD NEW [ROUNDS]
 */
const [old, now, rounds = "10"] = Deno.args;
if (old === undefined || now === undefined) {
  console.error("deno run -A bench/micro/run.ts OLD NEW [ROUNDS]");
  Deno.exit(2);
}
const file = (name: string) => new URL(name, import.meta.url).pathname;
const DENO = [Deno.execPath(), "run", "-A", "--no-check"];
const PROGRAMS = [
  { suffix: "", command: [...DENO, file("cases.ts")] },
  { suffix: ", Deno", command: [...DENO, file("streams.ts")] },
  { suffix: ", Bun", command: ["bun", file("streams.ts")] },
];

async function run(checkout: string): Promise<Record<string, number>> {
  const path = await Deno.realPath(checkout);
  const results: Record<string, number> = {};
  for (const { suffix, command: [program, ...args] } of PROGRAMS) {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args, path],
      cwd: path,
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const found: Record<string, number> = JSON.parse(
      new TextDecoder().decode(stdout),
    );
    for (const name of Object.keys(found)) {
      results[name + suffix] = found[name];
    }
  }
  return results;
}

const least = new Map<string, [number, number]>();
for (let round = 1; round <= Number(rounds); round++) {
  for (const [i, checkout] of [old, now].entries()) {
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
