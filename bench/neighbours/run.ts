/**
 * Our daemon beside other buses, under one load: nats-server (core NATS), Redis
 * (PUBLISH), Mosquitto (MQTT, QoS 0), the daemons of node-jet, and servers
 * without a bus that write the same bytes. The first three keep no value for
 * who comes later, route no `set` and check no rights by path, so this is the
 * nearest that each can do. Linux only, because processors are given by
 * `taskset`; the load generator needs a C compiler.
 *
 * ```sh
 * deno run -A bench/neighbours/run.ts --help
 * ```
 *
 * @module
 */
import { parseArgs } from "node:util";
import { median } from "../summary.ts";
import { type Case, CASES } from "./cases.ts";
import { chart } from "./chart.ts";
import { Generator, type Round } from "./load.ts";
import { isInstalled, type Server, SERVERS, start } from "./servers.ts";

const HELP = `Measures beside other buses, medians of rounds.

deno run -A bench/neighbours/run.ts [options]

  --rounds N         rounds of each row (default 3)
  --seconds N        measured seconds of a round (default 2)
  --rows NAMES       only rows of these names, or whose names begin so:
                     ${CASES.map(({ name }) => name).join(", ")}
  --only NAMES       only servers whose names begin so:
                     ${SERVERS.map(({ name }) => name).join(", ")}
  --pinned yes|no    whether server and load have one processor each (default
                     both, one after the other)
  --out              write NEIGHBOURS.md and neighbours.svg
  --help             show this`;

const WARM_UP_S = 0.7;
/** What the others are compared with. */
export const ANCHOR = "nats-server";

/** The rounds of each server in one row. */
export interface Row {
  readonly case: Case;
  readonly pinned: boolean;
  readonly rounds: Map<string, Round[]>;
}

/** Runs one row with one server. */
export async function measure(
  generator: Generator,
  server: Server,
  one: Case,
  { pinned, seconds }: { pinned: boolean; seconds: number },
): Promise<Round> {
  const protocol = server.protocols[one.transport];
  if (!protocol) throw new Error(`${server.name} has no ${one.transport}`);
  await using running = await start(server, pinned ? 0 : undefined);
  return await generator.run(
    one,
    protocol,
    {
      address: running.address(one.transport),
      pid: running.pid,
      cpu: pinned ? 1 : undefined,
    },
    { warmUp: WARM_UP_S, seconds },
  );
}

/** The median of some rounds in the figure of the row; `null` of none. */
export function figureOf(one: Case, rounds: readonly Round[]): number | null {
  return median(rounds.map((round) => round[one.figure]));
}

/** The largest distance of a round from the median, as a share of it. */
export function spreadOf(one: Case, rounds: readonly Round[]): number {
  const middle = figureOf(one, rounds) ?? 0;
  return Math.max(
    ...rounds.map((round) => Math.abs(round[one.figure] - middle)),
  ) / middle;
}

/** How many times better it is than the other. */
export function betterBy(one: Case, value: number, other: number): number {
  return one.figure === "rate" ? value / other : other / value;
}

function can(server: Server, one: Case): boolean {
  const protocol = server.protocols[one.transport];
  return protocol !== undefined &&
    (one.mode === "fan" || protocol.set !== undefined);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** One row as a table. */
function table({ case: one, pinned, rounds }: Row): string {
  const rate = one.figure === "rate";
  const base = (name: string) => figureOf(one, rounds.get(name) ?? []);
  const lines = [...rounds].map(([name, some]) => {
    const value = figureOf(one, some);
    if (value === null) return `| ${name} | – | – | – | – | – | – |`;
    const shown = rate
      ? `${Math.round(value).toLocaleString("en")}/s`
      : `${value.toFixed(0)} µs`;
    const floor = name.startsWith("jet on")
      ? base(name.replace("jet", "bare"))
      : null;
    const anchor = base(ANCHOR);
    const ratio = (other: number | null) =>
      other === null ? "–" : `${betterBy(one, value, other).toFixed(2)}`;
    return `| ${name} | ${shown} | ± ${percent(spreadOf(one, some))} | ${
      ratio(anchor)
    } | ${ratio(floor)} | ${
      percent(median(some.map(({ server }) => server)) ?? 0)
    } | ${percent(median(some.map(({ generator }) => generator)) ?? 0)} |`;
  });
  return [
    `| ${one.name}, ${pinned ? "" : "not "}pinned | ${
      rate ? "a second" : "p50"
    } | spread | of ${ANCHOR} | of bare | server's CPU | load's |`,
    "|---|---:|---:|---:|---:|---:|---:|",
    ...lines,
  ].join("\n");
}

function chosen<T extends { name: string }>(
  all: readonly T[],
  names: string | undefined,
): T[] {
  const wanted = names?.split(",");
  if (wanted === undefined) return [...all];
  const exact = new Set(all.map(({ name }) => name));
  return all.filter(({ name }) =>
    wanted.some((one) => exact.has(one) ? name === one : name.startsWith(one))
  );
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: "string", default: "3" },
      seconds: { type: "string", default: "2" },
      rows: { type: "string" },
      only: { type: "string" },
      pinned: { type: "string", default: "yes,no" },
      out: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const servers = chosen(SERVERS, values.only).filter((server) => {
    if (isInstalled(server)) return true;
    console.log(`${server.name} is not installed`);
    return false;
  });
  for (const server of servers) await server.prepare?.();
  const cases = chosen(CASES, values.rows);
  const rounds = Number(values.rounds);
  const seconds = Number(values.seconds);
  const ways = values.pinned.split(",").map((word) => word === "yes");
  const rows: Row[] = [];
  let failures = 0;
  let done = 0;
  using generator = new Generator();
  for (const pinned of ways) {
    for (const one of cases) {
      const row: Row = { case: one, pinned, rounds: new Map() };
      for (const server of servers) {
        if (can(server, one)) row.rounds.set(server.name, []);
      }
      for (let n = 1; n <= rounds; n++) {
        for (const server of servers) {
          try {
            const some = row.rounds.get(server.name);
            some?.push(
              await measure(generator, server, one, { pinned, seconds }),
            );
          } catch (error) {
            failures++;
            console.error(`${server.name}, ${one.name}: ${error}`);
          }
        }
        done++;
        console.error(
          `${one.name}: round ${n} of ${rounds}, ${
            percent(done / ways.length / cases.length / rounds)
          } of all`,
        );
      }
      rows.push(row);
      console.log(`\n${table(row)}`);
      // After each row, so that an interrupted run leaves what it has.
      if (values.out) await write(rows, rounds, seconds);
    }
  }
  return failures === 0 ? 0 : 1;
}

const ABOUT = `The load comes from a program in C (epoll, a publisher or
requester, and peers that count bytes), so that it is never the slower side
where “load's” is below 100 %. Pinned: the server has one processor, the load the
other one. In each round the servers take turns; figures are medians, and ratios
are how many times better. “Bare” is a server without a bus on the same runtime,
which writes the same bytes: what a bus could reach there. nats-server runs core
NATS, Redis PUBLISH, Mosquitto QoS 0; none of them keeps the value, routes a set
or knows rights by path. 64 messages are under way at a time, in \`one-to-1000\`
and \`set-1\` one.`;

async function write(
  rows: readonly Row[],
  rounds: number,
  seconds: number,
): Promise<void> {
  const file = (name: string) => new URL(`../${name}`, import.meta.url);
  await Deno.writeTextFile(
    file("NEIGHBOURS.md"),
    [
      "# Beside other buses",
      `Measured by \`deno run -A bench/neighbours/run.ts --out\`, ${rounds} ` +
      `rounds of ${seconds} s after ${WARM_UP_S} s of warming up.`,
      ABOUT.replaceAll("\n", " "),
      `![How many times better than ${ANCHOR}](neighbours.svg)`,
      ...rows.map(table),
    ].join("\n\n") + "\n",
  );
  await Deno.writeTextFile(file("neighbours.svg"), chart(rows));
  await new Deno.Command(Deno.execPath(), {
    args: [
      "fmt",
      "--quiet",
      ...["NEIGHBOURS.md", "neighbours.svg"].map(
        (name) => file(name).pathname,
      ),
    ],
  }).output();
}

if (import.meta.main) Deno.exit(await main(Deno.args));
