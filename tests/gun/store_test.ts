import { assertEquals } from "@std/assert";
import { EXERCISES } from "./store_exercises.ts";
import { run } from "./store_support.ts";
import { besideOthers } from "../support/beside.ts";
import { Program } from "../support/process.ts";
import { NO_BUN, ROOT } from "../support/runtimes.ts";
import { within } from "../support/within.ts";

const PROGRAM = `${ROOT}tests/gun/store_program.ts`;

for (const [name, exercise] of Object.entries(EXERCISES)) {
  besideOthers(`deno: the store: ${name}`, () => run(exercise));
}

let outcomes: Promise<string[]> | undefined;

/** What the program prints that runs all exercises on Bun; it runs once. */
function outcomesOnBun(): Promise<string[]> {
  return outcomes ??= runOnBun();
}

async function runOnBun(): Promise<string[]> {
  await using program = await Program.start("bun", PROGRAM);
  const { code } = await within(program.status, "the exercises", 120);
  await program.ended();
  const { stdout, stderr } = program;
  assertEquals(code, 0, stderr.all.join("\n"));
  return [...stdout.all, ...stderr.all];
}

for (const name of Object.keys(EXERCISES)) {
  const onBun = `bun: the store: ${name}`;
  besideOthers(onBun, async () => {
    const lines = await outcomesOnBun();
    const complaints = lines.filter((line) => !/^(ok: |done$)/.test(line));
    assertEquals(lines.includes(`ok: ${name}`), true, complaints.join("\n"));
    assertEquals(lines.includes("done"), true);
  }, { ignore: NO_BUN });
}

Deno.test(
  "bun: the store complains of nothing",
  { ignore: NO_BUN },
  async () => {
    const lines = await outcomesOnBun();
    assertEquals(lines.filter((line) => !/^(ok: |done$)/.test(line)), []);
  },
);
