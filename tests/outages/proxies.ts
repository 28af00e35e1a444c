/**
 * Peers that keep quiet behind nginx and haproxy.
 *
 * @module
 */
import type { Program } from "../support/process.ts";
import { isOnPath, ROOT, type RuntimeName } from "../support/runtimes.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { commandOf } from "./outage.ts";
import { DAEMON_ADDRESS, Network } from "./network.ts";

const QUIET = `${ROOT}tests/outages/programs/quiet.ts`;

/** How peers keep quiet. */
export interface QuietOptions {
  readonly runtime: RuntimeName;
  /** Seconds after which the proxies close what is quiet; theirs if not given. */
  readonly closesAfter?: number;
  /** Silence in seconds before peers, and the pinging daemon, send something. */
  readonly interval: number;
  /** Seconds of quiet. */
  readonly seconds: number;
}

/** What quiet peers went through. */
export interface QuietRow {
  /** The proxy, and what passes it. */
  readonly way: string;
  /** What keeps the connection open. */
  readonly by: "heartbeat" | "pings" | "nothing";
  /** Connections that were closed meanwhile. */
  readonly lost: number;
  /** Whether a value arrived in the end. */
  readonly passed: boolean;
}

interface Pair extends Pick<QuietRow, "way" | "by"> {
  readonly url: string;
  readonly heartbeat: number;
}

// Ports of a namespace of its own. The daemons: one sends no pings.
const SILENT = { tcp: 9001, ws: 9002 };
const PINGING = { tcp: 9003, ws: 9004 };
// What the proxies listen on, and where that leads.
const WAYS = [
  { way: "nginx, WebSocket", port: 8001, to: SILENT.ws, scheme: "ws" },
  { way: "nginx, WebSocket", port: 8002, to: PINGING.ws, scheme: "ws" },
  { way: "haproxy, WebSocket", port: 8003, to: SILENT.ws, scheme: "ws" },
  { way: "haproxy, WebSocket", port: 8004, to: PINGING.ws, scheme: "ws" },
  { way: "haproxy, TCP", port: 8005, to: SILENT.tcp, scheme: "tcp" },
] as const;

/** Which of the programs are not installed; empty if all are. */
export function missingProxies(): string[] {
  return ["nginx", "haproxy"].filter((name) => !isOnPath(name));
}

function nginxConfig(pidFile: string, closesAfter?: number): string {
  const servers = WAYS.filter(({ way }) => way.startsWith("nginx")).map(
    ({ port, to }) => `
    server {
      listen ${DAEMON_ADDRESS}:${port};
      location / {
        proxy_pass http://127.0.0.1:${to};
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
      }
    }`,
  );
  return `
  daemon off;
  error_log stderr;
  pid ${pidFile};
  worker_processes 1;
  events {}
  http {
    access_log off;
    ${closesAfter === undefined ? "" : `proxy_read_timeout ${closesAfter}s;`}
    ${servers.join("\n")}
  }\n`;
}

// Without timeouts haproxy has none; 50 s are those of Debian's file.
function haproxyConfig(closesAfter = 50): string {
  const proxies = WAYS.filter(({ way }) => way.startsWith("haproxy")).map(
    ({ port, to, scheme }) => `
listen of_${port}
  mode ${scheme === "ws" ? "http" : "tcp"}
  bind ${DAEMON_ADDRESS}:${port}
  server daemon 127.0.0.1:${to}`,
  );
  return `
defaults
  timeout connect 5s
  timeout client ${closesAfter}s
  timeout server ${closesAfter}s
${proxies.join("\n")}\n`;
}

/** Waits for the proxies to listen: haproxy prints nothing when it does. */
async function listening(network: Network): Promise<void> {
  const tries = WAYS.map(({ port }) =>
    `until : 2>/dev/null <>/dev/tcp/${DAEMON_ADDRESS}/${port}; do sleep 0.02; done`
  );
  await using trying = network.run("daemon", "bash", [
    "-c",
    tries.join("\n"),
  ]);
  await trying.status;
}

/** Lets peers keep quiet behind proxies; returns what came of it. */
export async function keepQuiet(options: QuietOptions): Promise<QuietRow[]> {
  const { runtime, closesAfter, interval, seconds } = options;
  await using network = await Network.create();
  await using folder = await TemporaryFolder.create();
  const [program, ...flags] = await commandOf(runtime);
  await using programs = new AsyncDisposableStack();
  const start = (name: string, args: readonly string[]): Program =>
    programs.use(network.run("daemon", name, args));
  const daemons = [[SILENT, 0], [PINGING, interval]] as const;
  for (const [{ tcp, ws }, pings] of daemons) {
    const daemon = start(program, [
      ...[...flags, `${ROOT}daemon.ts`, "--host", "127.0.0.1", "--no-unix"],
      ...["--port", `${tcp}`, "--ws-port", `${ws}`, "--binary-port", "0"],
      ...["--ping-interval", `${pings}`],
    ]);
    await daemon.stdout.match(/listening on ws:/);
  }
  const nginx = await folder.write(
    "nginx.conf",
    nginxConfig(folder.path("nginx.pid"), closesAfter),
  );
  const haproxy = await folder.write("haproxy.cfg", haproxyConfig(closesAfter));
  start("nginx", ["-c", nginx]);
  start("haproxy", ["-db", "-f", haproxy]);
  await listening(network);
  const pairs = WAYS.flatMap(({ way, port, to, scheme }): Pair[] => {
    const url = `${scheme}://${DAEMON_ADDRESS}:${port}`;
    if (to === PINGING.ws) return [{ way, url, by: "pings", heartbeat: 0 }];
    return [
      { way, url, by: "heartbeat", heartbeat: interval },
      { way, url, by: "nothing", heartbeat: 0 },
    ];
  });
  await using peers = network.run("peers", program, [
    ...[...flags, QUIET, `${seconds}`],
    ...pairs.flatMap(({ heartbeat, url }) => [`${heartbeat}`, url]),
  ]);
  await peers.status;
  await peers.ended();
  const rows = peers.stdout.all.map((line) => JSON.parse(line));
  if (rows.length < pairs.length) {
    throw new Error(peers.stderr.all.join("\n"));
  }
  return pairs.map(({ way, by, url, heartbeat }) => {
    const row = rows.find((row) =>
      row.url === url && row.heartbeat === heartbeat
    );
    return { way, by, lost: row.lost, passed: row.passed };
  });
}
