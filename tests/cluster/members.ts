/**
 * Clusters of daemons for tests.
 */
import { type Change, Peer } from "../../peer.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { loadNats } from "../../daemon/bridges/cluster/library.ts";
import {
  type NatsCluster,
  natsMissing,
  type NatsServer,
} from "../support/nats.ts";
import { NO_BUN, ROOT, type RuntimeName } from "../support/runtimes.ts";
import { within } from "../support/within.ts";

/** Whether the client of NATS is not installed for Bun. */
const isBunMissing = NO_BUN || !await isInstalled();

async function isInstalled(): Promise<boolean> {
  try {
    await Deno.stat(`${ROOT}node_modules/@nats-io/jetstream`);
    return true;
  } catch {
    return false;
  }
}

/** Whether a cluster on these runtimes can't be tested here. */
export function cannotRun(...runtimes: RuntimeName[]): boolean {
  return natsMissing || runtimes.includes("bun") && isBunMissing;
}

/** Arguments of a member. */
export function memberArgs(
  servers: readonly NatsServer[],
  cluster: string,
  lease = 2,
): string[] {
  const urls = servers.map(({ url }) => url).join();
  return ["--cluster", urls, "--cluster-name", cluster]
    .concat("--cluster-lease", String(lease), "--cluster-store", "file");
}

/** Starts a member for each runtime. */
export async function startMembers(
  runtimes: readonly RuntimeName[],
  servers: readonly NatsServer[],
  extra: readonly string[] = [],
): Promise<HostedDaemon[]> {
  const args = [...memberArgs(servers, clusterName()), ...extra];
  return await Promise.all(
    runtimes.map((runtime, i) =>
      HostedDaemon.start(runtime, { args: [...args, "--name", `d${i}`] })
    ),
  );
}

/** The server of NATS that leads a cluster's log. */
export async function leaderOf(
  { all }: NatsCluster,
  cluster: string,
): Promise<NatsServer> {
  const nats = await loadNats();
  const connection = await nats.connect({
    servers: all.map(({ url }) => url),
    name: "test",
    maxReconnectAttempts: 0,
    reconnectTimeWait: 100,
    pingInterval: 10_000,
    maxPingOut: 2,
    timeout: 5_000,
  });
  try {
    const manager = await nats.jetstreamManager(connection);
    const info = await manager.streams.info(`JET_${cluster}`);
    const server = all[Number(info.cluster?.leader?.slice(1))];
    if (server === undefined) throw new Error("the log has no leader");
    return server;
  } finally {
    await connection.close();
  }
}

/** A name that no other test has. */
export function clusterName(): string {
  return `t${crypto.randomUUID().slice(0, 8)}`;
}

/** Connects a peer to each. */
export async function peersOf(
  daemons: readonly HostedDaemon[],
): Promise<Peer[]> {
  return await Promise.all(
    daemons.map((daemon) => Peer.connect(daemon.url("tcp"))),
  );
}

/** What a fetch has reported. */
export class View {
  /** The events in order: kind, path and value. */
  readonly events: string[] = [];
  /** What is there now. */
  readonly states: Map<string, unknown> = new Map();
  #changed = Promise.withResolvers<void>();

  readonly take = ({ event, path, value }: Change<unknown>): void => {
    this.events.push([event, path, JSON.stringify(value)].join(" ").trim());
    if (event === "remove") this.states.delete(path);
    else this.states.set(path, value);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  };

  /** Waits until something holds. */
  async until(what: string, holds: () => boolean): Promise<void> {
    await within(this.#until(holds), `${what}: ${this.events.slice(-5)}`);
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.#changed.promise;
  }
}
