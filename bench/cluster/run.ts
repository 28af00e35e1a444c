/**
 * Figures of a cluster: three daemons in this process, one nats-server.
 *
 *     deno run -A bench/cluster/run.ts [--states N]
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { Daemon } from "../../daemon.ts";
import { type Peer, State } from "../../peer.ts";
import { NatsServer } from "../../tests/support/nats.ts";

const SETS = 1_000;
const CHANGES = 20_000;
const WATCHERS = 30;
const GROUP = 1_000;

const { states } = parseArgs(Deno.args, {
  string: ["states"],
  default: { states: "20000" },
});
const count = Number(states);

await using nats = await NatsServer.start();

async function member(name: string): Promise<Daemon> {
  const cluster = { servers: [nats.url], name: "bench", lease: 10 };
  const daemon = new Daemon({ name, cluster });
  await daemon.listen({ port: 0 });
  return daemon;
}

function print(what: string, figure: string): void {
  console.log(`${what.padEnd(52)} ${figure}`);
}

/** Milliseconds of the middle one, and of one of a hundred. */
function percentiles(times: number[]): string {
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(times.length * part)];
  return `${at(0.5).toFixed(2)} / ${at(0.99).toFixed(2)} ms`;
}

async function timeSets(peer: Peer, path: string): Promise<string> {
  const times: number[] = [];
  for (let i = 0; i < SETS; i++) {
    const begin = performance.now();
    await peer.set(path, i);
    times.push(performance.now() - begin);
  }
  return percentiles(times);
}

const daemons = await Promise.all(["a", "b", "c"].map(member));
const peers = daemons.map((daemon) => daemon.peer());
const [owner, other] = peers;
const state = await owner.add(new State("s", 0, { set: () => undefined }));
await other.get({ path: { equals: "s" } });
print("set, owner at the same daemon, p50 / p99", await timeSets(owner, "s"));
print("set, owner at another daemon", await timeSets(other, "s"));

const adds: number[] = [];
for (let i = 0; i < 200; i++) {
  const begin = performance.now();
  await owner.add(new State(`one/${i}`, i));
  adds.push(performance.now() - begin);
}
print("add, one after the other, p50 / p99", percentiles(adds));

let begin = performance.now();
const heap = () => Deno.memoryUsage().heapUsed + Deno.memoryUsage().external;
const before = heap();
for (let i = 0; i < count; i += GROUP) {
  await Promise.all(
    Array.from(
      { length: GROUP },
      (_, k) => owner.add(new State(`many/${i + k}`, i + k)),
    ),
  );
}
const seconds = (performance.now() - begin) / 1000;
print(`add, ${GROUP} at a time`, `${Math.round(count / seconds)}/s`);
print(
  "memory a state: owner's peer, and three daemons",
  `${Math.round((heap() - before) / count)} B`,
);

begin = performance.now();
const late = await member("d");
print(
  `a fourth daemon joins ${count} states`,
  `${Math.round(performance.now() - begin)} ms`,
);
begin = performance.now();
const all = await late.peer().get({ path: { startsWith: "many/" } });
print(
  `it gets their values (${all.length})`,
  `${Math.round(performance.now() - begin)} ms`,
);

for (const used of [1, 2, 3]) {
  const watchers = Array.from(
    { length: WATCHERS },
    (_, i) => daemons[i % used].peer(),
  );
  let seen = 0;
  const done = Promise.withResolvers<void>();
  const fetches = watchers.map((peer) =>
    peer.fetch<number>({ path: { equals: "s" } }, ({ value }) => {
      if (value === -used && ++seen === WATCHERS) done.resolve();
    })
  );
  for (const fetch of fetches) await fetch.ready;
  begin = performance.now();
  for (let i = 0; i < CHANGES; i++) {
    state.value = i;
    if (i % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  state.value = -used;
  await done.promise;
  const rate = CHANGES * WATCHERS / (performance.now() - begin) * 1000;
  print(
    `${CHANGES} changes, ${WATCHERS} fetchers at ${used} of the daemons`,
    `${Math.round(rate)} notifications/s`,
  );
  for (const peer of watchers) await peer.close();
}
for (const peer of peers) await peer.close();
for (const daemon of [...daemons, late]) await daemon.close();
