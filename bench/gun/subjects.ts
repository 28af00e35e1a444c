/**
 * The relays that are measured, and how each of them is started.
 *
 * @module
 */
import { Failure } from "../../command_line/errors.ts";
import { Child } from "../child.ts";
import { installForBun, installFromNpm } from "../install.ts";

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

/** Folder of gun from npm. */
export const NPM = new URL("daemons/", import.meta.url);
const PROJECT = new URL("../..", import.meta.url);
const OURS = [
  "daemon.ts",
  ...["--port", "0", "--ws-port", "0", "--binary-port", "0", "--no-unix"],
  "--gun-store",
];

/** All relays, ours first. */
export const SUBJECTS: Subject[] = [
  {
    name: "deno",
    title: "Jet on Deno",
    ours: true,
    runtime: () => Promise.resolve(`Deno ${Deno.version.deno}`),
    start: () =>
      launch(
        "Jet on Deno",
        (folder) => [
          ...[Deno.execPath(), "run", "-A"],
          ...[...OURS, `${folder}/gun.db`],
        ],
        PROJECT,
      ),
  },
  {
    name: "bun",
    title: "Jet on Bun",
    ours: true,
    runtime: async () => `Bun ${await output("bun", ["--version"])}`,
    prepare: () => installForBun(PROJECT),
    start: () =>
      launch(
        "Jet on Bun",
        (folder) => ["bun", ...OURS, `${folder}/gun.db`],
        PROJECT,
      ),
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
      launch(
        title,
        (folder) => ["node", "gun.cjs", "0", `${folder}/data`, axe],
        NPM,
      ),
  };
}

/** Starts a relay with a folder of its own, and waits for its port. */
async function launch(
  title: string,
  command: (folder: string) => string[],
  cwd: URL,
): Promise<Relay> {
  const folder = await Deno.makeTempDir({ prefix: "jet-bench-gun-" });
  const child = new Child(title, command(folder), { cwd, stdout: true });
  const stop = async () => {
    await child.stop();
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  };
  try {
    const [, port] = await child.printed(/ws:\/\/.*?:(\d+)\//);
    return { pid: child.pid, port: Number(port), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Installs gun beside its relay, unless it is there already. */
export function install(): Promise<void> {
  return installFromNpm(NPM, "gun");
}

async function output(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: NPM,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Failure(`${command}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}
