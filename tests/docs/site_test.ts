/**
 * The site of the documents, as it is written.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { dirname, normalize } from "node:path/posix";
import { filesBelow } from "../distribution/package.ts";
import { ROOT, WHOLE_MATRIX } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { buildSite } from "./site/build.ts";

interface Page {
  readonly text: string;
  readonly ids: ReadonlySet<string>;
}

/** The pages that the documents are, without those of the reference. */
async function readPages(folder: string): Promise<Map<string, Page>> {
  const pages = new Map<string, Page>();
  for await (const file of filesBelow(folder)) {
    if (!file.endsWith(".html") || file.startsWith("api/")) continue;
    const text = await Deno.readTextFile(`${folder}/${file}`);
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]));
    pages.set(file, { text, ids });
  }
  return pages;
}

/** Why an address on a page leads nowhere. */
async function problemOf(
  address: string,
  page: string,
  pages: ReadonlyMap<string, Page>,
  folder: string,
): Promise<string | undefined> {
  if (/^(https?|mailto):/.test(address)) return;
  const [path, anchor] = address.split("#");
  const target = path === ""
    ? page
    : normalize(`${dirname(page)}/${decodeURIComponent(path)}`);
  // The reference is made for the whole matrix only.
  if (target.startsWith("api/") && !WHOLE_MATRIX) return;
  const info = await Deno.stat(`${folder}/${target}`).catch(() => undefined);
  if (info?.isFile !== true) return `${page}: no ${target}`;
  if (anchor === undefined || pages.get(target) === undefined) return;
  if (!pages.get(target)?.ids.has(decodeURIComponent(anchor))) {
    return `${page}: no #${anchor} in ${target}`;
  }
}

Deno.test("the site has every document, no broken link, and needs no network", async () => {
  await using scratch = await TemporaryFolder.create();
  const folder = scratch.path("site");
  await buildSite({ folder, reference: WHOLE_MATRIX });
  const pages = await readPages(folder);
  const problems: string[] = [];
  for (const [page, { text }] of pages) {
    for (const [, address] of text.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      const problem = await problemOf(address, page, pages, folder);
      if (problem !== undefined) problems.push(problem);
    }
    // A picture, style or script of another host is not there offline.
    const foreign = / src="https?:|<link[^>]* href="https?:/.exec(text)?.[0];
    assertEquals(foreign, undefined, page);
  }
  assertEquals(problems, []);
  await checkCompleteness(folder, pages);
});

/** Every document is in the navigation, and its sections in the search. */
async function checkCompleteness(
  folder: string,
  pages: ReadonlyMap<string, Page>,
): Promise<void> {
  const index = pages.get("docs/index.html")?.text ?? "";
  const navigation = index.slice(0, index.indexOf("<main"));
  const search = await Deno.readTextFile(`${folder}/search_index.js`);
  for await (const { name } of Deno.readDir(`${ROOT}docs`)) {
    if (!name.endsWith(".md") || name === "README.md") continue;
    const page = name.replace(".md", ".html");
    assert(navigation.includes(`href="${page}"`), `docs/README.md: ${name}`);
    assert(search.includes(`"url":"docs/${page}#`), `no ${name} in search`);
  }
  const entries: { url: string; text: string }[] = JSON.parse(
    search.slice(search.indexOf("["), search.lastIndexOf("]") + 1),
  );
  for (const { url } of entries) {
    const [page, id] = url.split("#");
    assert(pages.get(page)?.ids.has(id), url);
  }
  assert(entries.some(({ text }) => text.includes("--ws-port PORT")));
}
