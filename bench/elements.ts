/**
 * What the things cost that elements say of themselves: the memory of a state
 * with metadata, age, a kept value and so on, and how often kept values can be
 * set. Runs on Deno and Bun.
 *
 * ```sh
 * deno run -A bench/elements.ts
 * bun bench/elements.ts
 * ```
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import process from "node:process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bus } from "../bus/bus.ts";
import { MemoryKeptStore } from "../bus/kept/store.ts";
import { Daemon } from "../daemon.ts";
import { State } from "../peer.ts";
import { Dialects } from "../protocol/dialects/detect.ts";
import { VirtualClock } from "../testing/clock.ts";
import { Failure, UsageError } from "../command_line/errors.ts";
import { CountingLink } from "./counting_link.ts";
import { median } from "./median.ts";
import { plainBus } from "./plain_bus.ts";
import { argumentsOf, runProgram } from "./program.ts";

const HELP =
  `Measures what states cost with metadata, age, a kept value and so on.

deno run -A bench/elements.ts   (or bun; takes no options)`;

const STATES = 50_000;
const ROUNDS = 5;
const SETS = 2000;
/** Sets at once. */
const IN_FLIGHT = [1, 64];

/** What `add` has beside path and value. */
const KINDS: Readonly<Record<string, Record<string, unknown>>> = {
  "a state": {},
  "with metadata of 46 bytes": {
    meta: { title: "Voltage", unit: "V", min: 0, max: 30 },
  },
  "with quality and at": { quality: "good", at: 1764338400000 },
  "with expires": { expires: 60 },
  "with stay": { stay: 60 },
  "with keep, its value kept": { keep: true },
};

/** Memory that is in use when all garbage is gone. */
function memory(): number {
  const collect: unknown = Reflect.get(globalThis, "gc") ??
    Reflect.get(Object(Reflect.get(globalThis, "Bun")), "gc");
  if (typeof collect !== "function") {
    throw new Error("the collector can't be called");
  }
  for (let n = 0; n < 3; n++) collect(true);
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Adds the states; returns what holds them. */
function populated(more: Record<string, unknown>): Bus {
  const clock = new VirtualClock(1000);
  const bus = plainBus(clock, {
    keep: new MemoryKeptStore([], (task) => clock.nextTurn(task)),
  });
  const owner = new CountingLink();
  bus.connect(owner, new Dialects().classic);
  for (let n = 0; n < STATES; n++) {
    const path = `bench/state/${n}`;
    owner.say("add", { path, value: n, ...more });
    if (more.keep) owner.say("change", { path, value: n });
    clock.settle();
  }
  return bus;
}

/** Bytes of each state, if nothing else was measured in this process. */
function bytesHere(more: Record<string, unknown>): number {
  const before = memory();
  const bus = populated(more);
  const bytes = (memory() - before) / STATES;
  if (bus.space.elements.byPath.size !== STATES) throw new Error("not added");
  return bytes;
}

/** The same, in a process of its own. */
function bytesOf(kind: string): number {
  const flags = "Deno" in globalThis
    ? ["run", "-A", "--v8-flags=--expose-gc"]
    : [];
  const program = fileURLToPath(import.meta.url);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, program, kind],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Failure(stderr);
  return Number(stdout);
}

function middle(numbers: readonly number[]): number {
  return median(numbers) ?? NaN;
}

function reportMemory(): void {
  const found = new Map<string, number[]>();
  for (let round = 0; round < 3; round++) {
    for (const kind of Object.keys(KINDS)) {
      found.set(kind, [...found.get(kind) ?? [], bytesOf(kind)]);
    }
  }
  const plain = middle(found.get("a state") ?? []);
  for (const [kind, all] of found) {
    const bytes = middle(all);
    console.log(
      `${kind.padEnd(28)} ${bytes.toFixed(0).padStart(5)} bytes` +
        ` ${(bytes / plain).toFixed(2).padStart(5)}`,
    );
  }
}

/** Sets a second. */
async function setsOf(
  set: (n: number) => Promise<unknown>,
  inFlight: number,
): Promise<number> {
  const count = inFlight === 1 ? SETS / 10 : SETS;
  const begun = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < count) await set(next++);
    }),
  );
  return count * 1000 / (performance.now() - begun);
}

async function reportSets(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "jet-bench-"));
  try {
    const file = join(folder, "kept.db");
    await using daemon = new Daemon({ keep: { patterns: ["kept/#"], file } });
    await using owner = daemon.peer();
    await using peer = daemon.peer();
    await owner.add(new State("plain", 0, { set() {} }));
    for (const inFlight of IN_FLIGHT) {
      const plain: number[] = [];
      const kept: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        plain.push(await setsOf((n) => peer.set("plain", n), inFlight));
        const path = (n: number) => `kept/${n % 100}`;
        kept.push(await setsOf((n) => peer.set(path(n), n), inFlight));
      }
      console.log(
        `${inFlight} in flight: ${middle(kept).toFixed(0)} kept sets/s, ` +
          `${middle(plain).toFixed(0)} of an owner's state, ` +
          `ratio ${(middle(kept) / middle(plain)).toFixed(3)}`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  // The argument is that of its own processes.
  const { positionals } = argumentsOf({ allowPositionals: true });
  const [kind] = positionals;
  if (kind === undefined) {
    reportMemory();
    await reportSets();
  } else if (positionals.length === 1 && Object.hasOwn(KINDS, kind)) {
    console.log(bytesHere(KINDS[kind]));
  } else throw new UsageError(`unexpected argument ${positionals.join(" ")}`);
}

await runProgram(HELP, main);
