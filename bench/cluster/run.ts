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
import { parseArgs } from "node:util";
import { stopAll } from "../servers.ts";
import {
  type Figures,
  measureAdds,
  measureFanOut,
  measureIdle,
  measureSets,
} from "./cases.ts";
import { BenchCluster } from "./processes.ts";
import { markdown } from "./report.ts";

const HELP = `Measures a cluster of three members, with nats-server on the PATH.

deno run -A bench/cluster/run.ts [options]

  --states N     states that are added (default 100000)
  --rounds N     rounds of set and fan-out (default 3)
  --seconds N    measured seconds of a round (default 2)
  --out          write RESULTS.md beside this program
  --help         show this`;

const { values } = parseArgs({
  options: {
    states: { type: "string", default: "100000" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    out: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const MEMBERS = 3;

/** The steps are printed on standard error, with the seconds since the start. */
function progress(text: string): void {
  const seconds = (performance.now() / 1000).toFixed(0).padStart(4);
  console.error(`${seconds} s  ${text}`);
}

async function measure(): Promise<Figures> {
  const amount = {
    states: Number(values.states),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
  };
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

if (values.help) {
  console.log(HELP);
} else {
  Deno.addSignalListener("SIGINT", () => {
    stopAll();
    Deno.exit(130);
  });
  const text = markdown(await measure(), await facts());
  console.log(text);
  if (values.out) {
    const { pathname } = new URL("RESULTS.md", import.meta.url);
    await Deno.writeTextFile(pathname, text);
    await new Deno.Command(Deno.execPath(), {
      args: ["fmt", "--quiet", pathname],
    }).output();
  }
}
