/**
 * The buses that are measured beside each other, and how each is started.
 *
 * @module
 */
import { isOnPath } from "../../tests/support/runtimes.ts";
import { JET, MQTT, NATS, type Protocol, REDIS } from "./protocols.ts";

const PROJECT = new URL("../..", import.meta.url);
const START_TIMEOUT_MS = 15_000;
const RETRY_MS = 20;

/** A bus that can be started. */
export interface Server {
  readonly name: string;
  readonly protocol: Protocol;
  /** The program and its arguments, listening on a port of loopback. */
  command(port: number): [string, ...string[]];
}

function jet(...program: [string, ...string[]]): Server["command"] {
  return (port) => [
    ...program,
    ...["daemon.ts", "--port", String(port), "--ws-port", "0"],
    ...["--binary-port", "0", "--no-unix"],
  ];
}

/** All of them, ours first. */
export const SERVERS: readonly Server[] = [
  {
    name: "jet on deno",
    protocol: JET,
    command: jet(Deno.execPath(), "run", "-A"),
  },
  { name: "jet on bun", protocol: JET, command: jet("bun") },
  {
    name: "nats-server",
    protocol: NATS,
    command: (port) => ["nats-server", "-a", "127.0.0.1", "-p", String(port)],
  },
  {
    name: "redis",
    protocol: REDIS,
    command: (
      port,
    ) => [
      "redis-server",
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
    ],
  },
  {
    name: "mosquitto",
    protocol: MQTT,
    command: (port) => ["mosquitto", "-p", String(port)],
  },
];

/** Whether its program is installed. */
export function isInstalled(server: Server): boolean {
  const [program] = server.command(0);
  return program.startsWith("/") || isOnPath(program);
}

/** A bus that runs. */
export interface RunningServer extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
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
  const port = freePort();
  const pinned = cpu === undefined ? [] : ["taskset", "-c", String(cpu)];
  const [program, ...args] = [...pinned, ...server.command(port)];
  const child = new Deno.Command(program, {
    args,
    cwd: PROJECT,
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
  };
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return { pid: child.pid, port, [Symbol.asyncDispose]: stop };
    } catch (error) {
      if (performance.now() > deadline) {
        await stop();
        throw new Error(`${server.name} does not listen`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
