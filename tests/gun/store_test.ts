import { assertEquals } from "@std/assert";
import { EXERCISES } from "./store_exercises.ts";
import { run } from "./store_support.ts";
import { Program } from "../support/process.ts";
import { NO_BUN, ROOT } from "../support/runtimes.ts";

const PROGRAM = `${ROOT}tests/gun/store_program.ts`;

for (const [name, exercise] of Object.entries(EXERCISES)) {
  Deno.test(`deno: the store: ${name}`, () => run(exercise));

  const onBun = `bun: the store: ${name}`;
  Deno.test(onBun, { ignore: NO_BUN }, async () => {
    await using program = await Program.start("bun", PROGRAM, { args: [name] });
    const { code } = await program.ended();
    assertEquals(program.stderr.all, []);
    assertEquals(program.stdout.all, ["done"]);
    assertEquals(code, 0);
  });
}
