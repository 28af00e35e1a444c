import { assertEquals } from "@std/assert";
import { hostname } from "node:os";
import { nodePath } from "../support/node.ts";
import { Program } from "../support/process.ts";
import { NO_PYTHON, pythonPath } from "../support/python.ts";
import { onOneRuntime, ROOT } from "../support/runtimes.ts";
import { Stage, until } from "./support.ts";

onOneRuntime("node: a machine tells how it is", async (runtime) => {
  await using stage = await Stage.set(runtime);
  const args = ["--no-warnings", `${ROOT}examples/machine.mjs`];
  await using program = Program.run(await nodePath(), [
    ...args,
    stage.daemon.url("tcp"),
  ]);
  const here = `machines/${hostname()}`;
  await program.stdout.match(new RegExp(`^add +${here}/load \\d+\\.\\d\\d$`));
  await program.stdout.match(new RegExp(`^change ${here}/free 0\\.\\d\\d$`));
  const peer = await stage.peer();
  await until<number>(peer, `${here}/free`, (free) => free > 0 && free < 1);
  assertEquals(String(await peer.call(`${here}/node`)).slice(0, 1), "v");
  assertEquals(program.stderr.all, []);
});

onOneRuntime("python: sockets and JSON are enough", async (runtime) => {
  await using stage = await Stage.set(runtime);
  const script = `${ROOT}examples/raw.py`;
  const source = await Deno.readTextFile(script);
  assertEquals(source.split("\n").length < 60, true);
  const args = ["-B", script, stage.daemon.url("tcp")];
  await using program = Program.run(pythonPath(), args);
  assertEquals((await program.ended()).code, 0, program.stderr.all.join());
  assertEquals(program.stdout.all, [
    "add: True",
    "fetch: True",
    "seen: {'path': 'python/lamp', 'event': 'add', 'value': 'off'}",
    "change: True",
    "seen: {'path': 'python/lamp', 'event': 'change', 'value': 'on'}",
    "set: {}",
  ]);
}, { ignore: NO_PYTHON });
