/**
 * What a list and a depth-limited fetch cost on a million leaves, and what the
 * leaves and nodes cost: the bus alone, without sockets. Runs on Deno and Bun.
 *
 * ```sh
 * deno run -A bench/hierarchy.ts --help
 * bun bench/hierarchy.ts --help
 * ```
 *
 * @module
 */

import process from "node:process";
import type { Bus } from "../bus/bus.ts";
import { Dialects } from "../protocol/dialects/detect.ts";
import { VirtualClock } from "../testing/clock.ts";
import { CountingLink } from "./counting_link.ts";
import { plainBus } from "./plain_bus.ts";
import { argumentsOf, chosen, names, runProgram } from "./program.ts";

const LEAVES = 1_000_000;
/** A bus with a million leaves. */
class Population {
  readonly #bus: Bus;
  readonly #dialects = new Dialects();
  readonly link: CountingLink;

  constructor(path: (n: number) => string) {
    this.#bus = plainBus(new VirtualClock());
    this.link = this.#connect();
    const owner = this.#connect();
    for (let n = 0; n < LEAVES; n++) {
      owner.ask("add", { path: path(n), value: n });
    }
  }

  get nodes(): number {
    return this.#bus.space.hierarchy.size;
  }

  #connect(): CountingLink {
    const link = new CountingLink();
    this.#bus.connect(link, this.#dialects.classic);
    return link;
  }
}

/** Memory that is in use when all garbage is gone. */
function memory(): number {
  const collect: unknown = Reflect.get(globalThis, "gc") ??
    Reflect.get(Object(Reflect.get(globalThis, "Bun")), "gc");
  if (typeof collect === "function") {
    for (let n = 0; n < 3; n++) collect(true);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Prints the median time of a request, and the size of its response. */
function measure(title: string, link: CountingLink, ask: () => void): void {
  const times: number[] = [];
  const begun = performance.now();
  let [messages, bytes] = [0, 0];
  while (times.length < 5 || performance.now() - begun < 300) {
    const [messagesBefore, bytesBefore] = [link.messages, link.bytes];
    const before = performance.now();
    ask();
    times.push(performance.now() - before);
    messages = link.messages - messagesBefore;
    bytes = link.bytes - bytesBefore;
  }
  times.sort((a, b) => a - b);
  const micros = 1000 * times[Math.floor(times.length / 2)];
  console.log(
    `  ${title.padEnd(52)} ${micros.toFixed(1).padStart(11)} µs ` +
      `${String(messages).padStart(8)} messages ${bytes} bytes`,
  );
}

function report(title: string, path: (n: number) => string): Population {
  const before = memory();
  const begun = performance.now();
  const population = new Population(path);
  const seconds = (performance.now() - begun) / 1000;
  const perLeaf = (memory() - before) / LEAVES;
  console.log(
    `${title}: ${population.nodes} nodes, added in ${seconds.toFixed(2)} s, ` +
      `${perLeaf.toFixed(0)} bytes for each leaf`,
  );
  return population;
}

function fetching(link: CountingLink, params: unknown): () => void {
  return () => {
    link.ask("fetch", { id: "f", ...Object(params) });
    link.ask("unfetch", { id: "f" });
  };
}

function list(link: CountingLink, params: unknown): () => void {
  return () => link.ask("list", params);
}

function many(): void {
  const hundreds = (n: number) => String(n).padStart(6, "0");
  const { link } = report(
    "a million leaves under ten thousand nodes",
    (n) => `top/${hundreds(n).slice(0, 4)}/${hundreds(n).slice(4)}`,
  );
  measure("list of a node of 100", link, list(link, { path: "top/1234" }));
  measure(
    "list of a node of 10,000 nodes, the first 100",
    link,
    list(link, { path: "top", limit: 100 }),
  );
  measure(
    "… the last 100",
    link,
    list(link, { path: "top", from: 9901, limit: 100 }),
  );
  measure("list of the root", link, list(link, {}));
  measure(
    "fetch below a node of 100, depth 1",
    link,
    fetching(link, { below: "top/1234", depth: 1, nodes: true }),
  );
  measure(
    "fetch below the root, depth 1",
    link,
    fetching(link, { below: "", depth: 1, nodes: true }),
  );
  measure(
    "fetch below a node of 10,000 nodes, depth 1",
    link,
    fetching(link, { below: "top", depth: 1, nodes: true }),
  );
  measure(
    "fetch of a pattern that 100 match",
    link,
    fetching(link, { path: { matches: "top/1234/+" } }),
  );
  measure(
    "the same with nodes",
    link,
    fetching(link, { path: { matches: "top/1234/+" }, nodes: true }),
  );
}

function wide(): void {
  const { link } = report("one node with a million leaves", (n) => `top/${n}`);
  for (const limit of [1, 10, 100, 1000, 10_000]) {
    measure(`list, ${limit}`, link, list(link, { path: "top", limit }));
  }
  for (const from of [1000, 10_000, 100_000, 999_901]) {
    const params = { path: "top", from, limit: 100 };
    measure(`list, 100 from ${from}`, link, list(link, params));
  }
  measure("list of the root", link, list(link, {}));
  measure(
    "fetch below the root, depth 1",
    link,
    fetching(link, { below: "", depth: 1, nodes: true }),
  );
  measure(
    "fetch below the node, depth 1",
    link,
    fetching(link, { below: "top", depth: 1, nodes: true }),
  );
}

/** A node for each leaf, against all leaves in one: what a node costs. */
function nodes(): void {
  report("a million leaves, each in a node of its own", (n) => `top/${n}/x`);
}

const PARTS: readonly (() => void)[] = [many, wide, nodes];

const HELP =
  `Measures lists and fetches of a million leaves, and what these cost.

deno run -A bench/hierarchy.ts [PART…]   (or bun)

  PART   only these: ${names(PARTS)}`;

function main(): void {
  const { positionals } = argumentsOf({ allowPositionals: true });
  const wanted = positionals.length === 0 ? undefined : positionals.join(",");
  for (const part of chosen(PARTS, wanted, "PART")) part();
}

await runProgram(HELP, main);
