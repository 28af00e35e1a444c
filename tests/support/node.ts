/**
 * A Node that runs TypeScript as it is.
 *
 * @module
 */

const NEEDED: readonly [number, number] = [22, 18];

let node: Promise<string> | undefined;

/** Where a Node of version 22.18 or newer is; it is fetched if need be. */
export function nodePath(): Promise<string> {
  return node ??= findNode();
}

async function findNode(): Promise<string> {
  if (await isNewEnough("node")) return "node";
  const cache = Deno.env.get("XDG_CACHE_HOME") ??
    `${Deno.env.get("HOME") ?? "/tmp"}/.cache`;
  const folder = `${cache}/jet-test/node`;
  const os = Deno.build.os;
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  const path = `${folder}/node_modules/node-${os}-${arch}/bin/node`;
  if (await isNewEnough(path)) return path;
  await Deno.mkdir(folder, { recursive: true });
  const { success, stderr } = await new Deno.Command("npm", {
    args: ["install", "--no-save", "--prefix", folder, `node-${os}-${arch}@22`],
  }).output();
  if (success && await isNewEnough(path)) return path;
  throw new Error(`no Node 22: ${new TextDecoder().decode(stderr)}`);
}

async function isNewEnough(path: string): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command(path, { args: ["--version"] })
      .output();
    const version = /^v(\d+)\.(\d+)/.exec(new TextDecoder().decode(stdout));
    const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
    return major > NEEDED[0] || major === NEEDED[0] && minor >= NEEDED[1];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
