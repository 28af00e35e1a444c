import { assertEquals } from "@std/assert";
import { hostname } from "node:os";
import { nodePath } from "../support/node.ts";
import { Program } from "../support/process.ts";
import { hasPython } from "../support/python.ts";
import { onEachRuntime, ROOT } from "../support/runtimes.ts";
import { Stage, until } from "./support.ts";

let node: string | undefined;
try {
  node = await nodePath();
} catch (error) {
  console.log("skipped: an example in Node,", error);
}
const python = await hasPython();
if (!python) console.log("skipped: an example in Python, there is no python3");

if (node !== undefined) {
  const path = node;
  onEachRuntime("node: a machine tells how it is", async (runtime) => {
    await using stage = await Stage.set(runtime);
    const args = ["--no-warnings", `${ROOT}examples/machine.mjs`];
    await using program = Program.run(path, [
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
}

if (python) {
  onEachRuntime("python: sockets and JSON are enough", async (runtime) => {
    await using stage = await Stage.set(runtime);
    const script = `${ROOT}examples/raw.py`;
    const source = await Deno.readTextFile(script);
    assertEquals(source.split("\n").length < 60, true);
    const args = ["-B", script, stage.daemon.url("tcp")];
    await using program = Program.run("python3", args);
    assertEquals((await program.ended()).code, 0, program.stderr.all.join());
    assertEquals(program.stdout.all, [
      "add: True",
      "fetch: True",
      "seen: {'path': 'python/lamp', 'event': 'add', 'value': 'off'}",
      "change: True",
      "seen: {'path': 'python/lamp', 'event': 'change', 'value': 'on'}",
      "set: {}",
    ]);
  });
}
