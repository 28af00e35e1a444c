/**
 * What 10,000 fetches are sent, and what that costs, if the states that they
 * follow change more and more often; with a rate and without. The bus runs in
 * this process, in virtual time and over links that only count: so the numbers
 * of messages don't depend on the machine.
 *
 *     deno run -A bench/rate.ts
 */
import process from "node:process";
import { Dialects } from "../protocol/dialects/detect.ts";
import { VirtualClock } from "../testing/clock.ts";
import { CountingLink } from "./counting_link.ts";
import { plainBus } from "./plain_bus.ts";
import { argumentsOf, runProgram } from "./program.ts";

const HELP = `Measures what fetches with a rate are sent, and what that costs.

deno run -A bench/rate.ts   (takes no options)`;

const PEERS = 100;
const FETCHES_OF_PEER = 100;
const STATES = 1000;
const SECONDS = 4;
const RATE = 10;
const CHANGES_A_SECOND = [5_000, 10_000, 50_000, 100_000];

/** CPU nanoseconds of this process. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

interface Figures {
  /** Messages a second of virtual time. */
  readonly sent: number;
  /** Bytes of these. */
  readonly bytes: number;
  /** CPU nanoseconds of each change. */
  readonly ns: number;
}

function measure(
  rate: number | undefined,
  changes: number,
  peerCount = PEERS,
): Figures {
  const clock = new VirtualClock(1000);
  const bus = plainBus(clock, { softBacklog: 1 << 20, hardBacklog: 1 << 24 });
  const { classic } = new Dialects();
  const connect = () => {
    const link = new CountingLink();
    bus.connect(link, classic);
    return link;
  };
  const owner = connect();
  for (let i = 0; i < STATES; i++) {
    owner.say("add", { path: `state/${i}`, value: 0 });
    clock.settle();
  }
  const peers = Array.from({ length: peerCount }, connect);
  for (const [p, peer] of peers.entries()) {
    for (let i = 0; i < FETCHES_OF_PEER; i++) {
      const path = `state/${(p * FETCHES_OF_PEER + i) % STATES}`;
      peer.say("fetch", { id: i, path: { equals: path }, rate });
      clock.settle();
    }
  }
  let next = 0;
  const run = (seconds: number) => {
    const eachMs = changes / 1000;
    for (let ms = 0; ms < seconds * 1000; ms++) {
      for (let i = 0; i < eachMs; i++) {
        const path = `state/${next++ % STATES}`;
        owner.say("change", { path, value: next });
      }
      clock.settle();
      clock.pass(1);
    }
  };
  const sum = (of: "messages" | "bytes") =>
    peers.reduce((total, peer) => total + peer[of], 0);
  // The first second also warms up.
  run(1);
  const [messages, bytes, begun] = [sum("messages"), sum("bytes"), cpu()];
  run(SECONDS);
  const ns = (cpu() - begun) / (changes * SECONDS);
  return {
    sent: (sum("messages") - messages) / SECONDS,
    bytes: (sum("bytes") - bytes) / SECONDS,
    ns,
  };
}

function row(cells: readonly (string | number)[]): void {
  const texts = cells.map((cell) =>
    typeof cell === "string" ? cell : Math.round(cell).toLocaleString("en")
  );
  console.log(`| ${texts.join(" | ")} |`);
}

function main(): void {
  argumentsOf({});
  row([
    "changes/s",
    `sent/s with rate ${RATE}`,
    "bytes/s",
    "µs a change",
    "sent/s without",
    "bytes/s",
    "µs a change",
  ]);
  row(["---:", "---:", "---:", "---:", "---:", "---:", "---:"]);
  // CPU nanoseconds of a second with a rate, by the number of its changes.
  const cpuOf = new Map<number, number>();
  for (const changes of CHANGES_A_SECOND) {
    const limited = measure(RATE, changes);
    cpuOf.set(changes, limited.ns * changes);
    const free = measure(undefined, changes);
    const micros = ({ ns }: Figures) => (ns / 1000).toFixed(2);
    row([
      changes,
      limited.sent,
      limited.bytes,
      micros(limited),
      free.sent,
      free.bytes,
      micros(free),
    ]);
  }

  // From here on, what is sent stays the same: further changes are marked only.
  const [low, high] = CHANGES_A_SECOND.slice(-2);
  const further = ((cpuOf.get(high) ?? 0) - (cpuOf.get(low) ?? 0)) /
    (high - low);
  const bare = measure(undefined, high, 0).ns;
  const fetches = PEERS * FETCHES_OF_PEER / STATES;
  console.log(
    `A further change takes ${further.toFixed(0)} ns: ${bare.toFixed(0)} ns ` +
      `without fetches, and ${
        ((further - bare) / fetches).toFixed(0)
      } ns for ` +
      `the mark of each of its ${fetches} fetches.`,
  );
}

await runProgram(HELP, main);
