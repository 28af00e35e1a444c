/**
 * Long runs: what the tests do in short, as often as wanted.
 *
 *     deno task test:long                    lists the names
 *     deno task test:long NAME [--rounds N] [--seed N] [--runtime deno|bun]
 *     deno task test:long cluster-programs [--programs N] [--seed N]
 *     deno task test:long cluster-faults [--programs N] [--only deno|bun|mixed] [--servers 1|3]
 *         [--store memory|file]
 *     deno task test:long adversary [--only ATTACK,…] [--states N] [--seconds N] [--brief]
 *
 * The last figures are in LONG.md.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { carryOutAll } from "./adversary/run.ts";
import { fuzz } from "./binary/fuzz.ts";
import { killAgainAndAgain } from "./gun/kill.ts";
import {
  startDaemon,
  type StartVictim,
  startWriter,
} from "./gun/kill_victims.ts";
import { check as checkMesh } from "./gun/property/run.ts";
import { restart, TROUBLES } from "./gun/restart.ts";
import { CAN_TRACE, killKeeping, traceKeeping } from "./kept/kill.ts";
import { check as checkHierarchy } from "./hierarchy/property/run.ts";
import { crowdOutage } from "./outages/crowd.ts";
import { foreignOutages } from "./outages/foreign.ts";
import { outage } from "./outages/outage.ts";
import { keepQuiet } from "./outages/proxies.ts";
import { check as checkBus } from "./property/run.ts";
import { tryPackage, WHOLE } from "./distribution/scratch.ts";
import { cutAgainAndAgain } from "./http/resume.ts";
import { runFaultyPrograms } from "./cluster/faulty_programs.ts";
import { runPrograms } from "./cluster/programs.ts";
import { runSpreadCluster } from "./cluster/spread_cluster.ts";
import { checkSockets } from "./property/sockets.ts";
import { loadRadar } from "./radar/load.ts";
import { type RuntimeName, RUNTIMES } from "./support/runtimes.ts";

/** Milliseconds between two lines of progress. */
const PROGRESS_INTERVAL_MS = 5000;

/** What one run is given. */
interface LongOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Not given to a run that is in process. */
  readonly runtime: RuntimeName;
  /** The only connection of the fuzzer, or the only attacks. */
  readonly only?: string;
  /** Servers of NATS. */
  readonly servers?: number;
  /** Where servers of NATS keep the log. */
  readonly store?: string;
  /** States that are there before an attack. */
  readonly states?: number;
  /** Seconds of an attack. */
  readonly seconds?: number;
  /** Whether attacks are as short as they can be. */
  readonly brief: boolean;
  /** Called with the number of rounds done. */
  readonly progress: (rounds: number) => void;
}

/** Runtimes of the members of a cluster. */
const CLUSTERS: Readonly<Record<string, readonly RuntimeName[] | undefined>> = {
  deno: ["deno", "deno", "deno"],
  bun: ["bun", "bun", "bun"],
  mixed: ["deno", "bun", "deno"],
};

/** A kind of long run. */
interface LongRun {
  readonly about: string;
  /** Rounds unless given otherwise. */
  readonly rounds: number;
  /** Whether it is run once for each runtime. */
  readonly perRuntime: boolean;
  /** Returns what the summary adds; throws if a check fails. */
  run(options: LongOptions): Promise<string>;
}

/** A run that checks the program of each seed. */
function property(
  about: string,
  rounds: number,
  check: (seed: number) => void | Promise<void>,
): LongRun {
  return {
    about,
    rounds,
    perRuntime: false,
    async run({ rounds, seed, progress }) {
      for (let round = 0; round < rounds; round++) {
        await check(seed + round);
        progress(round + 1);
      }
      return `seeds ${seed} to ${seed + rounds - 1}`;
    },
  };
}

/** A run that kills programs. */
function kill(about: string, start: StartVictim): LongRun {
  return {
    about,
    rounds: 200,
    perRuntime: true,
    async run({ rounds, runtime, progress }) {
      const { acknowledged } = await killAgainAndAgain(
        rounds,
        runtime,
        start,
        progress,
      );
      return `all ${acknowledged} acknowledged writes were there`;
    },
  };
}

const RUNS: Readonly<Record<string, LongRun>> = {
  "pack": {
    about: "the npm package installed with npm, pnpm and bun: types, bundles",
    rounds: 1,
    perRuntime: false,
    async run() {
      await tryPackage({ ...WHOLE, log: (line) => console.log(line) });
      return "all of them";
    },
  },
  "radar": {
    about:
      "Radar beside 100,000 states and 5,000 changes a second; a round a minute",
    rounds: 3,
    perRuntime: false,
    run: ({ rounds }) => loadRadar(rounds * 60),
  },
  "property": property(
    "random programs of all dialects at a bus in process, beside a model",
    50_000,
    checkBus,
  ),
  "hierarchy": property(
    "random programs for the nodes of the hierarchy, beside a model",
    10_000,
    checkHierarchy,
  ),
  "cluster": {
    about: "random programs at three daemons that are a cluster (nats-server)",
    rounds: 2000,
    perRuntime: false,
    async run({ rounds, seed, progress }) {
      await runPrograms(seed, rounds, 60, progress);
      return "Deno, Bun, Deno";
    },
  },
  "cluster-programs": {
    about:
      "random programs of peers of all dialects, spread over three daemons",
    rounds: 2000,
    perRuntime: false,
    async run({ rounds, seed, progress }) {
      await runSpreadCluster(seed, rounds, progress);
      return `seeds ${seed} to ${seed + rounds - 1}, Deno, Bun, Deno`;
    },
  },
  "cluster-faults": {
    about: "the same while members and servers of NATS are killed, stopped, " +
      "cut off (--only deno|bun|mixed; --servers 1|3; --store memory|file)",
    rounds: 2000,
    perRuntime: false,
    async run(options) {
      const { rounds, seed, only = "mixed", servers = 3, progress } = options;
      const { store = "memory" } = options;
      if (store !== "memory" && store !== "file") {
        throw new Error(`no log is kept in ${store}`);
      }
      const runtimes = CLUSTERS[only];
      if (runtimes === undefined) throw new Error(`no cluster is ${only}`);
      const common = { programs: rounds, seed, progress };
      const faults = await runFaultyPrograms({
        ...common,
        runtimes,
        servers,
        store,
      });
      return `${runtimes}, ${servers} servers of NATS, ${store}, ${faults}`;
    },
  },
  "mesh": property(
    "random networks of GUN relays, which have to agree in the end",
    5000,
    checkMesh,
  ),
  "http-resume": {
    about: "streams over HTTP that are cut at random and resumed",
    rounds: 1000,
    perRuntime: false,
    async run({ rounds, seed, progress }) {
      const resumed = await cutAgainAndAgain(rounds, seed, progress);
      return `${resumed} streams were resumed`;
    },
  },
  "sockets": {
    about: "peers of all dialects that do random things over real sockets",
    rounds: 50,
    perRuntime: true,
    async run({ rounds, seed, runtime, progress }) {
      const half = Math.ceil(rounds / 2);
      const common = { firstSeed: seed, rounds: half };
      await checkSockets(runtime, {
        ...common,
        softBacklog: 1 << 20,
        retries: 0,
        progress,
      });
      await checkSockets(runtime, {
        ...common,
        softBacklog: 400,
        retries: 200,
        progress: (done) => progress(half + done),
      });
      return `seeds ${seed} to ${seed + half - 1}, without and with conflation`;
    },
  },
  "fuzz": {
    about: "mutated and random messages of binary Jet; a round is a message",
    rounds: 1_000_000,
    perRuntime: true,
    async run({ rounds, seed, runtime, only }) {
      const outcome = await fuzz({
        runtime,
        messages: rounds,
        seed,
        only: only === undefined ? undefined : Number(only),
        log: (line) => console.log(line),
      });
      const { failures } = outcome;
      if (failures.length > 0) throw new Error(failures.join("\n"));
      return `seed ${seed}, ${outcome.connections} connections, ` +
        `${outcome.operations} operations of two peers, the longest ` +
        `${outcome.longest.toFixed(1)} ms`;
    },
  },
  "adversary": {
    about: "attacks of strangers, while peers that behave are measured",
    rounds: 1,
    perRuntime: true,
    async run({ rounds, runtime, only, states, seconds, brief, progress }) {
      let attacks = 0;
      for (let round = 0; round < rounds; round++) {
        attacks += await carryOutAll({
          ...{ runtime, only, states, brief },
          ...seconds === undefined ? {} : { seconds },
          log: (line) => console.log(line),
        });
        progress(round + 1);
      }
      return `${attacks} attacks`;
    },
  },
  "outages": {
    about: "networks that drop everything for a minute, peers on each " +
      "runtime (--only deno|bun|node), and of other projects (--only foreign)",
    rounds: 1,
    perRuntime: true,
    async run({ rounds, runtime, only, seconds = 60, progress }) {
      const lines: string[] = [];
      for (let round = 0; round < rounds; round++) {
        for (const peers of ["deno", "bun", "node"] as const) {
          if (only !== undefined && only !== peers) continue;
          const common = { daemon: runtime, peers, heartbeat: 20 };
          for (const row of await outage({ ...common, seconds })) {
            const { transport, noticed, whole } = row;
            lines.push(
              `${peers} ${transport}: noticed after ${noticed.toFixed(1)} s, ` +
                `whole ${whole.toFixed(1)} s after the end`,
            );
            console.log(lines[lines.length - 1]);
          }
        }
        if (only !== undefined && only !== "foreign") continue;
        const times = { deadAfter: 15, short: 8, long: seconds };
        for (const row of await foreignOutages({ runtime, ...times })) {
          const { kind, whole, dropped } = row;
          lines.push(
            `${kind}: whole ${whole.toFixed(1)} s after 8 s, ` +
              `dropped after ${dropped.toFixed(1)} s of ${seconds} s`,
          );
          console.log(lines[lines.length - 1]);
        }
        progress(round + 1);
      }
      return `${lines.length} outages of ${seconds} s`;
    },
  },
  "crowd": {
    about: "1,000 peers that lose their network for a minute at once",
    rounds: 1,
    perRuntime: true,
    async run({ rounds, runtime, seconds = 60, progress }) {
      const peers = 1000;
      for (let round = 0; round < rounds; round++) {
        const outcome = await crowdOutage({ runtime, peers, seconds });
        const { lost, whole, connectionsPerSecond, before, during } = outcome;
        const waits = [before, during].map(({ p99, longest, late }) =>
          `p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(1)} ms ` +
          `(timers late by up to ${late.toFixed(1)} ms)`
        );
        console.log(
          `${lost} lost, whole after ${whole.toFixed(1)} s, at most ` +
            `${connectionsPerSecond} connections a second; sets of a peer ` +
            `beside it: ${waits[0]} before, ${waits[1]} since the outage; ` +
            `the daemon ran for up to ${percent(outcome.ran)} of 250 ms, and ` +
            `had no core for up to ${percent(outcome.starved)}`,
        );
        if (lost < peers || whole > 15) {
          throw new Error("not noticed by all, or not whole within 15 s");
        }
        if (during.longest - during.late > 250) {
          throw new Error("a peer beside it waited longer than 250 ms");
        }
        progress(round + 1);
      }
      return `${peers} peers, ${seconds} s`;
    },
  },
  "proxies": {
    about: "quiet peers behind nginx and haproxy with their default timeouts",
    rounds: 1,
    perRuntime: true,
    async run({ rounds, runtime, seconds = 75, progress }) {
      const lost: string[] = [];
      for (let round = 0; round < rounds; round++) {
        for (const row of await keepQuiet({ runtime, interval: 20, seconds })) {
          const { way, by, lost: count, passed } = row;
          console.log(`${way}, kept open by ${by}: ${count} of 2 lost`);
          if (!passed || (count > 0) !== (by === "nothing")) lost.push(way);
        }
        progress(round + 1);
      }
      if (lost.length > 0) throw new Error(`unexpected: ${lost.join("; ")}`);
      return `${seconds} s of quiet each`;
    },
  },
  "gun-restart": {
    about: "apps of gun that write while the relay, or their link, is down",
    rounds: 10,
    perRuntime: true,
    async run({ rounds, runtime, only, progress }) {
      const lines: string[] = [];
      for (const apps of ["pages", "node"] as const) {
        for (const trouble of TROUBLES) {
          const name = `${apps}-${trouble}`;
          if (only !== undefined && only !== name) continue;
          let agreed = 0;
          let longest = 0;
          for (let round = 0; round < rounds; round++) {
            const outcome = await restart({ runtime, apps, trouble });
            const { missed, readers, seconds } = outcome;
            if (missed === 0) agreed++;
            else console.log(`${name}: ${missed} of ${readers} miss something`);
            longest = Math.max(longest, seconds);
            progress(round + 1);
          }
          lines.push(`${name}: ${agreed} of ${rounds}`);
          console.log(`${lines.at(-1)}, within ${longest.toFixed(1)} s`);
          if (agreed < rounds) throw new Error(lines.join("; "));
        }
      }
      return lines.join("; ");
    },
  },
  "kill-store": kill(
    "SIGKILL for a program that writes to a store of SQLite",
    startWriter,
  ),
  "kill-daemon": kill(
    "SIGKILL for a daemon that has a store of SQLite",
    startDaemon,
  ),
  "kill-keep": {
    about: "SIGKILL for a daemon that keeps values",
    rounds: 200,
    perRuntime: true,
    async run({ rounds, runtime, progress }) {
      if (CAN_TRACE) await traceKeeping(runtime);
      const traced = CAN_TRACE
        ? "strace shows a sync before each answer"
        : "SKIPPED the trace: there is no strace";
      console.log(`${runtime}: ${traced}`);
      const { acknowledged } = await killKeeping(rounds, runtime, progress);
      return `all ${acknowledged} acknowledged values were there; ${traced}`;
    },
  },
};

/** Returns what prints the progress of a run, now and then. */
function progressOf(name: string, rounds: number): (done: number) => void {
  const began = performance.now();
  let printed = began;
  return (done) => {
    const now = performance.now();
    if (now - printed < PROGRESS_INTERVAL_MS) return;
    printed = now;
    const seconds = (now - began) / 1000;
    const left = Math.ceil(seconds / done * (rounds - done));
    console.log(
      `${name}: ${done} of ${rounds} rounds in ${Math.round(seconds)} s, ` +
        `about ${left} s left`,
    );
  };
}

/** Runs one kind; returns whether it passed. */
async function perform(
  name: string,
  run: LongRun,
  runtime: RuntimeName,
  options: Omit<LongOptions, "runtime" | "progress">,
): Promise<boolean> {
  const title = run.perRuntime ? `${name} on ${runtime}` : name;
  const progress = progressOf(title, options.rounds);
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  try {
    const summary = await run.run({ ...options, runtime, progress });
    console.log(
      `ok ${title}: ${options.rounds} rounds in ${seconds()} s, ${summary}`,
    );
    return true;
  } catch (error) {
    console.error(error);
    console.log(`not ok ${title}: failed after ${seconds()} s`);
    return false;
  }
}

function list(): void {
  console.log("deno task test:long NAME [--rounds N] [--seed N] [--runtime R]");
  for (const [name, { about, rounds }] of Object.entries(RUNS)) {
    console.log(`  ${name.padEnd(12)} ${about} (${rounds} rounds)`);
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function numberOf(given: unknown): number | undefined {
  return given === undefined ? undefined : Number(given);
}

/** Runs what the arguments ask for; returns the exit code. */
async function main(given: readonly string[]): Promise<number> {
  const args = parseArgs([...given], {
    string: [
      "rounds",
      "programs",
      "seed",
      "runtime",
      "only",
      "states",
      "seconds",
      "store",
    ],
    boolean: ["brief"],
  });
  const [name] = args._.map(String);
  if (name === undefined) {
    list();
    return 0;
  }
  if (!Object.hasOwn(RUNS, name)) {
    console.error(`there is no long run "${name}"`);
    list();
    return 2;
  }
  const run = RUNS[name];
  const options = {
    rounds: Number(args.rounds ?? args.programs ?? run.rounds),
    seed: Number(args.seed ?? Date.now() >>> 0),
    only: args.only === undefined ? undefined : String(args.only),
    servers: numberOf(args.servers),
    store: args.store === undefined ? undefined : String(args.store),
    states: numberOf(args.states),
    seconds: numberOf(args.seconds),
    brief: args.brief === true,
  };
  const runtimes = run.perRuntime
    ? RUNTIMES.filter((name) => name === (args.runtime ?? name))
    : RUNTIMES.slice(0, 1);
  let [passed, failed] = [0, 0];
  for (const runtime of runtimes) {
    if (await perform(name, run, runtime, options)) passed++;
    else failed++;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
