/**
 * Random programs of peers of all dialects at a cluster whose members and servers
 * of NATS fail meanwhile. A program that runs when something fails goes on until
 * that is over: its peers connect again, to any member, and all want the paths of
 * each other.
 *
 * @module
 */
import { seededRandom } from "../support/seeded_random.ts";
import type { RuntimeName } from "../support/runtimes.ts";
import { StreamClient } from "../support/stream_client.ts";
import { type Cut, PartitionedCluster, type Store } from "./partition.ts";
import {
  type Member,
  runSpreadPrograms,
  type Weather,
} from "./spread_program.ts";

/** Seconds. */
const LEASE_S = 5;
/** Actions of each of nine peers while nothing fails. */
const ACTIONS = 40;
/** Programs that run at a time. */
const BESIDE = 20;
/** Programs that end between two faults. */
const BETWEEN = 60;
/** Lines of each member's log that a failure shows. */
const LOG_LINES = 30;

/** What can fail. */
export type FaultName = "kill" | "stop" | Cut | "kill NATS" | "isolate NATS";

const FAULTS_OF_MEMBERS = [
  ...["kill", "stop", "both", "to NATS", "from NATS"] as const,
];

/** What can fail of servers of NATS without the loss of their log. */
function faultsOf(servers: number, store: Store): readonly FaultName[] {
  if (servers > 1) return ["kill NATS", "isolate NATS"];
  return store === "file" ? ["kill NATS"] : [];
}

/** How programs are run. */
export interface FaultyOptions {
  /** Seed of the first program; that of the next is one more. */
  readonly seed: number;
  readonly programs: number;
  /** Of the members. */
  readonly runtimes: readonly RuntimeName[];
  /** Number of servers of NATS. */
  readonly servers: number;
  /** Where they keep the log; in memory unless given. */
  readonly store?: Store;
  /** What fails; all kinds unless given. */
  readonly faults?: readonly FaultName[];
  readonly progress?: (done: number) => void;
}

function pauseLeases(leases: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, leases * LEASE_S * 1000));
}

class PartitionedMember implements Member {
  readonly name: string;
  readonly #cluster: PartitionedCluster;
  readonly #number: number;
  isStopped = false;
  stops = 0;

  constructor(cluster: PartitionedCluster, number: number) {
    this.name = `d${number}`;
    this.#cluster = cluster;
    this.#number = number;
  }

  get wsPort(): number {
    return this.#cluster.ports(this.#number).wsPort;
  }

  get binaryPort(): number {
    return this.#cluster.ports(this.#number).binaryPort;
  }

  connect(): Promise<StreamClient> {
    const url = this.#cluster.urls[this.#number];
    return StreamClient.unix(url.slice("unix:".length));
  }
}

/** Lets things fail, one after the other. */
class Faults implements Weather {
  isRough = false;
  /** What has failed: its kind, where, and for how many leases. */
  readonly list: string[] = [];
  /** How many programs were running when something failed. */
  hit = 0;
  readonly #cluster: PartitionedCluster;
  readonly #members: readonly PartitionedMember[];
  readonly #servers: number;
  readonly #kinds: readonly FaultName[];
  readonly #random: () => number;
  #done = 0;
  #next = BETWEEN / 10;
  #failing: Promise<void> = Promise.resolve();

  constructor(
    cluster: PartitionedCluster,
    members: readonly PartitionedMember[],
    { seed, servers, store = "memory", faults }: FaultyOptions,
  ) {
    this.#cluster = cluster;
    this.#members = members;
    this.#servers = servers;
    this.#kinds = faults ?? [
      ...FAULTS_OF_MEMBERS,
      ...faultsOf(servers, store),
    ];
    this.#random = seededRandom(seed);
  }

  /** A program has ended; if there are others, it may be time for a fault. */
  ended(running: number): void {
    this.#done++;
    if (this.isRough || running === 0 || this.#done < this.#next) return;
    this.hit += running;
    this.isRough = true;
    this.#failing = this.#fail().finally(() => {
      this.#next = this.#done + BETWEEN;
      this.isRough = false;
    });
    // It is awaited at the end.
    this.#failing.catch(() => {});
  }

  /** Waits until nothing fails any more. */
  async over(): Promise<void> {
    await this.#failing;
  }

  async #fail(): Promise<void> {
    const below = (end: number) => Math.floor(this.#random() * end);
    const kind = this.#kinds[below(this.#kinds.length)];
    const member = below(this.#members.length);
    const server = below(this.#servers);
    const leases = 0.2 + this.#random() * 1.5;
    const where = kind === "kill NATS" || kind === "isolate NATS"
      ? `n${server}`
      : `d${member}`;
    this.list.push(`${kind} ${where} ${leases.toFixed(1)}`);
    switch (kind) {
      case "kill":
        return await this.#cluster.restart(member);
      case "stop":
        return await this.#stop(member, leases);
      case "kill NATS":
        await this.#cluster.killServer(server);
        await pauseLeases(leases);
        return this.#cluster.startServer(server);
      case "isolate NATS":
        await this.#cluster.isolate(server);
        await pauseLeases(leases);
        return await this.#cluster.mend();
      default:
        await this.#cluster.cut(member, kind);
        await pauseLeases(leases);
        await this.#cluster.mend();
    }
  }

  async #stop(number: number, leases: number): Promise<void> {
    const member = this.#members[number];
    member.isStopped = true;
    member.stops++;
    this.#cluster.signal(number, "SIGSTOP");
    await pauseLeases(leases);
    this.#cluster.signal(number, "SIGCONT");
    member.isStopped = false;
  }
}

/**
 * Runs programs while something fails now and then.
 *
 * @returns What has failed.
 * @throws {Error} if something is not as it has to be.
 */
export async function runFaultyPrograms(
  options: FaultyOptions,
): Promise<string> {
  const { seed, programs, runtimes, servers, store, progress } = options;
  await using cluster = await PartitionedCluster.start(
    runtimes.length,
    LEASE_S,
    servers,
    { runtimes, store, args: ["--hierarchy", "open"] },
  );
  const members = runtimes.map((_, i) => new PartitionedMember(cluster, i));
  const faults = new Faults(cluster, members, options);
  try {
    await runSpreadPrograms(members, seed, programs, {
      actions: ACTIONS,
      beside: BESIDE,
      weather: faults,
      progress(done) {
        faults.ended(Math.min(BESIDE, programs - done));
        progress?.(done);
      },
    });
    await faults.over();
  } catch (error) {
    const logs = cluster.logs(LOG_LINES);
    const now = (performance.now() / 1000).toFixed(3);
    const what = `at ${now}, ${new Date().toISOString()}, failed so far: ${
      faults.list.join(", ")
    }\n${logs}`;
    throw new Error(what, { cause: error });
  }
  return `${faults.hit} of them during ${faults.list.length} faults ` +
    `(${faults.list.join(", ")})`;
}
