import { assert, assertEquals } from "@std/assert";
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

Deno.test("documents name the repository that package.json has", async () => {
  const { repository, version } = await readManifest();
  const [owner] = new URL(repository).pathname.split("/").slice(1);
  const raw = "https://raw.githubusercontent.com/";
  const name = repository.slice("https://github.com/".length);
  const files = [
    "README.md",
    "CONTRIBUTING.md",
    ".github/ISSUE_TEMPLATE/config.yml",
  ];
  for await (const { name } of Deno.readDir(`${ROOT}docs`)) {
    if (name.endsWith(".md")) files.push(`docs/${name}`);
  }
  for (const file of files) {
    const text = await Deno.readTextFile(ROOT + file);
    for (
      const [url] of text.matchAll(/https:\/\/[^\s)"'`]*github[^\s)"'`]*/g)
    ) {
      if (!url.includes(`/${owner}/`)) continue;
      const ours = url.startsWith(raw)
        ? url.startsWith(`${raw}${name}/v${version}/`)
        : `${url}/`.startsWith(`${repository}/`);
      assert(ours, `${file}: ${url}`);
    }
  }
});
