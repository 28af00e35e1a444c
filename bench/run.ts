/**
 * The benchmark: our daemon on Deno and on Bun beside other buses, under one
 * load: nats-server (core NATS), Redis (PUBLISH), Mosquitto (MQTT, QoS 0), cjet,
 * the daemons of node-jet, and servers without a bus that write the same bytes.
 * Linux only, because it reads `/proc` and pins by `taskset`; its load generator
 * needs a C compiler.
 *
 * ```sh
 * deno run -A bench/run.ts --help
 * ```
 *
 * @module
 */

import { messageOf } from "../base/narrowing.ts";
import { list, oneOf, seconds, wholeNumber } from "../command_line/convert.ts";
import { Awake } from "./awake.ts";
import { calm, DISTURBED } from "./calm.ts";
import { type Case, CASES, takesPart } from "./cases.ts";
import { chart } from "./chart.ts";
import { stopAll } from "./child.ts";
import { type Conditions, measure } from "./measure.ts";
import { argumentsOf, chosen, names, runProgram } from "./program.ts";
import { amount, markdown, type Results, terminal } from "./report.ts";
import { type Sample, Samples } from "./samples.ts";
import {
  cjet,
  isInstalled,
  type Server,
  SERVERS,
  versionOf,
} from "./servers.ts";
import { Generator } from "./stream/load.ts";
import { Summary } from "./summary.ts";
import type { Interval, Outcome } from "./task.ts";

/** Rounds of fewer seconds are no judge of a goal. */
const JUDGING_S = 1;
const readSeconds = seconds(3600, 0.05);

const HELP = `Measures daemons and other buses side by side.

deno run -A bench/run.ts [options]

  --only CASES       only these, separated by commas; the beginning of a name
                     takes all that have it, a whole name only itself:
                     ${names(CASES)}
  --servers NAMES    only these: ${names(SERVERS)}, cjet
  --cjet PATH        measure this executable of cjet too
  --pinned yes|no    whether server and load have one processor each (default
                     both, one after the other)
  --rounds N         how often each case runs with each server (default 3)
  --seconds N        measured seconds of a round (default 2; goals can't be judged
                     with fewer than ${JUDGING_S})
  --quick            one short round, to see that all runs: code is still being
                     compiled, so that no goal is judged
  --samples FILE     keep in FILE what has been measured, and measure only what
                     is not there yet: a long measurement in pieces
  --report           measure nothing, only report what is in --samples
  --out              write RESULTS.md and results.svg beside this program
  --help             show this

Needs Linux, a C compiler (cc) and taskset; chrt keeps the processors awake. What
is missing of the servers is left out: bun, nats-server, redis-server and
mosquitto (Debian's packages have these names, but bun), node and npm. Packages
of Bun and node-jet are installed where they are not.`;

interface Options {
  readonly cases: readonly Case[];
  readonly servers: readonly Server[];
  readonly ways: readonly boolean[];
  readonly rounds: number;
  /** How often a disturbed measurement is tried. */
  readonly attempts: number;
  readonly interval: Interval;
  readonly length: Results["length"];
  readonly samples: string | undefined;
  readonly report: boolean;
  readonly out: boolean;
}

function readOptions(): Options {
  const { values } = argumentsOf({
    options: {
      only: { type: "string" },
      servers: { type: "string" },
      cjet: { type: "string" },
      pinned: { type: "string", default: "yes,no" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      quick: { type: "boolean", default: false },
      samples: { type: "string" },
      report: { type: "boolean", default: false },
      out: { type: "boolean", default: false },
    },
  });
  const { quick, report, samples, out } = values;
  const known = values.cjet === undefined
    ? SERVERS
    : [...SERVERS, cjet(values.cjet)];
  const measured = readSeconds(
    values.seconds ?? (quick ? 0.7 : 2),
    "--seconds",
  );
  return {
    cases: chosen(CASES, values.only, "--only"),
    servers: chosen(known, values.servers, "--servers"),
    ways: list(oneOf(["yes", "no"]))(values.pinned, "--pinned")
      .map((way) => way === "yes"),
    rounds: wholeNumber(1)(values.rounds ?? (quick ? 1 : 3), "--rounds"),
    attempts: quick ? 1 : 3,
    interval: {
      warmUp: quick ? 0.3 : Math.min(1, measured),
      seconds: measured,
    },
    // How long the rounds were that are only reported is not in the samples.
    length: quick
      ? "quick"
      : measured < JUDGING_S && !report
      ? "short"
      : "full",
    ...{ samples, report, out },
  };
}

/** Servers that can run here; says which can't. */
async function prepared(servers: readonly Server[]): Promise<Server[]> {
  const ready: Server[] = [];
  for (const server of servers) {
    try {
      if (!isInstalled(server)) throw new Error("it is not installed");
      await server.prepare?.();
      ready.push(server);
    } catch (error) {
      console.error(`without ${server.name}: ${messageOf(error)}`);
    }
  }
  return ready;
}

/** One round that is due. */
interface Due {
  readonly one: Case;
  readonly server: Server;
  readonly pinned: boolean;
  readonly round: number;
}

/**
 * All rounds, in their order: the servers take turns, and cases that are compared,
 * so that all share good and bad times.
 */
function* due(options: Options, servers: readonly Server[]): Iterable<Due> {
  const { cases, ways, rounds } = options;
  const others = cases.filter(({ beside }) =>
    cases.some(({ name }) => name === beside)
  );
  for (const [n, way] of ways.entries()) {
    for (const one of cases) {
      if (one.unpinned && n > 0 || others.includes(one)) continue;
      const pinned = way && !one.unpinned;
      const compared = others.filter(({ beside }) => beside === one.name);
      for (
        let round = 0;
        round < Math.min(rounds, one.rounds ?? rounds);
        round++
      ) {
        for (const server of servers) {
          for (const each of [one, ...compared]) {
            if (!takesPart(server, each)) continue;
            yield { one: each, server, pinned, round };
          }
        }
      }
    }
  }
}

/** Measures again while others disturb it, and keeps the best try. */
async function quietest(
  { one, server }: Due,
  conditions: Conditions,
  attempts: number,
): Promise<Outcome> {
  let best: Outcome | undefined;
  let least = Infinity;
  for (let n = 0; n < attempts && least > DISTURBED; n++) {
    if (attempts > 1) await calm([...conditions.awake]);
    const outcome = await measure(one, server, conditions);
    const others = outcome.failure ? Infinity : Math.max(
      0,
      ...outcome.measures.map(({ load }) => load?.others ?? 0),
    );
    if (best && others >= least) continue;
    best = outcome;
    least = others;
  }
  return best ?? { measures: [], memory: null, failure: "not tried" };
}

function progress(share: number, { one, server, pinned }: Due, {
  measures,
  failure,
}: Outcome): string {
  const values = one.figures.flatMap(({ name, unit }) => {
    const found = measures.find(({ figure }) => figure === name);
    return found && found.value !== null ? amount(found.value, unit) : [];
  });
  const done = `${Math.round(100 * share)} %`.padStart(5);
  return `${done}  ${one.name}${pinned ? ", pinned" : ""}  ${server.name}: ${
    values.join(", ")
  }${failure ? ` – ${failure.trim()}` : ""}`;
}

async function facts(
  { rounds, interval }: Options,
  servers: readonly Server[],
  awake: boolean,
): Promise<[string, string][]> {
  const processors = await Deno.readTextFile("/proc/cpuinfo");
  const model = /^model name\s*:\s*(.*)$/m.exec(processors)?.[1] ?? "unknown";
  const { total } = Deno.systemMemoryInfo();
  const { seconds, warmUp } = interval;
  return [
    ["processor", `${model}, ${navigator.hardwareConcurrency} CPUs`],
    ["memory", `${Math.round(total / 2 ** 30)} GiB`],
    // Without what a distributor appends.
    ["system", `Linux ${Deno.osRelease().split("-")[0]}`],
    ["CPUs kept awake", awake ? "yes" : "no"],
    ...await Promise.all(
      servers.map(async (server): Promise<[string, string]> => [
        server.name,
        await versionOf(server),
      ]),
    ),
    ["rounds", `${rounds}, each ${seconds} s after ${warmUp} s of warming up`],
  ];
}

/** Writes document and chart, formatted as every file here. */
async function write(results: Results): Promise<void> {
  const file = (name: string) => new URL(name, import.meta.url);
  await Deno.writeTextFile(file("RESULTS.md"), markdown(results));
  await Deno.writeTextFile(file("results.svg"), chart(results.summary));
  await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", file("results.svg").href, file("RESULTS.md").href],
  }).output();
}

async function main(): Promise<number> {
  const options = readOptions();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      stopAll();
      Deno.exit(130);
    });
  }
  const servers = await prepared(options.servers);
  if (servers.length === 0) return 1;
  const samples = new Samples(options.samples);
  using generator = new Generator();
  const awake = new Awake();
  const about = await facts(options, servers, awake.pids.length > 0);
  const results = (): Results => ({
    summary: new Summary(options.cases, samples.all),
    cases: options.cases,
    servers,
    length: options.length,
    facts: about,
  });
  try {
    const all = options.report ? [] : [...due(options, servers)];
    for (const [n, next] of all.entries()) {
      const { one, server, pinned, round } = next;
      const key = { case: one.name, server: server.name, pinned, round };
      if (samples.has(key)) continue;
      const outcome = await quietest(next, {
        generator,
        pinned,
        interval: options.interval,
        awake: awake.pids,
      }, options.attempts);
      const sample: Sample = { ...key, outcome };
      samples.add(sample);
      console.log(progress((n + 1) / all.length, next, outcome));
      // After each case, so that an interrupted run leaves what it has.
      const last = all[n + 1]?.one !== one || all[n + 1]?.pinned !== pinned;
      if (options.out && last) await write(results());
    }
  } finally {
    await awake.stop();
  }
  console.log(`\n${terminal(results())}`);
  if (options.out) await write(results());
  return samples.all.some(({ outcome }) => outcome.failure) ? 1 : 0;
}

if (import.meta.main) await runProgram(HELP, main);
