import { assertEquals } from "@std/assert";
import { EXERCISES } from "./store_exercises.ts";
import { run } from "./store_support.ts";
import { Program } from "../support/process.ts";
import { ROOT } from "../support/runtimes.ts";

const PROGRAM = `${ROOT}tests/gun/store_program.ts`;

for (const [name, exercise] of Object.entries(EXERCISES)) {
  Deno.test(`deno: the store: ${name}`, () => run(exercise));

  Deno.test(`bun: the store: ${name}`, async () => {
    await using program = await Program.start("bun", PROGRAM, { args: [name] });
    const { code } = await program.ended();
    assertEquals(program.stderr.all, []);
    assertEquals(program.stdout.all, ["done"]);
    assertEquals(code, 0);
  });
}
