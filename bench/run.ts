/**
 * The benchmark: our daemon on Deno and on Bun beside the daemons of node-jet
 * from npm, under one load. Linux only, because it reads `/proc`.
 *
 * ```sh
 * deno run -A bench/run.ts --help
 * ```
 *
 * @module
 */

import { parseArgs } from "node:util";
import { Awake } from "./awake.ts";
import { calm, DISTURBED } from "./calm.ts";
import { type Case, CASES } from "./cases.ts";
import { chart } from "./chart.ts";
import { amount, markdown, type Results, terminal } from "./report.ts";
import {
  type Daemon,
  isOurs,
  stopAll,
  type Subject,
  SUBJECTS,
} from "./subjects.ts";
import { type Sample, summarise } from "./summary.ts";
import type { Interval, Outcome, Task } from "./task.ts";

const HELP = `Measures Jet daemons side by side.

deno run -A bench/run.ts [options]

  --only CASES       only these, separated by commas; the beginning of a name
                     is enough: ${CASES.map(({ name }) => name).join(", ")}
  --subjects NAMES   only these: ${SUBJECTS.map(({ name }) => name).join(", ")}
  --rounds N         how often each case runs with each subject (default 3)
  --quick            one short round
  --out              write RESULTS.md and results.svg beside this program
  --help             show this`;

/** Time after which a case is aborted. */
const CASE_TIMEOUT_S = 30;

interface Options {
  cases: Case[];
  subjects: Subject[];
  rounds: number;
  /** How often a disturbed measurement is tried. */
  attempts: number;
  interval: Interval;
  out: boolean;
}

/** Something said instead of measuring. */
interface Refusal {
  code: number;
  text: string;
}

/** The options, or what is to be printed instead of measuring. */
function parse(args: string[]): Options | Refusal {
  let flags;
  try {
    flags = parseArgs({
      args,
      options: {
        only: { type: "string" },
        subjects: { type: "string" },
        rounds: { type: "string" },
        quick: { type: "boolean" },
        out: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    return { code: 2, text: message(error) };
  }
  if (flags.help) return { code: 0, text: HELP };
  const cases = chosen(CASES, flags.only);
  const subjects = chosen(SUBJECTS, flags.subjects);
  const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 3));
  if (cases.length === 0) return { code: 2, text: "no such case" };
  if (subjects.length === 0) return { code: 2, text: "no such subject" };
  if (!(Number.isInteger(rounds) && rounds > 0)) {
    return { code: 2, text: "--rounds takes a number from 1" };
  }
  return {
    cases,
    subjects,
    rounds,
    attempts: flags.quick ? 1 : 3,
    interval: flags.quick
      ? { warmUp: 0.3, seconds: 0.7 }
      : { warmUp: 1, seconds: 2 },
    out: flags.out ?? false,
  };
}

function chosen<T extends { name: string }>(all: T[], names?: string): T[] {
  if (names === undefined) return all;
  const wanted = names.split(",").map((name) => name.trim()).filter(Boolean);
  return all.filter(({ name }) =>
    wanted.some((beginning) => name.startsWith(beginning))
  );
}

/** One case against fresh daemons, by a fresh generator. */
async function measure(
  one: Case,
  subject: Subject,
  interval: Interval,
  awake: Awake,
): Promise<Outcome> {
  const daemons: Daemon[] = [];
  try {
    for (let n = 0; n < (one.daemons ?? 1); n++) {
      daemons.push(await subject.start());
    }
    const task: Task = {
      work: one.work(interval),
      dialect: subject.dialect,
      daemons: daemons.map(({ pid, ports }) => ({ pid, ports })),
      awake: awake.pids,
      limit: CASE_TIMEOUT_S,
    };
    const generator = new URL("generator/main.ts", import.meta.url);
    const { success, stdout, stderr } = await new Deno.Command(
      Deno.execPath(),
      {
        args: ["run", "-A", "--no-check", generator.href, JSON.stringify(task)],
        // It ends by itself at the limit; this is for when it can't.
        signal: AbortSignal.timeout(2 * CASE_TIMEOUT_S * 1000),
      },
    ).output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(decoder.decode(stderr));
    const outcome: Outcome = JSON.parse(decoder.decode(stdout));
    return outcome;
  } finally {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
  }
}

/** Subjects that can run here; says which can't. */
async function prepared(subjects: Subject[]): Promise<Subject[]> {
  const ready: Subject[] = [];
  for (const subject of subjects) {
    try {
      await subject.prepare?.();
      await (await subject.start()).stop();
      ready.push(subject);
    } catch (error) {
      console.error(`without ${subject.title}: ${message(error)}`);
    }
  }
  return ready;
}

/**
 * All rounds. The subjects take turns, so that all share good and bad times.
 */
async function play(options: Options, awake: Awake): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const one of options.cases) {
    for (let round = 0; round < options.rounds; round++) {
      for (const subject of options.subjects) {
        if (one.oursOnly && !isOurs(subject)) continue;
        const outcome = await quietest(
          options.attempts,
          async () => {
            if (options.attempts > 1) await calm(awake.pids);
            return await measure(one, subject, options.interval, awake);
          },
        );
        samples.push({ case: one, subject, round, outcome });
        console.log(progress(one, subject, outcome));
      }
    }
  }
  return samples;
}

/** Measures again while others disturb it, and keeps the best try. */
async function quietest(
  attempts: number,
  attempt: () => Promise<Outcome>,
): Promise<Outcome> {
  let best: Outcome | undefined;
  let least = Infinity;
  for (let n = 0; n < attempts && least > DISTURBED; n++) {
    let outcome: Outcome;
    try {
      outcome = await attempt();
    } catch (error) {
      outcome = { measures: [], memory: null, failure: message(error) };
    }
    const others = Math.max(
      0,
      ...outcome.measures.map(({ load }) => load?.others ?? 0),
    );
    if (best && others >= least) continue;
    best = outcome;
    least = others;
  }
  return best ?? { measures: [], memory: null, failure: "not tried" };
}

function progress(one: Case, subject: Subject, outcome: Outcome): string {
  const values = one.figures.flatMap(({ name, unit }) => {
    const found = outcome.measures.find(({ figure }) => figure === name);
    return found && found.value !== null ? amount(found.value, unit) : [];
  });
  const failure = outcome.failure ? ` – ${outcome.failure.trim()}` : "";
  return `${one.name}  ${subject.title}: ${values.join(", ")}${failure}`;
}

async function facts(
  options: Options,
  awake: boolean,
): Promise<[string, string][]> {
  const processors = await Deno.readTextFile("/proc/cpuinfo");
  const model = /^model name\s*:\s*(.*)$/m.exec(processors)?.[1] ?? "unknown";
  const { total } = Deno.systemMemoryInfo();
  const { seconds, warmUp } = options.interval;
  return [
    ["processor", `${model}, ${navigator.hardwareConcurrency} CPUs`],
    ["memory", `${Math.round(total / 2 ** 30)} GiB`],
    // Without what a distributor appends.
    ["system", `Linux ${Deno.osRelease().split("-")[0]}`],
    ["CPUs kept awake", awake ? "yes" : "no"],
    ["load generator", `Deno ${Deno.version.deno}`],
    ...await Promise.all(
      options.subjects.map(async (subject): Promise<[string, string]> => [
        subject.title,
        await subject.runtime(),
      ]),
    ),
    [
      "rounds",
      `${options.rounds}, each ${seconds} s after ${warmUp} s of warming up`,
    ],
  ];
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<number> {
  const options = parse(Deno.args);
  if ("code" in options) {
    if (options.code === 0) console.log(options.text);
    else console.error(`${options.text} (see --help)`);
    return options.code;
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      stopAll();
      Deno.exit(130);
    });
  }
  options.subjects = await prepared(options.subjects);
  if (options.subjects.length === 0) return 1;
  const awake = new Awake();
  const samples = await play(options, awake).finally(() => awake.stop());
  const { cases, subjects } = options;
  const rows = summarise(cases, subjects, samples);
  const results: Results = {
    rows,
    cases,
    subjects,
    samples,
    facts: await facts(options, awake.pids.length > 0),
  };
  console.log(`\n${terminal(results)}`);
  if (options.out) {
    const file = (name: string) => new URL(name, import.meta.url);
    await Deno.writeTextFile(file("RESULTS.md"), markdown(results));
    await Deno.writeTextFile(file("results.svg"), chart(rows, subjects));
    // As `deno fmt` wants every file here to be.
    await new Deno.Command(Deno.execPath(), {
      args: ["fmt", "--quiet", file("results.svg").href],
    }).output();
  }
  return samples.some(({ outcome }) => outcome.failure) ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main());
