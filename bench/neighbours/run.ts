/**
 * Fan-out beside other buses: nats-server (core NATS), Redis (PUBLISH) and
 * Mosquitto (MQTT, QoS 0), each where it is installed. They keep no value for
 * who comes later, route no `set` and check no rights by path, so this is the
 * nearest that each can do. Linux only, because processors are given by
 * `taskset`.
 *
 * ```sh
 * deno run -A bench/neighbours/run.ts --help
 * ```
 *
 * @module
 */
import { parseArgs } from "node:util";
import { readCpu } from "../proc.ts";
import { median } from "../summary.ts";
import { FanOut } from "./fan_out.ts";
import { isInstalled, type Server, SERVERS, start } from "./servers.ts";

const HELP = `Measures fan-out beside other buses, medians of rounds.

deno run -A bench/neighbours/run.ts [options]

  --rounds N      rounds of each case (default 3)
  --seconds N     measured seconds of a round (default 2)
  --subscribers L numbers of subscribers, separated by commas (default 1,10,100)
  --only NAMES    only servers whose names begin so: ${
  SERVERS.map(({ name }) => name).join(", ")
}
  --pinned        the server has one processor, the load the others
  --help          show this`;

/** Messages under way at a time. */
const IN_FLIGHT = 64;
const WARM_UP_S = 0.5;

interface Round {
  /** Notifications a second. */
  readonly rate: number;
  /** Processors that the server kept busy. */
  readonly busy: number;
}

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly pinned: boolean;
}

async function measure(
  server: Server,
  subscribers: number,
  { seconds, pinned }: Options,
): Promise<Round> {
  await using running = await start(server, pinned ? 0 : undefined);
  using fan = await FanOut.create(running.port, server.protocol, subscribers);
  fan.begin(IN_FLIGHT);
  await pause(WARM_UP_S);
  const before = fan.received;
  const cpu = readCpu(running.pid);
  const began = performance.now();
  await pause(seconds);
  const took = performance.now() - began;
  const notifications = fan.received - before;
  const busy = (readCpu(running.pid) - cpu) / took;
  await fan.end();
  return { rate: 1000 * notifications / took, busy };
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}

/** The row of a table: the median, its spread, how it compares, who was busy. */
function row(name: string, rounds: Round[], base: number | null): string {
  const rates = rounds.map(({ rate }) => rate);
  const rate = median(rates);
  if (rate === null) return `| ${name} | – | – | – | – |`;
  const spread = Math.max(...rates.map((one) => Math.abs(one - rate))) / rate;
  const ratio = base === null ? "–" : (rate / base).toFixed(2);
  const busy = median(rounds.map(({ busy }) => busy)) ?? 0;
  const thousands = Math.round(rate / 1000).toLocaleString("en");
  return `| ${name} | ${thousands},000/s | ± ${Math.round(100 * spread)} % | ` +
    `${ratio} | ${Math.round(100 * busy)} % |`;
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: "string", default: "3" },
      seconds: { type: "string", default: "2" },
      subscribers: { type: "string", default: "1,10,100" },
      only: { type: "string" },
      pinned: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const wanted = values.only?.split(",");
  const servers = SERVERS.filter((server) => {
    if (wanted && !wanted.some((name) => server.name.startsWith(name))) {
      return false;
    }
    if (isInstalled(server)) return true;
    console.log(`${server.name} is not installed`);
    return false;
  });
  const options: Options = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    pinned: values.pinned,
  };
  if (options.pinned) keepOff(0);
  let failures = 0;
  for (const subscribers of values.subscribers.split(",").map(Number)) {
    const results = new Map<string, Round[]>();
    for (let n = 1; n <= options.rounds; n++) {
      for (const server of servers) {
        const rounds = results.get(server.name) ?? [];
        results.set(server.name, rounds);
        try {
          rounds.push(await measure(server, subscribers, options));
        } catch (error) {
          failures++;
          console.error(`${server.name}, ${subscribers}: ${error}`);
        }
      }
      console.error(
        `fan-out to ${subscribers}: round ${n} of ${options.rounds}`,
      );
    }
    const base = median(
      results.get("nats-server")?.map(({ rate }) => rate) ?? [],
    );
    console.log(
      `\n| fan-out to ${subscribers} | notifications | spread | ` +
        "of nats-server | CPU |\n|---|---:|---:|---:|---:|",
    );
    for (const [name, rounds] of results) console.log(row(name, rounds, base));
  }
  return failures === 0 ? 0 : 1;
}

/** Leaves a processor to the server. */
function keepOff(cpu: number): void {
  const others = Array.from(
    { length: navigator.hardwareConcurrency },
    (_, n) => n,
  ).filter((n) => n !== cpu);
  const { success } = new Deno.Command("taskset", {
    args: ["-a", "-cp", others.join(","), String(Deno.pid)],
    stdout: "null",
  }).outputSync();
  if (!success) throw new Error("taskset is missing");
}

if (import.meta.main) Deno.exit(await main(Deno.args));
