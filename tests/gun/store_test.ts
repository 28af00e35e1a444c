import { assertEquals } from "@std/assert";
import { EXERCISES } from "./store_exercises.ts";
import { Program } from "../support/process.ts";
import { onEachRuntime, ROOT, type RuntimeName } from "../support/runtimes.ts";
import { within } from "../support/within.ts";

const PROGRAM = `${ROOT}tests/gun/store_program.ts`;

const outcomes = new Map<RuntimeName, Promise<string[]>>();

/** What the program prints that runs all exercises; it runs once a runtime. */
function outcomesOn(runtime: RuntimeName): Promise<string[]> {
  const known = outcomes.get(runtime) ?? runOn(runtime);
  outcomes.set(runtime, known);
  return known;
}

async function runOn(runtime: RuntimeName): Promise<string[]> {
  await using program = await Program.start(runtime, PROGRAM);
  const { code } = await within(program.status, "the exercises", 120);
  await program.ended();
  const { stdout, stderr } = program;
  assertEquals(code, 0, stderr.all.join("\n"));
  return [...stdout.all, ...stderr.all];
}

for (const name of Object.keys(EXERCISES)) {
  onEachRuntime(`the store: ${name}`, async (runtime) => {
    const lines = await outcomesOn(runtime);
    const complaints = lines.filter((line) => !/^(ok: |done$)/.test(line));
    assertEquals(lines.includes(`ok: ${name}`), true, complaints.join("\n"));
    assertEquals(lines.includes("done"), true);
  });
}

onEachRuntime("the store complains of nothing", async (runtime) => {
  const lines = await outcomesOn(runtime);
  assertEquals(lines.filter((line) => !/^(ok: |done$)/.test(line)), []);
});
