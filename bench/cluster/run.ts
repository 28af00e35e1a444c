/**
 * Figures of a cluster: members, load and a server of NATS are processes of
 * their own on this machine. Linux only, because it reads `/proc`.
 *
 * ```sh
 * deno run -A bench/cluster/run.ts --help
 * ```
 *
 * @module
 */
import { seconds, wholeNumber } from "../../command_line/convert.ts";
import { Failure } from "../../command_line/errors.ts";
import { isOnPath } from "../../tests/support/runtimes.ts";
import { stopAll } from "../child.ts";
import { argumentsOf, runProgram } from "../program.ts";
import {
  type Amount,
  type Figures,
  measureAdds,
  measureFanOut,
  measureIdle,
  measureSets,
} from "./cases.ts";
import { BenchCluster } from "./processes.ts";
import { markdown } from "./report.ts";

/** With fewer than ten times those under way a tenth of them takes no time. */
const LEAST_STATES = 10_000;

const HELP = `Measures a cluster of three members, with nats-server on the PATH.

deno run -A bench/cluster/run.ts [options]

  --states N     states that are added (default 100000, at least ${LEAST_STATES})
  --rounds N     rounds of set and fan-out (default 3)
  --seconds N    measured seconds of a round (default 2)
  --out          write RESULTS.md beside this program
  --help         show this

Needs Linux and nats-server (Debian has it).`;

const MEMBERS = 3;

/** The steps are printed on standard error, with the seconds since the start. */
function progress(text: string): void {
  const seconds = (performance.now() / 1000).toFixed(0).padStart(4);
  console.error(`${seconds} s  ${text}`);
}

async function measure(amount: Amount): Promise<Figures> {
  const idle = await measureIdle(amount, progress);
  await using cluster = await BenchCluster.start(MEMBERS);
  const set = await measureSets(cluster, amount, progress);
  const fanOut = await measureFanOut(cluster, amount, progress);
  const adds = await measureAdds(cluster, amount, progress);
  return { amount, idle, set, fanOut, ...adds };
}

async function facts(): Promise<string> {
  const { stdout } = await new Deno.Command("nats-server", {
    args: ["--version"],
  }).output();
  const nats = new TextDecoder().decode(stdout).trim();
  const processors = await Deno.readTextFile("/proc/cpuinfo");
  const model = /^model name\s*:\s*(.*)$/m.exec(processors)?.[1] ?? "unknown";
  return `${MEMBERS} members on Deno ${Deno.version.deno}, one server (${nats}, ` +
    `file store), lease 5 s, ${model}, ${navigator.hardwareConcurrency} CPUs`;
}

async function main(): Promise<void> {
  const { values } = argumentsOf({
    options: {
      states: { type: "string", default: "100000" },
      rounds: { type: "string", default: "3" },
      seconds: { type: "string", default: "2" },
      out: { type: "boolean", default: false },
    },
  });
  const amount: Amount = {
    states: wholeNumber(LEAST_STATES)(values.states, "--states"),
    rounds: wholeNumber(1)(values.rounds, "--rounds"),
    seconds: seconds(3600, 0.05)(values.seconds, "--seconds"),
  };
  if (!isOnPath("nats-server")) throw new Failure("there is no nats-server");
  Deno.addSignalListener("SIGINT", () => {
    stopAll();
    Deno.exit(130);
  });
  const text = markdown(await measure(amount), await facts());
  console.log(text);
  if (!values.out) return;
  const { pathname } = new URL("RESULTS.md", import.meta.url);
  await Deno.writeTextFile(pathname, text);
  await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", pathname],
  }).output();
}

await runProgram(HELP, main);
