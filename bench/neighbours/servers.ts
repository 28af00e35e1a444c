/**
 * The buses that are measured beside each other, and how each is started.
 *
 * @module
 */
import { installNodeJet } from "../subjects.ts";
import { isOnPath } from "../../tests/support/runtimes.ts";
import {
  JET,
  JET_3,
  JET_WEBSOCKET,
  MQTT,
  NATS,
  type Protocol,
  REDIS,
} from "./protocols.ts";

const PROJECT = new URL("../..", import.meta.url);
const START_TIMEOUT_MS = 15_000;
const RETRY_MS = 20;

/** How a connection is made. */
export type Transport = "tcp" | "unix" | "websocket";

/** Where a server listens. */
interface Listening {
  readonly port: number;
  readonly webSocket: number;
  /** A path of a unix socket. */
  readonly socket: string;
}

/** A bus that can be started. */
export interface Server {
  readonly name: string;
  /** How it is spoken to, by the transports that it has. */
  readonly protocols: Partial<Record<Transport, Protocol>>;
  readonly folder?: URL;
  /** The program and its arguments. */
  command(at: Listening): string[];
  /** Gets what it needs to run. */
  prepare?(): Promise<void>;
}

const DENO: string[] = [Deno.execPath(), "run", "-A"];

/** The daemon of a checkout. */
export function jet(
  name: string,
  program: string[],
  folder: URL = PROJECT,
): Server {
  return {
    name,
    protocols: { tcp: JET, unix: JET, websocket: JET_WEBSOCKET },
    folder,
    command: ({ port, webSocket, socket }) => [
      ...program,
      ...["daemon.ts", "--port", String(port), "--ws-port", String(webSocket)],
      ...["--binary-port", "0", "--unix", socket],
    ],
  };
}

/** The daemon of a checkout on both runtimes. */
export function jets(folder?: URL): [Server, Server] {
  return [jet("jet on deno", DENO, folder), jet("jet on bun", ["bun"], folder)];
}

function bare(name: string, program: string[]): Server {
  return {
    name,
    protocols: { tcp: JET, unix: JET },
    command: ({ port, socket }) => [
      ...program,
      "bench/neighbours/bare.ts",
      String(port),
      socket,
    ],
  };
}

function nodeJet(name: string, file: string, protocol: Protocol): Server {
  return {
    name,
    protocols: { tcp: protocol },
    folder: new URL("../daemons/", import.meta.url),
    prepare: installNodeJet,
    command: ({ port, webSocket }) => [
      "node",
      file,
      String(port),
      String(webSocket),
    ],
  };
}

/** All of them, ours first. */
export const SERVERS: readonly Server[] = [
  ...jets(),
  bare("bare on deno", DENO),
  bare("bare on bun", ["bun"]),
  {
    name: "nats-server",
    protocols: { tcp: NATS },
    command: ({ port }) => [
      ...["nats-server", "-a", "127.0.0.1", "-p", String(port)],
    ],
  },
  {
    name: "redis",
    protocols: { tcp: REDIS, unix: REDIS },
    command: ({ port, socket }) => [
      ...["redis-server", "--port", String(port), "--bind", "127.0.0.1"],
      ...["--unixsocket", socket, "--save", ""],
    ],
  },
  {
    name: "mosquitto",
    protocols: { tcp: MQTT },
    command: ({ port }) => ["mosquitto", "-p", String(port)],
  },
  nodeJet("node-jet 2", "node-jet-2.cjs", JET),
  nodeJet("node-jet 3", "node-jet-3.mjs", JET_3),
];

/** Whether its program is installed. */
export function isInstalled(server: Server): boolean {
  const [program] = server.command({ port: 0, webSocket: 0, socket: "" });
  return program.startsWith("/") || isOnPath(program);
}

/** A bus that runs. */
export interface RunningServer extends AsyncDisposable {
  readonly pid: number;
  /** What the load generator connects to. */
  address(transport: Transport): string;
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
  const [port, webSocket] = freePorts();
  const temp = await Deno.makeTempDir({ prefix: "jet-bench-" });
  const socket = `${temp}/socket`;
  const pinned = cpu === undefined ? [] : ["taskset", "-c", String(cpu)];
  const [program, ...args] = [
    ...pinned,
    ...server.command({ port, webSocket, socket }),
  ];
  const child = new Deno.Command(program, {
    args,
    cwd: server.folder ?? PROJECT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    try {
      child.kill("SIGTERM");
    } catch { /* it has ended */ }
    await child.status;
    await Deno.remove(temp, { recursive: true });
  };
  const addresses = {
    tcp: String(port),
    websocket: String(webSocket),
    unix: socket,
  };
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return {
        pid: child.pid,
        address: (transport) => addresses[transport],
        [Symbol.asyncDispose]: stop,
      };
    } catch (error) {
      if (performance.now() > deadline) {
        await stop();
        throw new Error(`${server.name} does not listen`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Two ports that were free a moment ago. */
function freePorts(): [number, number] {
  using one = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return [one.addr.port, other.addr.port];
}
