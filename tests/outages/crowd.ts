/**
 * A crowd of peers that loses its network at once and gets it back, and peers
 * beside it that don't.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Program } from "../support/process.ts";
import { ROOT, type RuntimeName } from "../support/runtimes.ts";
import { within } from "../support/within.ts";
import { DAEMON_ADDRESS, Network } from "./network.ts";
import { commandOf } from "./outage.ts";

const PROGRAMS = `${ROOT}tests/outages/programs`;
const PROCESSES = 4;
const PAUSE_MS = 250;

/** How a crowd loses its network. */
export interface CrowdOptions {
  readonly runtime: RuntimeName;
  /** Peers, in some processes. */
  readonly peers: number;
  /** Seconds of the outage. */
  readonly seconds: number;
}

/** What became of a crowd. */
export interface CrowdOutcome {
  /** Connections that the peers lost. */
  readonly lost: number;
  /** Seconds from the end of the outage until every view was right. */
  readonly whole: number;
  /** Most connections that the daemon accepted within a second. */
  readonly connectionsPerSecond: number;
  /** The daemon's share of a core since the network is back, at most. */
  readonly ran: number;
  /** The share of time in which it waited for a core, at most. */
  readonly starved: number;
  /** Waits of the peers beside it for their sets, in milliseconds. */
  readonly before: Waits;
  /** The same from the outage until all was right. */
  readonly during: Waits;
}

/** Milliseconds. */
export interface Waits {
  readonly p99: number;
  readonly longest: number;
  /** By how much their timers were late at most. */
  readonly late: number;
}

interface Wait {
  readonly at: number;
  readonly ms: number;
  readonly late: number;
}

function waitsOf(waits: readonly Wait[]): Waits {
  const sorted = waits.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  const late = Math.max(0, ...waits.map(({ late }) => late));
  return { p99, longest: sorted.at(-1) ?? 0, late };
}

/** Takes the network from a crowd. */
export async function crowdOutage(
  { runtime, peers, seconds }: CrowdOptions,
): Promise<CrowdOutcome> {
  await using network = await Network.create();
  const [program, ...flags] = await commandOf(runtime);
  await using programs = new AsyncDisposableStack();
  const run = (
    side: "daemon" | "peers",
    args: readonly string[],
  ): Program => programs.use(network.run(side, program, [...flags, ...args]));
  const daemon = run("daemon", [
    ...[`${ROOT}daemon.ts`, "--host", `${DAEMON_ADDRESS},127.0.0.1`],
    ...["--no-unix", "--port", "9001", "--ws-port", "0", "--binary-port", "0"],
  ]);
  await daemon.stdout.match(/listening on tcp:/);
  const beside = run("daemon", [
    `${PROGRAMS}/beside.ts`,
    "tcp://127.0.0.1:9001",
  ]);
  await beside.stdout.match(/^ready$/);
  const crowd: Program[] = [];
  for (let i = 0; i < PROCESSES; i++) {
    // The crowd stands for machines elsewhere: here it must not take the
    // time of the daemon and of the peers beside it.
    crowd.push(programs.use(network.run("peers", "nice", [
      ...["-n", "5", program, ...flags, `${PROGRAMS}/crowd.ts`],
      ...[`tcp://${DAEMON_ADDRESS}:9001`, `${peers / PROCESSES}`, `${i}`],
    ])));
  }
  for (const { stdout } of crowd) {
    await within(stdout.match(/^ready$/), "the crowd", 60);
  }
  // What the peers beside it wait for is measured without the start.
  const began = Date.now();
  await pause(10_000);
  const cut = Date.now();
  await network.cut();
  await pause(seconds * 1000);
  const accepted = new Accepted(network);
  const mended = Date.now();
  await network.mend();
  const scheduled = new Scheduled(daemon.pid);
  let whole = Infinity;
  let lost = 0;
  const end = mended + 60_000;
  while (whole === Infinity && Date.now() < end) {
    await accepted.sample();
    await scheduled.sample();
    await pause(PAUSE_MS);
    const found = crowd.map(({ stdout }) => wholeSince(stdout.all, mended));
    whole = Math.max(...found.map((one) => one?.at ?? Infinity));
    lost = found.reduce((sum, one) => sum + (one?.lost ?? 0), 0);
  }
  const removed = crowd.flatMap(({ stdout }) => stdout.all)
    .filter((line) => line.startsWith("removed"));
  assertEquals(removed, []);
  const waits = beside.stdout.all.slice(1)
    .map((line) => line.split(" ").map(Number))
    .map(([at, ms, late]) => ({ at, ms, late }));
  const between = (from: number, to: number): Waits =>
    waitsOf(waits.filter(({ at }) => at >= from && at < to));
  return {
    lost,
    whole: (whole - mended) / 1000,
    connectionsPerSecond: accepted.most,
    ran: scheduled.ran,
    starved: scheduled.starved,
    before: between(began, cut),
    during: between(cut, whole),
  };
}

/** When the first value set after a moment has been seen by all. */
function wholeSince(
  lines: readonly string[],
  since: number,
): { at: number; lost: number } | undefined {
  for (const line of lines) {
    const [what, value, at, lost] = line.split(" ");
    if (what === "whole" && Number(value) >= since) {
      return { at: Number(at), lost: Number(lost) };
    }
  }
}

/** Counts the connections that are accepted in a namespace. */
class Accepted {
  readonly #network: Network;
  #last: { at: number; count: number } | undefined;
  /** Most of them within a second, as far as was looked. */
  most = 0;

  constructor(network: Network) {
    this.#network = network;
  }

  async sample(): Promise<void> {
    const now = Date.now();
    if (this.#last !== undefined && now - this.#last.at < 1000) return;
    const program = this.#network.run("daemon", "cat", ["/proc/net/snmp"]);
    await program.ended();
    const [names, values] = program.stdout.all
      .filter((line) => line.startsWith("Tcp:"))
      .map((line) => line.split(" "));
    const count = Number(values[names.indexOf("PassiveOpens")]);
    if (this.#last !== undefined) {
      const seconds = (now - this.#last.at) / 1000;
      const rate = Math.round((count - this.#last.count) / seconds);
      this.most = Math.max(this.most, rate);
    }
    this.#last = { at: now, count };
  }
}

/** How a process gets the cores of the machine, between two samples each. */
class Scheduled {
  readonly #pid: number;
  #last: readonly number[] | undefined;
  /** Greatest share of time in which it ran. */
  ran = 0;
  /** Greatest share of time in which it could have run, and had no core. */
  starved = 0;

  constructor(pid: number) {
    this.#pid = pid;
  }

  async sample(): Promise<void> {
    // Nanoseconds that it ran, and that it was ready to run.
    const text = await Deno.readTextFile(`/proc/${this.#pid}/schedstat`);
    const [ran, ready] = text.split(" ").map(Number);
    const now = [performance.now() * 1e6, ran, ready];
    if (this.#last !== undefined) {
      const [at, lastRan, lastReady] = this.#last;
      this.ran = Math.max(this.ran, (ran - lastRan) / (now[0] - at));
      this.starved = Math.max(
        this.starved,
        (ready - lastReady) / (now[0] - at),
      );
    }
    this.#last = now;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
