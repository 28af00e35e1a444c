/**
 * Measures this project's relay on Deno and on Bun beside gun's own from npm,
 * with and without AXE, case by case, one after the other in interleaved
 * rounds. See `--help`.
 *
 * @module
 */
import { messageOf } from "../../base/narrowing.ts";
import { wholeNumber } from "../../command_line/convert.ts";
import { Awake } from "../awake.ts";
import { calm, DISTURBED } from "../calm.ts";
import { stopAll } from "../child.ts";
import { argumentsOf, chosen, names, runProgram } from "../program.ts";
import type { Outcome } from "../task.ts";
import { type Case, CASES } from "./cases.ts";
import { amount, markdown, type Results, terminal } from "./report.ts";
import { type Relay, type Subject, SUBJECTS } from "./subjects.ts";
import { type Sample, summarise } from "./summary.ts";
import { type Task, WARM_UP } from "./task.ts";

const HELP = `Measures relays for GUN side by side.

deno run -A bench/gun/run.ts [options]

  --only CASES       only these, separated by commas; the beginning of a name
                     takes all that have it, a whole name only itself:
                     ${names(CASES)}
  --subjects NAMES   only these: ${names(SUBJECTS)}
  --rounds N         how often each case runs with each relay (default 3; those
                     that take long run twice)
  --quick            one short round, to see that all runs; no aim is judged
  --out              write RESULTS.md beside this program
  --help             show this

Needs Linux; bun, node and npm where their relays are wanted. What is missing of
packages is installed.`;

/** Time after which a case is aborted. */
const CASE_TIMEOUT_S = 60;
/** Limit of the waits for an idle machine, of all cases together. */
const MAX_TOTAL_WAIT_MS = 60_000;

interface Options {
  cases: readonly Case[];
  subjects: readonly Subject[];
  rounds: number;
  quick: boolean;
  /** Whether the rounds were given, and hold for all cases. */
  strict: boolean;
  seconds: number;
  out: boolean;
}

function readOptions(): Options {
  const { values } = argumentsOf({
    options: {
      only: { type: "string" },
      subjects: { type: "string" },
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      out: { type: "boolean", default: false },
    },
  });
  const { quick, out } = values;
  return {
    cases: chosen(CASES, values.only, "--only"),
    subjects: chosen(SUBJECTS, values.subjects, "--subjects"),
    rounds: wholeNumber(1)(values.rounds ?? (quick ? 1 : 3), "--rounds"),
    strict: values.rounds !== undefined,
    seconds: quick ? 0.7 : 1.5,
    ...{ quick, out },
  };
}

/** One case against a fresh relay, by a fresh generator. */
async function measure(
  one: Case,
  subject: Subject,
  seconds: number,
  awake: Awake,
): Promise<Outcome> {
  let relay: Relay | undefined;
  try {
    relay = await subject.start();
    const task: Task = {
      work: one.work(seconds),
      pid: relay.pid,
      port: relay.port,
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
  } catch (error) {
    return { measures: [], memory: null, failure: messageOf(error) };
  } finally {
    await relay?.stop();
  }
}

/** Relays that can run here; says which can't. */
async function prepared(subjects: readonly Subject[]): Promise<Subject[]> {
  const ready: Subject[] = [];
  for (const subject of subjects) {
    try {
      await subject.prepare?.();
      await (await subject.start()).stop();
      ready.push(subject);
    } catch (error) {
      console.error(`without ${subject.title}: ${messageOf(error)}`);
    }
  }
  return ready;
}

/** All rounds. The relays take turns, so that all share good and bad times. */
async function play(options: Options, awake: Awake): Promise<Sample[]> {
  const samples: Sample[] = [];
  const { cases, subjects, rounds, quick, strict, seconds } = options;
  let waited = 0;
  for (let round = 0; round < rounds; round++) {
    for (const one of cases) {
      if (!strict && one.rounds !== undefined && round >= one.rounds) continue;
      for (const subject of subjects) {
        if (!quick && waited < MAX_TOTAL_WAIT_MS) {
          const began = performance.now();
          await calm(awake.pids);
          waited += performance.now() - began;
        }
        let outcome = await measure(one, subject, seconds, awake);
        if (
          !quick && waited < MAX_TOTAL_WAIT_MS && others(outcome) > DISTURBED
        ) {
          const again = await measure(one, subject, seconds, awake);
          if (others(again) < others(outcome)) outcome = again;
        }
        samples.push({ case: one, subject, round, outcome });
        console.log(progress(one, subject, outcome));
      }
    }
  }
  return samples;
}

/** What others took of the CPUs while it was measured. */
function others({ measures }: Outcome): number {
  return Math.max(0, ...measures.map(({ load }) => load?.others ?? 0));
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
  { subjects, rounds, seconds }: Options,
  awake: boolean,
): Promise<[string, string][]> {
  const processors = await Deno.readTextFile("/proc/cpuinfo");
  const model = /^model name\s*:\s*(.*)$/m.exec(processors)?.[1] ?? "unknown";
  const { total } = Deno.systemMemoryInfo();
  return [
    ["processor", `${model}, ${navigator.hardwareConcurrency} CPUs`],
    ["memory", `${Math.round(total / 2 ** 30)} GiB`],
    // Without what a distributor appends.
    ["system", `Linux ${Deno.osRelease().split("-")[0]}`],
    ["CPUs kept awake", awake ? "yes" : "no"],
    ["load generator", `Deno ${Deno.version.deno}`],
    ...await Promise.all(
      subjects.map(async (subject): Promise<[string, string]> => [
        subject.title,
        await subject.runtime(),
      ]),
    ),
    ["rounds", `${rounds}, each ${seconds} s after ${WARM_UP} s of warming up`],
  ];
}

async function main(): Promise<number> {
  const options = readOptions();
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
  const { cases, subjects, quick } = options;
  const results: Results = {
    rows: summarise(cases, subjects, samples),
    subjects,
    quick,
    facts: await facts(options, awake.pids.length > 0),
  };
  console.log(`\n${terminal(results)}`);
  if (options.out) {
    const file = new URL("RESULTS.md", import.meta.url);
    await Deno.writeTextFile(file, markdown(results));
  }
  return samples.some(({ outcome }) => outcome.failure) ? 1 : 0;
}

if (import.meta.main) await runProgram(HELP, main);
