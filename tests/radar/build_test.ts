import { assert, assertEquals } from "@std/assert";
import { builtFiles, TARGETS } from "../../radar/build.ts";
import { gzipSync } from "node:zlib";
import { WHOLE_MATRIX } from "../support/runtimes.ts";

/** Largest first load, compressed. */
const MAX_FIRST_LOAD = 120_000;

// Only of the whole matrix, for its time.
Deno.test({
  name: "a fresh build is what is in the repository, and small",
  ignore: !WHOLE_MATRIX,
  fn: buildsAgree,
});

async function buildsAgree(): Promise<void> {
  const builds = await Promise.all(TARGETS.map(async ([folder, make]) => {
    const fresh = await make();
    const there = await builtFiles(folder);
    assertEquals([...there.keys()].sort(), [...fresh.keys()].sort());
    for (const [name, text] of fresh) {
      assert(there.get(name) === text, `${name}: run deno task radar`);
    }
    return fresh;
  }));
  const [fresh] = builds;
  const loaded = new Set<string>();
  const load = (name: string) => {
    const text = fresh.get(`${name}.txt`) ?? "";
    if (loaded.has(name) || text === "") return;
    loaded.add(name);
    for (const [, other] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) {
      load(other);
    }
  };
  const index = fresh.get("index.html.txt") ?? "";
  for (const [, name] of index.matchAll(/"\/radar\/([^"]+)"/g)) load(name);
  let size = gzipSync(index).length;
  for (const name of loaded) {
    size += gzipSync(fresh.get(`${name}.txt`) ?? "").length;
  }
  assert(loaded.size > 2);
  assert(size <= MAX_FIRST_LOAD, `first load: ${size} bytes`);
}
