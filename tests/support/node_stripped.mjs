// Preloaded into Node (`--import`). Node strips the types of every TypeScript
// file at every start; this keeps the result in the folder JET_TEST_STRIPPED,
// one file for each path, until the source changes.
import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import process from "node:process";
import { threadId } from "node:worker_threads";
import { fileURLToPath } from "node:url";

const FOLDER = process.env.JET_TEST_STRIPPED;

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith("file:") || !url.endsWith(".ts")) {
      return nextLoad(url, context);
    }
    return { format: "module", source: stripped(url), shortCircuit: true };
  },
});

function stripped(url) {
  const source = readFileSync(fileURLToPath(url), "utf8");
  const file = `${FOLDER}/${hash("sha1", url)}.js`;
  const mark = `\n// ${process.version} ${hash("sha1", source)}\n`;
  const known = readIfThere(file);
  if (known.endsWith(mark)) return known;
  const text = stripTypeScriptTypes(source) + mark;
  // Atomically: programs that start at the same time read the same file.
  const part = `${file}.${process.pid}.${threadId}`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(part, text);
  renameSync(part, file);
  return text;
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
