/**
 * What is measured of a cluster.
 *
 * @module
 */
import { median } from "../median.ts";
import {
  BenchCluster,
  cpuBetween,
  Load,
  memoryOf,
  startDaemon,
} from "./processes.ts";
import type { Answer } from "./tasks.ts";

/** Lease of the members whose beats are measured, in seconds. */
const SHORT_LEASE_S = 1;
/** Beats of a member in a lease. */
const BEATS = 5;
/** Members of a small and of a large cluster. */
const FEW = 2;
const MANY = 10;
/** States of an owner that is set, or that changes. */
const STATES = 64;
/** Changes under way in a fan-out. */
const IN_FLIGHT = 200;
const ADDS_IN_FLIGHT = 1_000;
const SINGLE_ADDS = 300;
/** Added before the others, to warm up the code. */
const WARM_UP_ADDS = 5_000;
/** Until a member ends subscriptions that no fetch needs. */
const UNSUBSCRIBED_MS = 3_000;
/** Time in which what compiles and joins comes to rest. */
const SETTLE_MS = 4_000;

/** How much is measured. */
export interface Amount {
  readonly rounds: number;
  readonly seconds: number;
  readonly states: number;
}

/** Tells how far a case has come. */
export type Progress = (text: string) => void;

/** Round trips of `set`. */
export interface SetRow {
  readonly where: string;
  readonly p50: number;
  readonly p99: number;
  /** A second, one at a time and 100 at a time. */
  readonly single: number;
  readonly hundred: number;
}

/** One distribution of fetchers. */
export interface FanOutRow {
  /** Number of fetchers at each member. */
  readonly fetchers: readonly number[];
  /** A second. */
  readonly changes: number;
  readonly notifications: number;
  /** CPU microseconds of a change, at each member and in NATS. */
  readonly memberUs: readonly number[];
  readonly natsUs: number;
}

/** Adding. */
export interface AddFigures {
  readonly p50: number;
  readonly p99: number;
  /** A second, of one owner and of one at each member. */
  readonly rate: number;
  readonly together: number;
  /** A second, of the first and of the last tenth. */
  readonly firstTenth: number;
  readonly lastTenth: number;
  /** CPU microseconds of an add, at each member and in NATS. */
  readonly memberUs: readonly number[];
  readonly natsUs: number;
  /** Resident memory of a state in bytes, at each member. */
  readonly memberBytes: readonly number[];
  /** The same at a daemon without a cluster. */
  readonly aloneBytes: number;
  /** Bytes of the heap that a path takes in the directory. */
  readonly directoryBytes: number;
}

/** A member that joins. */
export interface JoinRow {
  readonly states: number;
  /** From the start of its process until it listens. */
  readonly ms: number;
  /** Until a first fetch has the values of all states. */
  readonly readMs: number;
  /** Longest `set` at another member meanwhile. */
  readonly longestSet: number;
}

/** A cluster without load. */
export interface IdleFigures {
  /** CPU milliseconds a second, of a member and of NATS, by members. */
  readonly rows: readonly {
    readonly members: number;
    readonly memberMs: number;
    readonly natsMs: number;
  }[];
  /** CPU microseconds of a member for one beat that it applies. */
  readonly beatUs: number;
  /** CPU microseconds of NATS to store one beat, and to deliver it to a member. */
  readonly storeUs: number;
  readonly deliverUs: number;
}

/** All that was measured. */
export interface Figures {
  readonly amount: Amount;
  readonly set: readonly SetRow[];
  readonly fanOut: readonly FanOutRow[];
  readonly add: AddFigures;
  readonly join: readonly JoinRow[];
  readonly idle: IdleFigures;
}

function middle(numbers: readonly number[]): number {
  return median([...numbers]) ?? NaN;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** `set` where the owner is at the same member, and at another. */
export async function measureSets(
  cluster: BenchCluster,
  { rounds, seconds }: Amount,
  progress: Progress,
): Promise<SetRow[]> {
  const prefix = "bench/set";
  const owner = cluster.load();
  await owner.do({ do: "own", daemon: 0, prefix, answers: true });
  const client = cluster.load();
  const all: Map<number, { single: Answer; hundred: Answer }[]> = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const daemon of [0, 1]) {
      const task = { do: "set", daemon, prefix, seconds } as const;
      const single = await client.do({ ...task, inFlight: 1 });
      const hundred = await client.do({ ...task, inFlight: 100 });
      progress(`set at m${daemon}: ${single.p50.toFixed(2)} ms`);
      all.set(daemon, [...all.get(daemon) ?? [], { single, hundred }]);
    }
  }
  await cluster.endLoads();
  return [...all].map(([daemon, answers]) => {
    const of = (name: "p50" | "p99" | "rate") =>
      middle(answers.map(({ single }) => single[name] ?? NaN));
    return {
      where: daemon === 0 ? "same member" : "another member",
      p50: of("p50"),
      p99: of("p99"),
      single: of("rate"),
      hundred: middle(answers.map(({ hundred }) => hundred.rate ?? NaN)),
    };
  });
}

/** Fetchers at each member; a member that has got changes goes on for a while. */
const DISTRIBUTIONS = [
  [1, 0, 0],
  [30, 0, 0],
  [0, 1, 0],
  [0, 30, 0],
  [15, 15, 0],
  [0, 1, 1],
  [10, 10, 10],
];

/** Changes of one owner to fetchers at several members. */
export async function measureFanOut(
  cluster: BenchCluster,
  amount: Amount,
  progress: Progress,
): Promise<FanOutRow[]> {
  const owner = cluster.load();
  const prefix = "bench/fan";
  await owner.do({ do: "own", daemon: 0, prefix, answers: false });
  // Fetchers of a member are in a process of their own.
  const loads = cluster.members.map(() => cluster.load());
  const rounds = new Map<readonly number[], FanOutRow[]>();
  for (let round = 0; round < amount.rounds; round++) {
    await pause(UNSUBSCRIBED_MS);
    for (const fetchers of DISTRIBUTIONS) {
      const row = await fanOut(owner, loads, cluster, fetchers, amount.seconds);
      progress(
        `fetchers ${fetchers.join("+")}: ` +
          `${Math.round(row.notifications)} notifications/s`,
      );
      rounds.set(fetchers, [...rounds.get(fetchers) ?? [], row]);
    }
  }
  await cluster.endLoads();
  return [...rounds].map(([fetchers, rows]) => ({
    fetchers,
    changes: middle(rows.map(({ changes }) => changes)),
    notifications: middle(rows.map(({ notifications }) => notifications)),
    memberUs: fetchers.map((_, i) =>
      middle(rows.map(({ memberUs }) => memberUs[i]))
    ),
    natsUs: middle(rows.map(({ natsUs }) => natsUs)),
  }));
}

/**
 * One of these: the first fetcher of each member belongs to the owner's process,
 * which sends as fast as all of them get the changes.
 */
async function fanOut(
  owner: Load,
  loads: readonly Load[],
  cluster: BenchCluster,
  fetchers: readonly number[],
  seconds: number,
): Promise<FanOutRow> {
  const common = { do: "fetch", prefix: "bench/fan", states: STATES } as const;
  const used: Load[] = [owner];
  for (const [daemon, count] of fetchers.entries()) {
    if (count === 0) continue;
    await owner.do({ ...common, daemon, fetchers: 1 });
    if (count === 1) continue;
    await loads[daemon].do({ ...common, daemon, fetchers: count - 1 });
    used.push(loads[daemon]);
  }
  const total = fetchers.reduce((sum, count) => sum + count);
  const counts = async () => {
    const answers = await Promise.all(
      used.map((one) => one.do({ do: "count" })),
    );
    return answers.reduce((sum, { count }) => sum + count, 0);
  };
  await owner.do({ do: "change", inFlight: IN_FLIGHT });
  await pause(seconds * 250);
  const begun = performance.now();
  const [before, cpuBefore] = [await counts(), cluster.cpu()];
  await pause(seconds * 1000);
  const [after, cpuAfter] = [await counts(), cluster.cpu()];
  const passed = (performance.now() - begun) / 1000;
  const { count: sent } = await owner.do({ do: "stop" });
  await settled(counts, sent * total);
  for (const one of used) await one.do({ do: "unfetch" });
  const notifications = (after - before) / passed;
  const changes = notifications / total;
  const cpu = cpuBetween(cpuBefore, cpuAfter);
  const perChange = (ms: number) => ms * 1000 / (changes * passed);
  return {
    fetchers,
    changes,
    notifications,
    memberUs: cpu.members.map(perChange),
    natsUs: perChange(cpu.nats),
  };
}

/** Each fetcher has to get each change: nothing was conflated or lost. */
async function settled(
  counts: () => Promise<number>,
  expected: number,
): Promise<void> {
  let last = -1;
  for (;;) {
    const now = await counts();
    if (now === expected) return;
    if (now === last) {
      throw new Error(`${now} of ${expected} notifications came`);
    }
    last = now;
    await pause(500);
  }
}

function memoryOfAll({ members }: BenchCluster): Promise<number[]> {
  return Promise.all(members.map(memoryOf));
}

/** Adding states, what they take, and members that join afterwards. */
export async function measureAdds(
  cluster: BenchCluster,
  { states }: Amount,
  progress: Progress,
): Promise<{ add: AddFigures; join: JoinRow[] }> {
  const empty = await measureJoin(cluster, 0, progress);
  const load = cluster.load();
  const single = await load.do({
    do: "add",
    daemon: 0,
    prefix: "bench/one",
    states: SINGLE_ADDS,
    inFlight: 1,
  });
  progress(`add: ${single.p50.toFixed(2)} ms`);
  await load.do({
    do: "add",
    daemon: 0,
    prefix: "bench/warm",
    states: WARM_UP_ADDS,
    inFlight: ADDS_IN_FLIGHT,
  });
  const memory = await memoryOfAll(cluster);
  const before = cluster.cpu();
  const many = await load.do({
    do: "add",
    daemon: 0,
    prefix: "bench/many",
    states,
    inFlight: ADDS_IN_FLIGHT,
  });
  const cpu = cpuBetween(before, cluster.cpu());
  progress(`${states} states: ${Math.round(many.rate)} adds/s`);
  const grown = await memoryOfAll(cluster);
  const full = await measureJoin(cluster, states, progress);
  const perState = (ms: number) => ms * 1000 / states;
  const together = await addTogether(cluster, Math.ceil(states / 5), progress);
  return {
    join: [empty, full],
    add: {
      p50: single.p50,
      p99: single.p99,
      rate: many.rate,
      together,
      firstTenth: many.firstTenth,
      lastTenth: many.lastTenth,
      memberUs: cpu.members.map(perState),
      natsUs: perState(cpu.nats),
      memberBytes: grown.map((bytes, i) => (bytes - memory[i]) / states),
      aloneBytes: await measureAlone(states),
      directoryBytes: await measureDirectory(states),
    },
  };
}

/** Adds at all members at once; a second, in sum. */
async function addTogether(
  cluster: BenchCluster,
  states: number,
  progress: Progress,
): Promise<number> {
  const loads = cluster.members.map(() => cluster.load());
  const begun = performance.now();
  await Promise.all(
    loads.map((load, daemon) =>
      load.do({
        do: "add",
        daemon,
        prefix: `bench/at${daemon}`,
        states,
        inFlight: ADDS_IN_FLIGHT,
      })
    ),
  );
  const seconds = (performance.now() - begun) / 1000;
  const rate = states * loads.length / seconds;
  progress(`at all members at once: ${Math.round(rate)} adds/s`);
  return rate;
}

/** A member joins, reads all, and leaves; another one is set meanwhile. */
async function measureJoin(
  cluster: BenchCluster,
  states: number,
  progress: Progress,
): Promise<JoinRow> {
  const owner = cluster.load();
  const prefix = `bench/join${states}`;
  await owner.do({ do: "own", daemon: 0, prefix, answers: true });
  const client = cluster.load();
  const seconds = 3;
  const sets = client.do({
    do: "set",
    daemon: 1,
    prefix,
    inFlight: 1,
    seconds,
  });
  const { startUp: ms } = await cluster.join();
  const { most } = await sets;
  const reader = cluster.load();
  const daemon = cluster.members.length - 1;
  const { ms: readMs } = states === 0
    ? { ms: 0 }
    : await reader.do({ do: "read", daemon, prefix: "bench/many/", states });
  progress(`a member joins ${states} states: ${Math.round(ms)} ms`);
  await Promise.all([owner, client, reader].map((load) => load.end()));
  await cluster.leave();
  return { states, ms, readMs, longestSet: most };
}

/** The memory of a state at a daemon on its own. */
async function measureAlone(states: number): Promise<number> {
  await using daemon = await startDaemon();
  const load = new Load([daemon]);
  const task = { do: "add", daemon: 0, inFlight: ADDS_IN_FLIGHT } as const;
  try {
    await load.do({ ...task, prefix: "bench/warm", states: WARM_UP_ADDS });
    const before = await memoryOf(daemon);
    await load.do({ ...task, prefix: "bench/many", states });
    return (await memoryOf(daemon) - before) / states;
  } finally {
    await load.end();
  }
}

/** The heap of a directory with so many paths, a path. */
async function measureDirectory(states: number): Promise<number> {
  const file = new URL("directory.ts", import.meta.url);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--v8-flags=--expose-gc"]
      .concat(file.href, String(states)),
    stderr: "inherit",
  }).output();
  return Number(new TextDecoder().decode(stdout));
}

/** What beats cost: the difference between a small and a large cluster. */
export async function measureIdle(
  { seconds }: Amount,
  progress: Progress,
): Promise<IdleFigures> {
  await using cluster = await BenchCluster.start(FEW, SHORT_LEASE_S);
  const rows: IdleFigures["rows"][number][] = [];
  for (const members of [FEW, MANY]) {
    await cluster.grow(members);
    await pause(SETTLE_MS);
    const [before, begun] = [cluster.cpu(), performance.now()];
    await pause(seconds * 2000);
    const passed = (performance.now() - begun) / 1000;
    const cpu = cpuBetween(before, cluster.cpu());
    const memberMs = middle(cpu.members.slice(0, FEW)) / passed;
    rows.push({ members, memberMs, natsMs: cpu.nats / passed });
    progress(`${members} idle members: ${memberMs.toFixed(1)} ms CPU a second`);
  }
  return { rows, ...beatCosts(rows) };
}

/** What NATS does grows with beats, and with beats times members. */
function beatCosts(
  [few, many]: IdleFigures["rows"],
): Omit<IdleFigures, "rows"> {
  const beatsOf = (members: number) => members * BEATS / SHORT_LEASE_S;
  const [a, b] = [beatsOf(few.members), beatsOf(many.members)];
  // Milliseconds of NATS for a beat.
  const [each, eachOfMany] = [few.natsMs / a, many.natsMs / b];
  const deliver = (eachOfMany - each) / (many.members - few.members);
  return {
    beatUs: (many.memberMs - few.memberMs) / (b - a) * 1000,
    storeUs: (each - deliver * few.members) * 1000,
    deliverUs: deliver * 1000,
  };
}
