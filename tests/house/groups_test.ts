import { assertEquals, assertMatch } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { ROOT } from "../support/runtimes.ts";

const GROUPS = "tests/groups/";
const SKIPPED = ["node_modules", "dist"];

async function* testFiles(folder = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(ROOT + folder)) {
    if (name.startsWith(".") || SKIPPED.includes(name)) continue;
    const path = folder + name;
    if (isDirectory) yield* testFiles(`${path}/`);
    else if (path.endsWith("_test.ts")) yield path;
  }
}

Deno.test("every test file is in one group, every group in deno.json", async () => {
  const imported: string[] = [];
  const groups: string[] = [];
  for await (const { name } of Deno.readDir(ROOT + GROUPS)) {
    groups.push(GROUPS + name);
    const text = await Deno.readTextFile(ROOT + GROUPS + name);
    // Else its tests that run beside others would not be registered.
    assertMatch(text, /\nregisterBeside\(\);\n$/, name);
    for (const [, file] of text.matchAll(/^import "(.*)";$/gm)) {
      const { pathname } = new URL(file, `file://${ROOT}${GROUPS}`);
      imported.push(pathname.slice(ROOT.length));
    }
  }
  const files = await Array.fromAsync(testFiles());
  const missing = files.filter((file) => !imported.includes(file));
  assertEquals(missing, [], "add them to their groups in tests/groups/");
  assertEquals(imported.sort(), files.sort());
  const config: unknown = JSON.parse(
    await Deno.readTextFile(`${ROOT}deno.json`),
  );
  const { include } = asRecord(asRecord(config).test);
  assertEquals(Array.isArray(include) && include.sort(), groups.sort());
});
