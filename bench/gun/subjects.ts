/**
 * The relays that are measured, and how each of them is started.
 *
 * @module
 */

/** A relay that can be started. */
export interface Subject {
  readonly name: string;
  readonly title: string;
  /** Whether it is a daemon of this project. */
  readonly ours: boolean;
  /** What it runs on, with its version. */
  runtime(): Promise<string>;
  /** Gets what it needs to run. */
  prepare?(): Promise<void>;
  /** Starts it with an empty store. */
  start(): Promise<Relay>;
}

/** A relay that runs. */
export interface Relay {
  /** Its process id. */
  readonly pid: number;
  /** Its port on loopback. */
  readonly port: number;
  /** Ends it and removes its store. */
  stop(): Promise<void>;
}

/** Seconds that a relay has to listen, and to end. */
const START_LIMIT = 15;
const STOP_LIMIT = 3;

/** Folder of gun from npm. */
export const NPM = new URL("daemons/", import.meta.url);
const PROJECT = new URL("../..", import.meta.url);
const OURS = [
  "daemon.ts",
  ...["--port", "0", "--ws-port", "0", "--binary-port", "0", "--no-unix"],
  "--gun-store",
];

const children = new Set<Deno.ChildProcess>();

/** All relays, ours first. */
export const SUBJECTS: Subject[] = [
  {
    name: "deno",
    title: "Jet on Deno",
    ours: true,
    runtime: () => Promise.resolve(`Deno ${Deno.version.deno}`),
    start: () =>
      launch(
        Deno.execPath(),
        (folder) => ["run", "-A", ...OURS, `${folder}/gun.db`],
        PROJECT,
      ),
  },
  {
    name: "bun",
    title: "Jet on Bun",
    ours: true,
    runtime: async () => `Bun ${await output("bun", ["--version"])}`,
    start: () =>
      launch("bun", (folder) => [...OURS, `${folder}/gun.db`], PROJECT),
  },
  gun("gun-no-axe", "gun, axe: false", "no-axe"),
  gun("gun-axe", "gun, as it comes", "axe"),
];

function gun(name: string, title: string, axe: string): Subject {
  return {
    name,
    title,
    ours: false,
    async runtime() {
      const node = await output("node", ["--version"]);
      const file = new URL("node_modules/gun/package.json", NPM);
      const { version } = JSON.parse(await Deno.readTextFile(file));
      return `gun ${version}, Node.js ${node.replace(/^v/, "")}`;
    },
    prepare: install,
    start: () =>
      launch("node", (folder) => ["gun.cjs", "0", `${folder}/data`, axe], NPM),
  };
}

/** Ends all relays at once, for when the benchmark itself is ended. */
export function stopAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** Starts a relay with a folder of its own, and waits for its port. */
async function launch(
  command: string,
  args: (folder: string) => string[],
  cwd: URL,
): Promise<Relay> {
  const folder = await Deno.makeTempDir({ prefix: "jet-bench-gun-" });
  const child = new Deno.Command(command, {
    args: args(folder),
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  children.add(child);
  const ended = child.status.then((status) => {
    children.delete(child);
    return status;
  });
  const said = Promise.withResolvers<number>();
  let text = "";
  const listen = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    // Drained, because a relay blocks on a full pipe.
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text = (text + part).slice(-4000);
      const found = /ws:\/\/.*?:(\d+)\//.exec(text);
      if (found) said.resolve(Number(found[1]));
    }
  };
  const reading = [child.stdout, child.stderr]
    .map((stream) => listen(stream).catch(() => {}));
  const timer = setTimeout(() => {
    said.reject(new Error(`no port within ${START_LIMIT} s: ${text.trim()}`));
  }, START_LIMIT * 1000);
  ended.then(async ({ code }) => {
    await Promise.all(reading);
    said.reject(new Error(`ended with ${code}: ${text.trim()}`));
  });

  const stop = async () => {
    if (children.has(child)) {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT * 1000);
      await ended;
      clearTimeout(force);
    }
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  };
  try {
    return { pid: child.pid, port: await said.promise, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Installs gun beside its relay, unless it is there already. */
export async function install(): Promise<void> {
  try {
    await Deno.stat(new URL("node_modules/gun/package.json", NPM));
    return;
  } catch { /* not yet */ }
  console.log("installing gun from npm");
  await output("npm", ["install", "--no-audit", "--no-fund"]);
}

async function output(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: NPM,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}
