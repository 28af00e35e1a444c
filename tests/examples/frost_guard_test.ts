import { assertEquals } from "@std/assert";
import { Method, State } from "../../peer.ts";
import type { ColdRooms } from "../../examples/frost_guard.ts";
import { nodePath } from "../support/node.ts";
import { Program } from "../support/process.ts";
import { bunPath, NO_BUN, onOneRuntime, ROOT } from "../support/runtimes.ts";
import { Stage, until } from "./support.ts";

const TESTS = "./examples/frost_guard_test.ts";

onOneRuntime("frost guard: it boosts a room of the bus", async (runtime) => {
  await using stage = await Stage.set(runtime);
  await stage.start("frost_guard.ts", [], runtime);
  const peer = await stage.peer();
  await peer.add(new State("house/attic/temperature", 1));
  const called = Promise.withResolvers<unknown>();
  await peer.add(new Method("house/attic/boost", called.resolve));
  assertEquals(await called.promise, [10]);
  await until<ColdRooms>(
    peer,
    "guard/cold",
    ({ attic }) => attic === "boosted",
  );
}, { index: 1 });

// By `deno test` they are run with all others.
const inBun = "frost guard: its own tests pass in Bun";
Deno.test(inBun, { ignore: NO_BUN }, async () => {
  await using bun = Program.run(await bunPath(), ["test", TESTS], {
    cwd: ROOT,
  });
  assertEquals((await bun.ended()).code, 0, bun.stderr.all.join("\n"));
  await bun.stderr.match(/ 3 pass$/);
});

Deno.test("frost guard: its own tests pass in Node", async () => {
  const args = ["--no-warnings", "--test", TESTS];
  await using node = Program.run(await nodePath(), args, { cwd: ROOT });
  assertEquals((await node.ended()).code, 0, node.stdout.all.join("\n"));
  await node.stdout.match(/ pass 3$/);
});
