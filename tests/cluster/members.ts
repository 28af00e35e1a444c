/**
 * Clusters of daemons for tests.
 */
import { type Change, Peer } from "../../peer.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { loadNats } from "../../daemon/bridges/cluster/library.ts";
import { type NatsCluster, natsMissing, NatsServer } from "../support/nats.ts";
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

/** Arguments of members beside the usual ones, by their numbers. */
export type ExtraArgs = (member: number) => readonly string[];

/** Starts a member for each runtime. */
export async function startMembers(
  runtimes: readonly RuntimeName[],
  servers: readonly NatsServer[],
  extra: ExtraArgs = () => [],
): Promise<HostedDaemon[]> {
  const common = memberArgs(servers, clusterName());
  return await Promise.all(
    runtimes.map((runtime, i) => {
      const args = [...common, "--name", `d${i}`, ...extra(i)];
      return HostedDaemon.start(runtime, { args });
    }),
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

/** A cluster of three, with a peer at each. */
class Three implements AsyncDisposable {
  private constructor(
    readonly peers: readonly Peer[],
    readonly daemons: readonly HostedDaemon[],
    readonly stack: AsyncDisposableStack,
  ) {}

  static async start(
    runtimes: readonly RuntimeName[],
    extra: ExtraArgs | undefined,
  ): Promise<Three> {
    await using stack = new AsyncDisposableStack();
    const nats = stack.use(await NatsServer.start());
    const daemons = await startMembers(runtimes, [nats], extra);
    for (const daemon of daemons) stack.use(daemon);
    const peers = await peersOf(daemons);
    for (const peer of peers) stack.use(peer);
    return new Three(peers, daemons, stack.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stack.disposeAsync();
  }
}

/** A test of a cluster of three, with a peer at each. */
export function onThree(
  name: string,
  runtimes: readonly RuntimeName[],
  test: (
    peers: readonly Peer[],
    daemons: readonly HostedDaemon[],
  ) => Promise<void>,
  extra?: ExtraArgs,
): void {
  Deno.test({
    name: `${runtimes.join(", ")}: ${name}`,
    ignore: cannotRun(...runtimes),
    async fn() {
      await using three = await Three.start(runtimes, extra);
      await test(three.peers, three.daemons);
    },
  });
}
