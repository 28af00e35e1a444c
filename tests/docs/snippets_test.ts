/**
 * Every program of the documents does what the document says.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { nodeOf } from "../distribution/scratch.ts";
import { Network } from "../outages/network.ts";
import type { Program } from "../support/process.ts";
import {
  bunPath,
  isMissing,
  ROOT,
  type RuntimeName,
  RUNTIMES,
  WHOLE_MATRIX,
} from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import {
  programsFor,
  readSnippets,
  type Snippet,
  writeSnippets,
} from "./snippets.ts";

const { programs, fragments } = await readSnippets();
// The programs use the default ports: they have a network of their own.
const missing = await Network.missing();
if (missing !== undefined) console.log(`programs of docs: ${missing}`);

/** The programs of each: Node has `await using` from 24 on. */
const EXECUTABLES: Readonly<
  Record<RuntimeName | "node", () => Promise<string[]>>
> = {
  deno: () => Promise.resolve([Deno.execPath(), "run", "-A"]),
  bun: async () => [await bunPath()],
  node: async () => [await nodeOf("24"), "--no-warnings"],
};

async function start(
  network: Network,
  runtime: RuntimeName | "node",
  script: string,
  args: readonly string[] = [],
): Promise<Program> {
  const [executable, ...options] = await EXECUTABLES[runtime]();
  return network.run("daemon", executable, [...options, script, ...args]);
}

/** Runs programs in one process, and compares what they print. */
async function check(
  network: Network,
  runtime: RuntimeName | "node",
  folder: TemporaryFolder,
  some: readonly Snippet[],
): Promise<void> {
  const files = some.map(({ file }) => folder.path(file));
  const script = folder.path("tests/docs/run_snippets.ts");
  await using process = await start(network, runtime, script, files);
  await process.ended();
  assertEquals(
    process.stdout.all.length,
    some.length,
    process.stderr.all.join("\n"),
  );
  for (const [index, { place, output }] of some.entries()) {
    const printed: { output: string; failure?: string } = JSON.parse(
      process.stdout.all[index],
    );
    assertEquals(printed.failure, undefined, place);
    assertEquals(squeezed(printed.output), squeezed(output), place);
  }
}

/** Without the spaces, quotes and lines that runtimes print differently. */
function squeezed(text: string): string {
  return text.replace(/[\s"']+/g, "").replace(/,(?=[}\]])/g, "");
}

for (const runtime of [...RUNTIMES, "node"] as const) {
  Deno.test({
    name: `${runtime}: programs of the documents print what stands there`,
    ignore: missing !== undefined ||
      (runtime === "node" ? !WHOLE_MATRIX : isMissing(runtime)),
    async fn() {
      await using folder = await TemporaryFolder.create();
      const mine = await programsFor(runtime, programs);
      await writeSnippets(folder, mine);
      await using network = await Network.create();
      for (const one of mine.filter(({ listens }) => listens)) {
        await check(network, runtime, folder, [one]);
      }
      const host = runtime === "node" ? "deno" : runtime;
      await using daemon = await start(network, host, `${ROOT}daemon.ts`, [
        ...["--gun-store", folder.path("gun.db")],
      ]);
      await daemon.stdout.match(/listening on jetb:/);
      const others = mine.filter(({ listens }) => !listens);
      await check(network, runtime, folder, others);
    },
  });
}

Deno.test({
  name: "programs of the documents have no type errors",
  // It takes a compiler as long as the whole checkout does.
  ignore: !WHOLE_MATRIX,
  fn: checkTypes,
});

async function checkTypes(): Promise<void> {
  await using folder = await TemporaryFolder.create();
  const files: string[] = [];
  for (const [index, { code }] of programs.entries()) {
    // Without links in between the files are those that are checked anyway.
    const direct = code.replace(/"\.{1,2}\/(?=\w+\.ts")/g, `"${ROOT}`);
    files.push(await folder.write(`${index}.ts`, direct));
  }
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", ...files],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

Deno.test("at most a fifth of the programs in the documents is a fragment", () => {
  assert(fragments * 5 <= programs.length + fragments, String(fragments));
});
