/**
 * Every program of the documents does what the document says.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
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
import { readSnippets, type Snippet, writeSnippets } from "./snippets.ts";

const { programs, fragments } = await readSnippets();
// The programs use the default ports: they have a network of their own.
const missing = await Network.missing();
if (missing !== undefined) console.log(`programs of docs: ${missing}`);

async function start(
  network: Network,
  runtime: RuntimeName,
  script: string,
  args: readonly string[] = [],
): Promise<Program> {
  return runtime === "deno"
    ? network.run("daemon", Deno.execPath(), ["run", "-A", script, ...args])
    : network.run("daemon", await bunPath(), [script, ...args]);
}

/** Runs programs in one process, and compares what they print. */
async function check(
  network: Network,
  runtime: RuntimeName,
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

for (const runtime of RUNTIMES) {
  Deno.test({
    name: `${runtime}: programs of the documents print what stands there`,
    ignore: missing !== undefined || isMissing(runtime),
    async fn() {
      await using folder = await TemporaryFolder.create();
      const mine = programs.filter(({ denoOnly }) =>
        runtime === "deno" || !denoOnly
      );
      await writeSnippets(folder, mine);
      await using network = await Network.create();
      for (const one of mine.filter(({ listens }) => listens)) {
        await check(network, runtime, folder, [one]);
      }
      await using daemon = await start(network, runtime, `${ROOT}daemon.ts`, [
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
