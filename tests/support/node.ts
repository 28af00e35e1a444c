/**
 * A Node that runs TypeScript as it is, and packages from npm that tests need
 * beside those of the product.
 *
 * @module
 */
import { Program } from "./process.ts";
import { ROOT, WHOLE_MATRIX } from "./runtimes.ts";

/** Makes Node read stripped sources from a cache; see there. */
const STRIPPED = `${ROOT}tests/support/node_stripped.mjs`;

/** Version of Node from which on it runs TypeScript. */
const MIN_NODE: readonly [number, number] = [22, 18];

let node: Promise<string> | undefined;

/** Path of a Node of version 22.18 or newer; it is installed if need be. */
export function nodePath(): Promise<string> {
  return node ??= findNode();
}

/**
 * Starts a program in Node. Types are stripped once for all starts, which saves
 * two thirds of the CPU time of a start.
 *
 * @param asItIs Whether Node strips the types itself, as in the whole matrix.
 */
export async function startNode(
  script: string,
  args: readonly string[],
  asItIs: boolean = WHOLE_MATRIX,
): Promise<Program> {
  const preloaded = asItIs ? [] : ["--import", STRIPPED];
  return Program.run(
    await nodePath(),
    ["--no-warnings", ...preloaded, script, ...args],
    { env: { JET_TEST_STRIPPED: `${cacheFolder()}/stripped` } },
  );
}

async function findNode(): Promise<string> {
  if (await isNewEnough("node")) return "node";
  const { os } = Deno.build;
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  const packages = await cachedPackages("node", [`node-${os}-${arch}@22`]);
  const path = `${packages}/node-${os}-${arch}/bin/node`;
  if (await isNewEnough(path)) return path;
  throw new Error("there is no Node 22");
}

/**
 * The `node_modules` of packages that are installed once for all runs, in the
 * user's cache.
 *
 * @param name The folder's name; one for each list of packages.
 */
export async function cachedPackages(
  name: string,
  packages: readonly string[],
): Promise<string> {
  const folder = `${cacheFolder()}/${name}`;
  const list = `${folder}/installed`;
  const wanted = packages.join(" ");
  await Deno.mkdir(folder, { recursive: true });
  // Test files run in parallel: one at a time installs.
  using lock = await Deno.open(`${folder}/lock`, { write: true, create: true });
  await lock.lock(true);
  const installed = await Deno.readTextFile(list).catch(() => "");
  if (installed !== wanted) {
    const quiet = ["--no-save", "--no-audit", "--no-fund"];
    const { success, stderr } = await new Deno.Command("npm", {
      args: ["install", ...quiet, "--prefix", folder, ...packages],
      // It would be in the temporary folder.
      env: { NODE_DISABLE_COMPILE_CACHE: "1" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    await Deno.writeTextFile(list, wanted);
  }
  return `${folder}/node_modules`;
}

/** The folder in the user's cache that all runs share. */
function cacheFolder(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ??
    `${Deno.env.get("HOME") ?? "/tmp"}/.cache`;
  return `${cache}/jet-test`;
}

async function isNewEnough(path: string): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command(path, { args: ["--version"] })
      .output();
    const version = /^v(\d+)\.(\d+)/.exec(new TextDecoder().decode(stdout));
    const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
    return major > MIN_NODE[0] || major === MIN_NODE[0] && minor >= MIN_NODE[1];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
