/**
 * CPU that messages cost in one process, through the public face of a checkout:
 * a daemon, peers over local links, and peers of binary Jet over TCP. Prints the nanoseconds of each case as
 * one line of JSON.
 *
 *     deno run -A bench/micro/cases.ts --help
 */
import process from "node:process";
import { checkoutFor } from "../program.ts";

const checkout = checkoutFor(
  `Measures the CPU that messages cost a daemon and its peers, in one process.

deno run -A bench/micro/cases.ts CHECKOUT

  CHECKOUT   the folder of a checkout

Prints nanoseconds by case as a line of JSON. bench/micro/run.ts runs it in two checkouts.`,
);
const jet: typeof import("../../mod.ts") = await import(`${checkout}/mod.ts`);
const { Daemon, Method, Peer, State } = jet;
type Peer = InstanceType<typeof Peer>;
type PeerLink = import("../../peer.ts").PeerLink;

/** CPU nanoseconds of this process. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

const results: Record<string, number> = {};

// The first batches are compiled, not only run.
const BATCHES = 5;

/** Measures what one operation of a batch costs, by the cheapest batch. */
async function measure(
  name: string,
  operations: number,
  run: () => Promise<void>,
): Promise<void> {
  await run();
  let least = Infinity;
  for (let batch = 0; batch < BATCHES; batch++) {
    const before = cpu();
    await run();
    least = Math.min(least, cpu() - before);
  }
  results[name] = least / operations;
}

await using daemon = new Daemon();

/** Changes a state, and waits until each fetch has the last value. */
async function changes(
  name: string,
  owner: Peer,
  client: Peer,
  fetches: number,
  count: number,
): Promise<void> {
  const path = `${name}/${fetches}`;
  const state = await owner.add(new State(path, 0));
  let last = Promise.withResolvers<void>();
  let waiting = 0;
  let target = -1;
  const fetchers = Array.from({ length: fetches }, () =>
    client.fetch(
      { path: { equals: path } },
      ({ value }) => {
        if (value === target && --waiting === 0) last.resolve();
      },
    ));
  await Promise.all(fetchers.map(({ ready }) => ready));
  let value = 0;
  await measure(`${name}, ${fetches} fetches`, count, async () => {
    last = Promise.withResolvers();
    waiting = fetches;
    target = value + count;
    for (let i = 0; i < count; i++) {
      state.value = ++value;
      if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await last.promise;
  });
  await Promise.all(fetchers.map((fetcher) => fetcher.close()));
}

const REQUESTS = 5_000;

/** Sets a state, a hundred times at once. */
async function sets(name: string, owner: Peer, client: Peer): Promise<void> {
  await owner.add(new State(name, 0, { set: () => {} }));
  await measure(name, REQUESTS, async () => {
    for (let i = 0; i < REQUESTS; i += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, n) => client.set(name, i + n)),
      );
    }
  });
}

const owner = daemon.peer();
const client = daemon.peer();
await changes("change", owner, client, 1, 20_000);
await changes("change", owner, client, 100, 1_000);
await sets("set", owner, client);
await owner.add(new Method("call", (args: unknown) => args));
await measure("call", REQUESTS, async () => {
  for (let i = 0; i < REQUESTS; i += 100) {
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => client.call("call", [i + n])),
    );
  }
});
const ELEMENTS = 2_000;
await measure("add and remove", ELEMENTS, async () => {
  const states = Array.from(
    { length: ELEMENTS },
    (_, i) => new State(`element/${i}`, i),
  );
  await Promise.all(states.map((state) => owner.add(state)));
  await Promise.all(states.map((state) => state.remove()));
});
await measure("fetch and unfetch", 500, async () => {
  for (let i = 0; i < 500; i++) {
    const fetcher = client.fetch({ path: { startsWith: "set" } }, () => {});
    await fetcher.ready;
    await fetcher.close();
  }
});

const [{ port }] = await daemon.listen({ binaryPort: 0 });
const address = `jetb://127.0.0.1:${port}`;
const binaryOwner = await Peer.connect(address);
const binaryClient = await Peer.connect(address);
await changes("binary change", binaryOwner, binaryClient, 1, 20_000);
await changes("binary change", binaryOwner, binaryClient, 100, 1_000);
await sets("binary set", binaryOwner, binaryClient);

// What is sent goes nowhere: what remains is the text of a large value.
const sink: PeerLink = {
  onmessage() {},
  onclose() {},
  send(text) {
    if (text.length > 1000) return;
    const { id } = JSON.parse(text);
    const answer = JSON.stringify({ id, result: true });
    queueMicrotask(() => sink.onmessage(answer));
  },
  close() {},
};
const writer = await Peer.connect(() => sink);
const rows = Array.from({ length: 10_000 }, (_, id) => ({
  ...{ id, name: `sensor ${id}`, value: id * 1.25, on: id % 2 === 0 },
  ...{ tags: ["a", "b"], at: { x: id, y: -id } },
}));
const large = await writer.add(new State<unknown>("large", 0));
await measure("1 MB as JSON text, plain", 10, async () => {
  for (let i = 0; i < 10; i++) JSON.stringify(rows);
  await undefined;
});
await measure("1 MB as JSON text, change", 10, async () => {
  for (let i = 0; i < 10; i++) large.value = rows;
  await undefined;
});
console.log(JSON.stringify(results));
process.exit(0);
