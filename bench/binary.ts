/**
 * Binary Jet beside JSON, on our own daemon and in the same cases: fan-out and
 * set. Both kinds of peers are connected to the same daemon all the time and
 * take turns, so that a slow second of the machine hits both.
 *
 *     deno run -A bench/binary.ts --help
 *
 * @module
 */
import { list, oneOf, seconds } from "../command_line/convert.ts";
import { UsageError } from "../command_line/errors.ts";
import { Awake } from "./awake.ts";
import { fanOut, type Load, type Ports, sets } from "./binary/loads.ts";
import { BINARY_WIRE, JSON_WIRE, type Wire } from "./binary/wires.ts";
import { Child, stopAll } from "./child.ts";
import { installForBun } from "./install.ts";
import { median } from "./median.ts";
import { readCpu } from "./proc.ts";
import { argumentsOf, runProgram } from "./program.ts";

const PROJECT = new URL("..", import.meta.url);
const RUNTIMES = ["deno", "bun"] as const;
/** Turns of each wire in a case. */
const TURNS = 8;

const HELP = `Compares binary Jet with JSON, on one daemon, in turn.

deno run -A bench/binary.ts [options]

  --only TEXT        only cases with this text in their names, as "fan-out to 10"
  --seconds N        measured seconds of a case (default 8)
  --runtime NAMES    deno, bun, or both, separated by commas (default both)
  --out              write BINARY.md beside this program
  --help             show this

Needs Linux. With Bun, packages are installed where they are missing.`;

/** A daemon of ours. */
interface Daemon {
  readonly pid: number;
  readonly ports: Ports;
  stop(): Promise<void>;
}

async function start(runtime: typeof RUNTIMES[number]): Promise<Daemon> {
  const command = [
    ...(runtime === "deno" ? [Deno.execPath(), "run", "-A"] : ["bun"]),
    ...["daemon.ts", "--port", "0", "--ws-port", "0", "--binary-port", "0"],
    "--no-unix",
  ];
  const child = new Child(
    `Jet on ${runtime === "deno" ? "Deno" : "Bun"}`,
    command,
    { cwd: PROJECT, stdout: true },
  );
  const portOf = async (scheme: string) => {
    const [, port] = await child.printed(
      new RegExp(`${scheme}://.*:(\\d+)\\n`),
    );
    return Number(port);
  };
  try {
    const ports = { JSON: await portOf("tcp"), binary: await portOf("jetb") };
    return { pid: child.pid, ports, stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

type Make = (ports: Ports, wire: Wire) => Promise<Load>;
const numbers = (wire: Wire) =>
  Array.from({ length: 64 }, (_, n) => wire.number(100_000.25 + n));
const texts = (wire: Wire) =>
  Array.from({ length: 64 }, (_, n) =>
    wire.text(JSON.stringify({
      id: 1000 + n,
      name: "channel",
      samples: Array.from({ length: 40 }, (_, i) => i * 1.25 + n),
    })));
/** Measured values, as many digits as they have. */
const samples = (wire: Wire) =>
  Array.from(
    { length: 16 },
    (_, n) =>
      wire.samples(
        Float64Array.from({ length: 128 }, (_, i) => Math.sin(i + n) * 10),
      ),
  );
/** Bytes that no compression makes less. */
const images = (wire: Wire) =>
  Array.from(
    { length: 16 },
    () => wire.bytes(crypto.getRandomValues(new Uint8Array(4096))),
  );

const CASES: readonly (readonly [string, Make])[] = [
  [
    "fan-out to 1, numbers",
    (p, w) => fanOut(p, w, 1, 64, numbers(w)),
  ],
  [
    "fan-out to 10, numbers",
    (p, w) => fanOut(p, w, 10, 64, numbers(w)),
  ],
  [
    "fan-out to 100, numbers",
    (p, w) => fanOut(p, w, 100, 64, numbers(w)),
  ],
  [
    "fan-out to 100, numbers, 1024 in flight",
    (p, w) => fanOut(p, w, 100, 1024, numbers(w)),
  ],
  [
    "fan-out to 10, JSON of 300 bytes",
    (p, w) => fanOut(p, w, 10, 64, texts(w)),
  ],
  ["fan-out to 1, 128 numbers", (p, w) => fanOut(p, w, 1, 64, samples(w))],
  ["fan-out to 10, 128 numbers", (p, w) => fanOut(p, w, 10, 64, samples(w))],
  ["fan-out to 1, 4 KiB of bytes", (p, w) => fanOut(p, w, 1, 64, images(w))],
  ["fan-out to 10, 4 KiB of bytes", (p, w) => fanOut(p, w, 10, 64, images(w))],
  ["set, 1 in flight", (p, w) => sets(p, w, 1, numbers(w))],
  ["set, 100 in flight", (p, w) => sets(p, w, 100, numbers(w))],
  ["set of 128 numbers, 100 in flight", (p, w) => sets(p, w, 100, samples(w))],
  [
    "set of 4 KiB of bytes, 100 in flight",
    (p, w) => sets(p, w, 100, images(w)),
  ],
];

/** One kind of peers in a case, with what its turns brought. */
interface Side {
  readonly load: Load;
  /** Messages a second. */
  readonly rates: number[];
  /** Microseconds of the daemon's CPU for each. */
  readonly costs: number[];
}

async function turn(
  { load, rates, costs }: Side,
  daemon: Daemon,
  seconds: number,
): Promise<void> {
  load.resume();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const from = performance.now();
  const before = load.done();
  const cpu = readCpu(daemon.pid);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const done = load.done() - before;
  const took = performance.now() - from;
  rates.push(done / took * 1000);
  costs.push((readCpu(daemon.pid) - cpu) * 1000 / done);
  await load.pause();
}

/** The cells of a case's row. */
async function measure(
  daemon: Daemon,
  make: Make,
  seconds: number,
): Promise<string[]> {
  const sides: Side[] = [];
  for (const wire of [JSON_WIRE, BINARY_WIRE]) {
    const load = await make(daemon.ports, wire);
    sides.push({ load, rates: [], costs: [] });
  }
  for (const { load } of sides) {
    await turn({ load, rates: [], costs: [] }, daemon, 1);
  }
  for (let n = 0; n < TURNS; n++) {
    for (const side of n % 2 === 0 ? sides : sides.toReversed()) {
      await turn(side, daemon, seconds / 2 / TURNS);
    }
  }
  for (const { load } of sides) load.close();
  const [json, binary] = sides.map(({ rates }) => rates);
  const ratio = median(json.map((rate, n) => binary[n] / rate)) ?? NaN;
  return [
    ...[json, binary].map((rates) =>
      Math.round(median(rates) ?? NaN).toLocaleString("en")
    ),
    ratio.toFixed(2),
    ...sides.map(({ costs }) => (median(costs) ?? NaN).toFixed(2)),
  ];
}

async function main(): Promise<void> {
  const { values } = argumentsOf({
    options: {
      only: { type: "string", default: "" },
      seconds: { type: "string", default: "8" },
      runtime: { type: "string", default: RUNTIMES.join(",") },
      out: { type: "boolean", default: false },
    },
  });
  const time = seconds(3600, 0.1)(values.seconds, "--seconds");
  const runtimes = list(oneOf(RUNTIMES))(values.runtime, "--runtime");
  const cases = CASES.filter(([name]) => name.includes(values.only));
  if (cases.length === 0) {
    const all = CASES.map(([name]) => `“${name}”`).join(", ");
    throw new UsageError(`--only: no ${values.only}; there are ${all}`);
  }
  if (runtimes.includes("bun")) await installForBun(PROJECT);
  const table: string[] = [];
  const report = (cells: readonly string[]) => {
    const line = `| ${cells.join(" | ")} |`;
    table.push(line);
    console.log(line);
  };
  const awake = new Awake();
  try {
    report([
      ...["runtime", "case", "JSON /s", "binary /s", "binary / JSON"],
      ...["µs of the daemon's CPU, JSON", "binary"],
    ]);
    report(Array.from({ length: 7 }, () => "---"));
    for (const runtime of runtimes) {
      for (const [name, make] of cases) {
        const daemon = await start(runtime);
        report([runtime, name, ...await measure(daemon, make, time)]);
        await daemon.stop();
      }
    }
  } finally {
    stopAll();
    await awake.stop();
  }
  if (values.out) await write(table.join("\n"), time);
}

async function write(table: string, time: number): Promise<void> {
  const file = new URL("BINARY.md", import.meta.url);
  await Deno.writeTextFile(
    file,
    `# Binary Jet beside JSON

Measured by \`deno run -A bench/binary.ts --seconds ${time} --out\`. Both kinds of peers are connected to the same daemon and take turns, ${TURNS} each; the ratios count. A number is an f64 in binary and has eight characters in JSON; the 128 numbers are an array of f64, with all their digits in JSON; the 4 KiB are bytes, a data URL in JSON.

${table}

Where the bytes of values dominate, JSON has twice as many of them for numbers and a third more for bytes, and each is looked at. Elsewhere:

- To many fetchers the cost is a write to each socket, whatever is in it. JSON peers whose fetches have one id are written the same memory; the id of a fetch of binary Jet is like no other in the daemon, as the format has it, so that each link writes a copy with its own.
- With one set in flight the time is spent on waking up and on single small reads and writes, not on the message.
- A value that is JSON for both is checked and copied in either form.
`,
  );
  await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", file.href],
  }).output();
}

await runProgram(HELP, main);
