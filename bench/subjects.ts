/**
 * The daemons that are measured, and how each of them is started.
 *
 * @module
 */

import type { DialectName, Target } from "./task.ts";

/** A daemon that can be started. */
export interface Subject {
  name: string;
  title: string;
  dialect: DialectName;
  /** What it runs on, with its version. */
  runtime(): Promise<string>;
  /** Gets what it needs to run. */
  prepare?(): Promise<void>;
  start(): Promise<Daemon>;
}

/** A daemon that runs. */
export interface Daemon extends Target {
  /** Milliseconds from its start until it has said all its ports. */
  startUp: number;
  stop(): Promise<void>;
}

/** The subject that the others are compared with. */
export const BASE = "node-jet-2";

/** Seconds that a daemon has to listen, and to end. */
const START_LIMIT = 15;
const STOP_LIMIT = 3;

const DAEMONS = new URL("daemons/", import.meta.url);
const PROJECT = new URL("..", import.meta.url);
export const OUR_ARGUMENTS = [
  "--port",
  "0",
  "--ws-port",
  "0",
  "--binary-port",
  "0",
  "--no-unix",
];

const children = new Set<Deno.ChildProcess>();

/** All subjects, ours first. */
export const SUBJECTS: Subject[] = [
  {
    name: "deno",
    title: "Jet on Deno",
    dialect: "classic",
    runtime: () => Promise.resolve(`Deno ${Deno.version.deno}`),
    start: () =>
      launch(
        Deno.execPath(),
        ["run", "-A", "daemon.ts", ...OUR_ARGUMENTS],
        PROJECT,
      ),
  },
  {
    name: "bun",
    title: "Jet on Bun",
    dialect: "classic",
    runtime: async () => `Bun ${await output("bun", ["--version"])}`,
    start: () => launch("bun", ["daemon.ts", ...OUR_ARGUMENTS], PROJECT),
  },
  nodeJet("node-jet-2", "node-jet 2.1.1", "classic", "node-jet-2.cjs"),
  nodeJet("node-jet-3", "node-jet 3.0.17", "3.x", "node-jet-3.mjs"),
];

/** Whether it is a daemon of this project. */
export function isOurs({ name }: Subject): boolean {
  return !name.startsWith("node-jet");
}

function nodeJet(
  name: string,
  title: string,
  dialect: DialectName,
  launcher: string,
): Subject {
  return {
    name,
    title,
    dialect,
    runtime: async () =>
      `Node.js ${(await output("node", ["--version"])).replace(/^v/, "")}`,
    prepare: installNodeJet,
    // Both take only given ports.
    start: () =>
      launch(
        "node",
        [launcher, String(freePort()), String(freePort())],
        DAEMONS,
      ),
  };
}

/** Ends all daemons at once, for when the benchmark itself is ended. */
export function stopAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

/**
 * Starts a daemon and waits until it has said its ports.
 *
 * @param withWebSocket Whether it has a port for WebSocket; without it, its
 * port is that of TCP.
 */
export async function launch(
  command: string,
  args: string[],
  cwd: URL,
  withWebSocket = true,
): Promise<Daemon> {
  const began = performance.now();
  const child = new Deno.Command(command, {
    args,
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
  const said = Promise.withResolvers<Daemon["ports"]>();
  let startUp = 0;
  let text = "";
  const listen = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    // Drained, because a daemon blocks on a full pipe.
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text = (text + part).slice(-4000);
      const tcp = portOf("tcp", text);
      const websocket = withWebSocket ? portOf("ws", text) : tcp;
      if (tcp === undefined || websocket === undefined) continue;
      startUp ||= performance.now() - began;
      said.resolve({ tcp, websocket });
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
    if (!children.has(child)) return;
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT * 1000);
    await ended;
    clearTimeout(force);
  };
  try {
    const ports = await said.promise;
    for (const port of Object.values(ports)) await connectable(port);
    return { pid: child.pid, ports, startUp, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The port of an address that a daemon has said, with its whole line. */
function portOf(scheme: string, text: string): number | undefined {
  const found = new RegExp(`${scheme}://\\S*:(\\d+)/?\\n`).exec(text);
  return found ? Number(found[1]) : undefined;
}

/** Waits until a connection can be made. */
async function connectable(port: number): Promise<void> {
  for (let tries = 0;; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** A port that was free a moment ago. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Installs the published daemons, unless they are there already. */
export async function installNodeJet(): Promise<void> {
  try {
    await Deno.stat(new URL("node_modules/node-jet-3/package.json", DAEMONS));
    return;
  } catch { /* not yet */ }
  console.log("installing node-jet from npm");
  await output("npm", ["install", "--no-audit", "--no-fund"]);
}

async function output(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: DAEMONS,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}
