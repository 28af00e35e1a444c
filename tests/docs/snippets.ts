/**
 * The programs that stand in the documents, as they are printed there.
 *
 * A block of `ts` is a program. What it prints stands in a block of `text`
 * behind it. A block of `ts fragment` is a part of one, and is not run.
 *
 * @module
 */
import { cachedPackages } from "../support/node.ts";
import { ROOT, type RuntimeName } from "../support/runtimes.ts";
import type { TemporaryFolder } from "../support/temporary.ts";

/** A program of a document. */
export interface Snippet {
  /** Where it stands: `docs/peer.md:51`. */
  readonly place: string;
  /** The file that it is in, below the folder of the checkout. */
  readonly file: string;
  readonly code: string;
  /** What it prints, by the document. */
  readonly output: string;
  /** Whether it listens at the default ports itself. */
  readonly listens: boolean;
}

/** Programs and fragments of the documents. */
export interface Snippets {
  readonly programs: readonly Snippet[];
  readonly fragments: number;
}

const BLOCK = /^```(ts|ts fragment)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/gms;

/** Reads the programs of all documents that users read. */
export async function readSnippets(): Promise<Snippets> {
  const documents = ["README.md"];
  for await (const { name } of Deno.readDir(`${ROOT}docs`)) {
    if (name.endsWith(".md")) documents.push(`docs/${name}`);
  }
  const programs: Snippet[] = [];
  let fragments = 0;
  for (const document of documents.sort()) {
    const text = await Deno.readTextFile(ROOT + document);
    for (const { index, 1: kind, 2: code, 3: output } of text.matchAll(BLOCK)) {
      if (kind !== "ts") {
        fragments++;
        continue;
      }
      const line = text.slice(0, index).split("\n").length + 1;
      programs.push({
        place: `${document}:${line}`,
        file: `${document.slice(0, -3).toLowerCase()}_${line}.ts`,
        code,
        output: output ?? "",
        listens: code.includes(".listen("),
      });
    }
  }
  return { programs, fragments };
}

/** The packages that programs of the documents need beside the daemon's. */
const PACKAGES = ["zod@4.4.3"];

/**
 * The programs as a reader has them on a runtime: by the comments that say what
 * stands there on Bun, and with installed packages in place of `npm:`.
 */
export async function programsFor(
  runtime: RuntimeName | "node",
  programs: readonly Snippet[],
): Promise<Snippet[]> {
  if (runtime === "deno") return [...programs];
  const modules = await cachedPackages("snippets", PACKAGES);
  // The daemon's sources do not run on Node, its package does.
  return programs.filter(({ code }) =>
    runtime === "bun" || !code.includes("/daemon.ts")
  ).map((program) => ({
    ...program,
    code: program.code
      .replace(/^.*; \/\/ on Bun: (.*)$/gm, "$1;")
      .replace(/"npm:(zod)@[\d.]+"/, `"${modules}/$1/index.js"`),
  }));
}

/** Makes a folder that looks like a checkout, with the programs in it. */
export async function writeSnippets(
  folder: TemporaryFolder,
  programs: readonly Snippet[],
): Promise<void> {
  await Deno.mkdir(folder.path("docs"));
  for await (const { name } of Deno.readDir(ROOT)) {
    if (name.startsWith(".") || name === "docs") continue;
    await Deno.symlink(ROOT + name, folder.path(name));
  }
  for (const { file, code } of programs) await folder.write(file, code);
}
