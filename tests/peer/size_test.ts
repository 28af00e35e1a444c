/**
 * What a page loads before it can begin: the files that Bun makes of the peer,
 * without those that are loaded later, and without Bun's own code for preloading
 * these (660 bytes). The limits are what it has now, and a little, so that growth
 * is noticed.
 *
 * @module
 */
import { assert } from "@std/assert";
import { bunPath, NO_BUN, ROOT } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";

/** Programs, and how many bytes they may be, compressed by gzip. */
const PROGRAMS = [
  { what: "a page that fetches, sets and calls", names: "Peer", most: 12_100 },
  {
    what: "a page that owns states and methods too",
    names: "Peer, State, Method",
    most: 13_750,
  },
];

async function gzipped(text: string): Promise<number> {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).bytes()).length;
}

/** The file and all that it imports, other than by `import()`. */
async function loadedFirst(folder: string, file: string): Promise<string[]> {
  const text = await Deno.readTextFile(`${folder}/${file}`);
  const files = [file];
  for (const [, next] of text.matchAll(/from"\.\/([\w.-]+)"/g)) {
    files.push(...await loadedFirst(folder, next));
  }
  return [...new Set(files)];
}

for (const { what, names, most } of PROGRAMS) {
  const name = `${what} loads less than ${most} bytes`;
  Deno.test(name, { ignore: NO_BUN }, async () => {
    await using folder = await TemporaryFolder.create();
    const program = folder.path("page.ts");
    const from = JSON.stringify(`${ROOT}peer.ts`);
    await Deno.writeTextFile(program, `export { ${names} } from ${from};`);
    const { success, stderr } = await new Deno.Command(await bunPath(), {
      args: [
        "build",
        program,
        "--minify",
        "--target=browser",
        "--splitting",
        "--no-module-preload",
        `--outdir=${folder.path("out")}`,
      ],
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const out = folder.path("out");
    const files = await loadedFirst(out, "page.js");
    let bytes = 0;
    for (const file of files) {
      bytes += await gzipped(await Deno.readTextFile(`${out}/${file}`));
    }
    console.log(`${what}: ${bytes} bytes in ${files.length} files`);
    assert(bytes > 5000 && bytes < most, `${bytes}`);
  });
}
