/**
 * The buses that are measured beside each other, and how each is started.
 *
 * @module
 */
import { isOnPath } from "../tests/support/runtimes.ts";
import { Child } from "./child.ts";
import { installForBun, installFromNpm } from "./install.ts";
import {
  JET,
  JET_3,
  JET_WEBSOCKET,
  MQTT,
  NATS,
  type Protocol,
  REDIS,
} from "./stream/protocols.ts";
import type { DialectName } from "./task.ts";

const PROJECT = new URL("..", import.meta.url);
const DAEMONS = new URL("daemons/", import.meta.url);
const START_TIMEOUT_MS = 15_000;
const RETRY_MS = 2;

/** How a connection is made. */
export type Transport = "tcp" | "unix" | "websocket";

/** Where a server listens: ports of loopback, the path of a unix socket. */
type Addresses = Readonly<Record<Transport, string>>;

/** A bus that can be started. */
export interface Server {
  readonly name: string;
  /** How it is spoken to, by the transports that it has. */
  readonly protocols: Partial<Record<Transport, Protocol>>;
  /** What it speaks if it is a daemon of Jet, or does some of their tasks. */
  readonly dialect?: DialectName;
  /** Names of the only tasks of daemons that it does, if it is none. */
  readonly tasks?: readonly string[];
  readonly folder?: URL;
  /** Where it listens if that can't be chosen. */
  readonly fixed?: Addresses;
  /** The program and its arguments. */
  command(at: Addresses): string[];
  /** What prints its version. */
  readonly version: readonly string[];
  /** Gets what it needs to run. */
  prepare?(): Promise<void>;
}

/** The names of our daemon, by runtime. */
export const OURS = ["Jet on Deno", "Jet on Bun"] as const;

const DENO: string[] = [Deno.execPath(), "run", "-A"];
const BUN: string[] = ["bun"];

function jet(name: string, program: string[], folder: URL): Server {
  return {
    name,
    protocols: { tcp: JET, unix: JET, websocket: JET_WEBSOCKET },
    dialect: "classic",
    folder,
    version: [program[0], "--version"],
    command: ({ tcp, websocket, unix }) => [
      ...program,
      ...["daemon.ts", "--port", tcp, "--ws-port", websocket],
      ...["--binary-port", "0", "--unix", unix],
    ],
  };
}

/** The daemon of a checkout on both runtimes. */
export function jets(folder: URL = PROJECT): [Server, Server] {
  return [jet(OURS[0], DENO, folder), {
    ...jet(OURS[1], BUN, folder),
    prepare: () => installForBun(folder),
  }];
}

/** It keeps nothing for who comes later. */
const BARE: Protocol = { ...JET, keeps: false };

function bare(name: string, program: string[]): Server {
  return {
    name,
    protocols: { tcp: BARE, unix: BARE },
    dialect: "classic",
    tasks: ["add-10000", "add-100000"],
    version: [program[0], "--version"],
    command: ({ tcp, unix }) => [
      ...program,
      "bench/stream/bare.ts",
      tcp,
      unix,
    ],
  };
}

function nodeJet(name: string, file: string, dialect: DialectName): Server {
  return {
    name,
    protocols: { tcp: dialect === "3.x" ? JET_3 : JET },
    dialect,
    folder: DAEMONS,
    // Both are installed at once.
    prepare: () => installFromNpm(DAEMONS, "node-jet-3"),
    version: ["node", "--version"],
    command: ({ tcp, websocket }) => ["node", file, tcp, websocket],
  };
}

/** cjet, which listens where it was compiled to. */
export function cjet(program: string): Server {
  return {
    name: "cjet",
    protocols: { tcp: JET, unix: JET },
    dialect: "classic",
    fixed: { tcp: "11122", websocket: "11123", unix: "@/var/run/jet.socket" },
    version: [program, "-v"],
    command: () => [program, "-f"],
  };
}

/** The server without a bus on the same runtime as one of ours. */
export function bareOf(name: string): string {
  return name.replace("Jet on", "bare");
}

/** All of them but cjet, ours first. */
export const SERVERS: readonly Server[] = [
  ...jets(),
  bare(bareOf(OURS[0]), DENO),
  bare(bareOf(OURS[1]), BUN),
  {
    name: "nats-server",
    protocols: { tcp: NATS },
    version: ["nats-server", "--version"],
    command: ({ tcp }) => ["nats-server", "-a", "127.0.0.1", "-p", tcp],
  },
  {
    name: "redis",
    protocols: { tcp: REDIS, unix: REDIS },
    version: ["redis-server", "--version"],
    command: ({ tcp, unix }) => [
      ...["redis-server", "--port", tcp, "--bind", "127.0.0.1"],
      ...["--unixsocket", unix, "--save", ""],
    ],
  },
  {
    name: "mosquitto",
    protocols: { tcp: MQTT },
    version: ["mosquitto", "-h"],
    command: ({ tcp }) => ["mosquitto", "-p", tcp],
  },
  nodeJet("node-jet 2", "node-jet-2.cjs", "classic"),
  nodeJet("node-jet 3", "node-jet-3.mjs", "3.x"),
];

/** Whether its program is installed. */
export function isInstalled({ version: [program] }: Server): boolean {
  return program.startsWith("/") || isOnPath(program);
}

/** The first line that it prints as its version. */
export async function versionOf({ version }: Server): Promise<string> {
  const [program, ...args] = version;
  const { stdout, stderr } = await new Deno.Command(program, { args }).output();
  const decoder = new TextDecoder();
  const [line] = (decoder.decode(stdout) + decoder.decode(stderr)).split("\n");
  return line.trim();
}

/** A bus that runs. */
export interface RunningServer extends AsyncDisposable {
  readonly pid: number;
  /** Milliseconds from its start until it took connections everywhere. */
  readonly startUp: number;
  /** What the load generator connects to. */
  readonly addresses: Addresses;
}

/**
 * Starts a bus and waits until it takes connections.
 *
 * @param cpu The only processor that it may use, if not all.
 */
export async function start(
  server: Server,
  cpu?: number,
): Promise<RunningServer> {
  const temp = await Deno.makeTempDir({ prefix: "jet-bench-" });
  const [tcp, websocket] = freePorts();
  const addresses = server.fixed ?? { tcp, websocket, unix: `${temp}/socket` };
  const pinned = cpu === undefined ? [] : ["taskset", "-c", String(cpu)];
  const command = [...pinned, ...server.command(addresses)];
  const cwd = server.folder ?? PROJECT;
  const began = performance.now();
  const child = new Child(server.name, command, { cwd });
  const stop = async () => {
    await child.stop();
    await Deno.remove(temp, { recursive: true });
  };
  try {
    for (const transport of ["tcp", "unix", "websocket"] as const) {
      if (!server.protocols[transport]) continue;
      const address = addresses[transport];
      while (!await takesConnections(address)) {
        if (child.hasEnded) throw await child.failure("has ended");
        if (performance.now() - began > START_TIMEOUT_MS) {
          throw await child.failure(`does not listen at ${address}`);
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid: child.pid,
    startUp: performance.now() - began,
    addresses,
    [Symbol.asyncDispose]: stop,
  };
}

async function takesConnections(address: string): Promise<boolean> {
  // Deno takes the name of an abstract socket with a zero in front.
  const path = address.replace(/^@/, "\0");
  try {
    const connection = /^\d+$/.test(address)
      ? await Deno.connect({ hostname: "127.0.0.1", port: Number(address) })
      : await Deno.connect({ transport: "unix", path });
    connection.close();
    return true;
  } catch {
    return false;
  }
}

/** Two ports that were free a moment ago. */
function freePorts(): [string, string] {
  using one = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return [String(one.addr.port), String(other.addr.port)];
}
