/**
 * Prints the measures of the house:
 *
 *     deno task house
 */
import { circles, folderGraph, folderOf, readGraph } from "./graph.ts";
import { measureHops } from "./hops.ts";
import { violations } from "./layout.ts";
import { longestFunction, MAX_LINES, vagueWords } from "./text.ts";
import { ROOT } from "../support/runtimes.ts";

const graph = await readGraph();
const lines = new Map<string, number>();
const texts = new Map<string, string>();
for (const file of graph.keys()) {
  const text = await Deno.readTextFile(ROOT + file);
  texts.set(file, text);
  lines.set(file, text.split("\n").length - 1);
}

const folders = new Map<string, { files: number; lines: number }>();
for (const [file, count] of lines) {
  const name = folderOf(file) || ".";
  const folder = folders.get(name) ?? { files: 0, lines: 0 };
  folder.files++;
  folder.lines += count;
  folders.set(name, folder);
}
console.log("folder                        files  lines");
for (const [name, folder] of [...folders].sort()) {
  const files = String(folder.files).padStart(5);
  console.log(`${name.padEnd(30)}${files}${String(folder.lines).padStart(7)}`);
}
const total = [...lines.values()].reduce((sum, count) => sum + count, 0);
console.log(`${graph.size} files, ${total} lines`);

console.log(`\ncircles of files: ${circles(graph).length}`);
console.log(`circles of folders: ${circles(folderGraph(graph)).length}`);
console.log(`violations of the layout: ${violations(graph).length}`);

const long = [...lines].filter(([, count]) => count > MAX_LINES);
console.log(`files above ${MAX_LINES} lines: ${long.length}`);
for (const [file, count] of long) console.log(`  ${file} ${count}`);

const longest = [...texts].map(([file, text]) => ({
  file,
  ...longestFunction(file, text),
})).sort((a, b) => b.lines - a.lines)[0];
console.log(
  `longest function: ${longest.name} in ${longest.file}, ${longest.lines} lines`,
);

const hops = await measureHops();
for (const [what, files] of Object.entries(hops)) {
  console.log(`\nfiles that a ${what} crosses: ${files.length}`);
  for (const file of files) console.log(`  ${file}`);
}

console.log("\nvague words in comments, docs and messages (HOUSE rule): ");
for (const [folder, count] of await vagueWords()) {
  if (count > 0) console.log(`  ${folder.padEnd(16)} ${count}`);
}
