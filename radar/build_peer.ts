/**
 * Builds the peer library that the daemon serves: one script for all runtimes,
 * and its declarations as a tree of files. The same sources give the same files.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Files of a build, by name. */
export type Build = ReadonlyMap<string, string>;

const ROOT = new URL("../", import.meta.url);
/** What the library is made of. */
const SOURCES = ["peer.ts", "peer", "transport", "protocol", "base"];

async function deno(cwd: string | URL, ...args: string[]): Promise<void> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** The library as one script. */
async function script(folder: string): Promise<string> {
  const file = `${folder}/peer.js`;
  await deno(
    ROOT,
    "bundle",
    "--platform=browser",
    "--minify",
    `--output=${file}`,
    "peer.ts",
  );
  return await Deno.readTextFile(file);
}

async function copy(from: URL, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (!isDirectory && (!name.endsWith(".ts") || name.endsWith("_test.ts"))) {
      continue;
    }
    const url = new URL(`${from.href.replace(/\/?$/, "/")}${name}`);
    await copy(url, `${to}/${name}`);
  }
}

const IMPORT = /((?:from|import\()\s*)"(\.[^"]+)\.js"/g;

/** The declarations that `peer.d.ts` needs, by their paths. */
async function declarations(folder: string): Promise<Record<string, string>> {
  const source = `${folder}/source`;
  await Deno.mkdir(source);
  for (const name of SOURCES) {
    await copy(new URL(name, ROOT), `${source}/${name}`);
  }
  const { version } = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", ROOT)),
  );
  const config = { name: "@jet/peer", version, exports: "./peer.ts" };
  await Deno.writeTextFile(`${source}/deno.json`, JSON.stringify(config));
  const archive = `${folder}/peer.tgz`;
  await deno(source, "pack", "--no-source-maps", "--output", archive);
  await new Deno.Command("tar", { args: ["-xzf", archive], cwd: folder })
    .output();
  const found = new Map<string, string>();
  const add = async (path: string) => {
    if (found.has(path)) return;
    const text = await Deno.readTextFile(`${folder}/package/${path}`);
    found.set(path, text.replace(IMPORT, '$1"$2.d.ts"'));
    const base = `file:///${path}`;
    const code = text.replace(/\/\*[^]*?\*\//g, "");
    for (const [, , file] of code.matchAll(IMPORT)) {
      await add(new URL(`${file}.d.ts`, base).pathname.slice(1));
    }
  };
  await add("peer.d.ts");
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Builds everything. */
export async function buildPeer(): Promise<Build> {
  const folder = await Deno.makeTempDir();
  try {
    const [code, types] = await Promise.all([
      script(folder),
      declarations(folder),
    ]);
    const text = `${JSON.stringify(types, undefined, 1)}\n`;
    const hash = createHash("sha256").update(code).update(text)
      .digest("base64url").slice(0, 16);
    return new Map([
      ["peer.js.txt", code],
      ["types.json.txt", text],
      ["assets.ts", listOf(hash)],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function listOf(hash: string): string {
  return `/**
 * The peer library, as the daemon serves it. Written by \`deno task radar\`.
 *
 * @module
 */
// deno-fmt-ignore-file
import script from "./peer.js.txt" with { type: "text" };
import types from "./types.json.txt" with { type: "text" };

/** The library as one script. */
export const SCRIPT: string = script;
/** A JSON object: declarations by their paths. */
export const TYPES: string = types;
/** Differs with every change of both. */
export const HASH = "${hash}";
`;
}
