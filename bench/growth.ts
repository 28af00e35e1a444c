/**
 * What each operation costs as states, peers and fetches grow in number: the
 * bus in this process, in virtual time, over links that only count. Writes
 * GROWTH.md; a line says what the cost grows with if it does.
 *
 *     deno run -A bench/growth.ts --help
 *
 * @module
 */
import process from "node:process";
import type { Bus } from "../bus/bus.ts";
import { Dialects } from "../protocol/dialects/detect.ts";
import { VirtualClock } from "../testing/clock.ts";
import { CountingLink } from "./counting_link.ts";
import { plainBus } from "./plain_bus.ts";
import { argumentsOf, runProgram } from "./program.ts";

const HELP =
  `Measures what each operation costs as states, peers and fetches grow.

deno run -A bench/growth.ts [options]

  --out    write GROWTH.md beside this program
  --help   show this`;

const STATES = [1_000, 10_000, 100_000, 1_000_000];
const PEERS = [1, 10, 100, 1_000, 5_000];
const FETCHES = [1, 10, 100, 1_000, 10_000];
const REPEATS = 5;
/** From this factor on a cost is said to grow. */
const GROWS = 2;

/** A bus with some states of one owner. */
class World {
  readonly clock = new VirtualClock(1000);
  readonly bus: Bus = plainBus(this.clock);
  readonly #classic = new Dialects().classic;
  readonly owner = this.connect();
  #values = 0;

  constructor(readonly states: number) {
    for (let n = 0; n < states; n++) this.add(n);
  }

  connect(): CountingLink {
    const link = new CountingLink();
    this.bus.connect(link, this.#classic);
    return link;
  }

  path(n: number): string {
    return `plant/${n % 100}/${n}/value`;
  }

  say(link: CountingLink, method: string, params: unknown): void {
    link.say(method, params);
    this.clock.settle();
  }

  add(n: number): void {
    this.say(this.owner, "add", { path: this.path(n), value: 0 });
  }

  change(n: number): void {
    const params = { path: this.path(n), value: ++this.#values };
    this.say(this.owner, "change", params);
  }

  fetch(link: CountingLink, id: string, path: unknown): void {
    this.say(link, "fetch", { id, path });
  }

  unfetch(link: CountingLink, id: string): void {
    this.say(link, "unfetch", { id });
  }
}

/** Microseconds of CPU of each of `count` operations: the least of some runs. */
function cost(count: number, run: (n: number) => void): number {
  let least = Infinity;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const before = process.cpuUsage();
    for (let n = 0; n < count; n++) run(repeat * count + n);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / count);
  }
  return least;
}

/** One line: an operation, its costs, and what makes them grow. */
interface Line {
  readonly name: string;
  readonly costs: number[];
  /** Said if it grows. */
  readonly why: string;
}

class Table {
  readonly #lines = new Map<string, Line>();

  note(name: string, value: number, why: string): void {
    const line = this.#lines.get(name) ?? { name, costs: [], why };
    this.#lines.set(name, line);
    line.costs.push(value);
  }

  text(head: string, sizes: readonly number[]): string {
    const cells = (row: readonly string[]) => `| ${row.join(" | ")} |`;
    return [
      cells([head, ...sizes.map((n) => n.toLocaleString("en")), "grows with"]),
      cells(["---", ...sizes.map(() => "---:"), "---"]),
      ...[...this.#lines.values()].map(({ name, costs, why }) => {
        const [first] = costs;
        const last = costs[costs.length - 1];
        const factor = last / first;
        const grows = factor >= GROWS
          ? `${why} (× ${factor.toFixed(factor < 10 ? 1 : 0)})`
          : "nothing";
        return cells([
          name,
          ...costs.map((value) => value.toFixed(value < 100 ? 1 : 0)),
          grows,
        ]);
      }),
    ].join("\n");
  }
}

function progress(text: string): void {
  console.error(text);
}

/** Operations by the number of states. */
function byStates(): string {
  const table = new Table();
  for (const states of STATES) {
    progress(`${states} states`);
    const world = new World(states);
    const { owner } = world;
    const client = world.connect();
    table.note(
      "add and remove a state",
      cost(500, (n) => {
        const path = world.path(states + n);
        world.say(owner, "add", { path, value: 0 });
        world.say(owner, "remove", { path });
      }),
      "caches missed in a larger table",
    );
    table.note(
      "change one without fetches",
      cost(1000, (n) => world.change(n * 7919 % states)),
      "caches missed in a larger table",
    );
    world.fetch(client, "one", { equals: world.path(3) });
    table.note(
      "change one with a fetch",
      cost(1000, () => world.change(3)),
      "caches missed in a larger table",
    );
    table.note(
      "get one by its path",
      cost(1000, (n) =>
        world.say(client, "get", {
          path: { equals: world.path(n * 7919 % states) },
        })),
      "caches missed in a larger table",
    );
    table.note(
      "fetch one by its path, unfetch",
      cost(300, (n) => {
        world.fetch(client, "x", { equals: world.path(n * 7919 % states) });
        world.unfetch(client, "x");
      }),
      "caches missed in a larger table",
    );
    table.note(
      "fetch ten by a prefix, unfetch",
      cost(300, (n) => {
        const path = world.path(n % 10).slice(0, -"/value".length);
        world.fetch(client, "x", { startsWith: `${path}/` });
        world.unfetch(client, "x");
      }),
      "states below the prefix",
    );
    table.note(
      "fetch one by its end, unfetch",
      cost(3, (n) => {
        world.fetch(client, "x", { endsWith: `/${n}/value` });
        world.unfetch(client, "x");
      }),
      "states: each is looked at",
    );
  }
  return table.text("µs, by states", STATES);
}

/** Operations by the number of peers, each with a fetch of the same state. */
function byPeers(): string {
  const table = new Table();
  for (const count of PEERS) {
    progress(`${count} peers`);
    const world = new World(1000);
    const peers = Array.from({ length: count }, () => world.connect());
    table.note(
      "change while all are idle",
      cost(1000, () => world.change(3)),
      "peers",
    );
    table.note(
      "a peer that comes and goes",
      cost(300, () => {
        const link = world.connect();
        world.say(link, "info", {});
        link.end();
        world.clock.settle();
      }),
      "peers",
    );
    for (const peer of peers) world.fetch(peer, "f", { equals: world.path(3) });
    table.note(
      "change that all fetch",
      cost(Math.max(5, 1000 / count), () => world.change(3)),
      "peers: one message each",
    );
    table.note(
      "change of another state",
      cost(1000, () => world.change(4)),
      "peers",
    );
  }
  return table.text("µs, by peers", PEERS);
}

/** Operations by the number of foreign fetches, a hundred for each peer. */
function byFetches(): string {
  const table = new Table();
  for (const count of FETCHES) {
    progress(`${count} fetches`);
    const rules: [string, (n: number) => unknown][] = [
      ["of other paths", (n) => ({ equals: `other/${n}` })],
      ["of other prefixes", (n) => ({ startsWith: `other/${n}/` })],
      ["by their ends", (n) => ({ endsWith: `other${n}` })],
    ];
    for (const [name, rule] of rules) {
      const world = new World(1000);
      let peer = world.connect();
      for (let n = 0; n < count; n++) {
        if (n % 100 === 99) peer = world.connect();
        world.fetch(peer, `f${n}`, rule(n));
      }
      table.note(
        `change beside fetches ${name}`,
        cost(1000, () => world.change(3)),
        "fetches",
      );
      table.note(
        `add and remove beside fetches ${name}`,
        cost(300, (n) => {
          const path = `plant/new/${n}`;
          world.say(world.owner, "add", { path, value: 0 });
          world.say(world.owner, "remove", { path });
        }),
        name === "by their ends" ? "fetches: each is asked" : "fetches",
      );
    }
  }
  return table.text("µs, by fetches", FETCHES);
}

const ABOUT =
  "Measured by `deno run -A bench/growth.ts --out`: microseconds of CPU for each operation, the least of " +
  `${REPEATS} runs, in one process, over links that only count, without sockets; ` +
  "some 2 µs of each are the test's own JSON. The last column says what a cost grows with if the last is at least " +
  `${GROWS} times the first.`;

async function main(): Promise<void> {
  const { values } = argumentsOf({ options: { out: { type: "boolean" } } });
  const document = [
    "# What grows with what",
    ABOUT,
    byStates(),
    byPeers(),
    byFetches(),
  ].join("\n\n") + "\n";
  console.log(document);
  if (!values.out) return;
  const path = new URL("GROWTH.md", import.meta.url).pathname;
  await Deno.writeTextFile(path, document);
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", path] })
    .output();
}

await runProgram(HELP, main);
