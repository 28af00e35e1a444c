import { assertEquals } from "@std/assert";
import { NO_BUN, ROOT, WHOLE_MATRIX } from "../support/runtimes.ts";
import { SHORT, tryPackage } from "./scratch.ts";
import { readManifest } from "./package.ts";

Deno.test(
  "the npm package installs, has types, runs, and is bundled for pages",
  // It is about a release: the gate runs it apart, with the whole matrix.
  { ignore: NO_BUN || !WHOLE_MATRIX },
  () => tryPackage(SHORT),
);

Deno.test("npm, JSR and Bun know the package by one name and version", async () => {
  const { name, version, exports } = await readManifest();
  const npm = JSON.parse(await Deno.readTextFile(`${ROOT}package.json`));
  assertEquals([npm.name, npm.version, npm.exports], [name, version, exports]);
});
