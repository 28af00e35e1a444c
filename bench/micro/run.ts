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
const CASES = new URL("cases.ts", import.meta.url).pathname;

async function run(checkout: string): Promise<Record<string, number>> {
  const path = await Deno.realPath(checkout);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", CASES, path],
    cwd: path,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
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
