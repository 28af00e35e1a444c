import { assertEquals } from "@std/assert";
import { State } from "../../peer.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { Program } from "../support/process.ts";
import { onEachRuntime, onOneRuntime, ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { Stage } from "./support.ts";

const PRINTED = [
  "add house/target 20",
  "add house/boost ",
  "change house/target 21.5",
  "change house/target 23.5",
  "boosted to 23.5",
  "InvalidArgument too hot",
];

onEachRuntime("the first program prints what happens", async (runtime) => {
  await using stage = await Stage.set(runtime);
  const program = await stage.start("first.ts", [], runtime);
  const { code } = await program.ended();
  assertEquals(program.stderr.all, []);
  assertEquals([code, program.stdout.all.toSorted()], [0, PRINTED.toSorted()]);
});

onEachRuntime("the first program of docs/first.md works", async (runtime) => {
  const page = await Deno.readTextFile(`${ROOT}docs/first.md`);
  const code = /^# The first program$.*?^```ts\n(.*?)^```$/ms.exec(page)?.[1];
  if (code === undefined) throw new Error("docs/first.md has no program");
  await using daemon = await HostedDaemon.start(runtime);
  await using folder = await TemporaryFolder.create();
  const script = await folder.write(
    "thermostat.ts",
    code.replaceAll("../peer.ts", `${ROOT}peer.ts`)
      .replaceAll("localhost:11122", `localhost:${daemon.port}`)
      .replaceAll("localhost:11123", `localhost:${daemon.wsPort}`),
  );
  await using program = await Program.start(runtime, script);
  const status = await program.ended();
  assertEquals(program.stderr.all, []);
  assertEquals([status.code, program.stdout.all.length], [0, PRINTED.length]);
});

onOneRuntime("watch prints what others do", async (runtime) => {
  await using stage = await Stage.set(runtime);
  const peer = await stage.peer();
  const state = await peer.add(new State("here", 1));
  const { stdout } = await stage.start("watch.ts", [], runtime);
  await stdout.match(/^add +here 1$/);
  state.value = 2;
  await stdout.match(/^change here 2$/);
  await state.remove();
  await stdout.match(/^remove here 2$/);
});

onOneRuntime("bytes are bytes, or data: URLs over JSON", async (runtime) => {
  await using stage = await Stage.set(runtime);
  const { binaryPort, wsPort } = stage.daemon;
  const args = [`jetb://localhost:${binaryPort}`, `ws://localhost:${wsPort}`];
  const program = await stage.start("bytes.ts", args, runtime);
  const { code } = await program.ended();
  assertEquals([code, program.stderr.all], [0, []]);
  await program.stdout.match(/^size 1000$/);
  await program.stdout.match(/^JSON +chart\/count 4$/);
  await program.stdout.match(/^JSON +chart\/picture data:image\/svg\+xml;/);
}, { index: 1 });
