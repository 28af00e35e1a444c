/**
 * Rates and dead bands of fetches, in virtual time.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type FetchRules, type Peer, State } from "../../peer.ts";
import { TestBus } from "../../testing.ts";

/** A bus, an owner and what a fetch has reported: when, what, which value. */
class Bench implements AsyncDisposable {
  readonly bus = new TestBus();
  readonly owner: Peer;
  readonly client: Peer;
  events: unknown[][] = [];

  private constructor(owner: Peer, client: Peer, bus: TestBus) {
    this.bus = bus;
    this.owner = owner;
    this.client = client;
  }

  static async begin(): Promise<Bench> {
    const bus = new TestBus();
    return new Bench(await bus.peer(), await bus.peer(), bus);
  }

  async fetch(rules: FetchRules): Promise<void> {
    const fetcher = this.client.fetch(rules, ({ event, path, value }) => {
      this.events.push([this.bus.now, event, path, value]);
    });
    await fetcher.ready;
    this.events = [];
  }

  /** What has been reported since the last call. */
  async taken(): Promise<unknown[][]> {
    await this.bus.settle();
    const { events } = this;
    this.events = [];
    return events;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bus[Symbol.asyncDispose]();
  }
}

Deno.test("rate: the first change comes at once, then the newest of each interval", async () => {
  await using bench = await Bench.begin();
  const { bus, owner } = bench;
  const state = await owner.add(new State("a", 0));
  await bench.fetch({ rate: 10 });
  await bus.advance(1000);
  for (let value = 1; value <= 50; value++) {
    state.value = value;
    await bus.advance(10);
  }
  await bus.advance(1000);
  assertEquals(await bench.taken(), [
    [1000, "change", "a", 1],
    [1100, "change", "a", 10],
    [1200, "change", "a", 20],
    [1300, "change", "a", 30],
    [1400, "change", "a", 40],
    [1500, "change", "a", 50],
  ]);
  state.value = 51;
  assertEquals(await bench.taken(), [[2500, "change", "a", 51]]);
});

Deno.test("rate: each element has its own interval; a wait is never shorter", async () => {
  await using bench = await Bench.begin();
  const { bus, owner } = bench;
  const [a, b] = await Promise.all(
    ["a", "b"].map((path) => owner.add(new State(path, 0))),
  );
  await bench.fetch({ rate: 10 });
  await bus.advance(1000);
  a.value = 1;
  await bus.advance(33);
  b.value = 1;
  a.value = 2;
  b.value = 2;
  await bus.advance(1000);
  assertEquals(await bench.taken(), [
    [1000, "change", "a", 1],
    [1033, "change", "b", 1],
    [1100, "change", "a", 2],
    // Rounded up to the next eighth of an interval.
    [1138, "change", "b", 2],
  ]);
});

Deno.test("rate: add and remove are not held back, and no change comes after", async () => {
  await using bench = await Bench.begin();
  const { bus, owner } = bench;
  const state = await owner.add(new State("a", 0));
  await bench.fetch({ rate: 1 });
  state.value = 1;
  state.value = 2;
  await state.remove();
  await owner.add(new State("a", 3));
  assertEquals((await bench.taken()).map((event) => event.slice(1)), [
    ["change", "a", 1],
    ["remove", "a", 2],
    ["add", "a", 3],
  ]);
  await bus.advance(5000);
  assertEquals(await bench.taken(), []);
});

Deno.test("rate: elements enter and leave by their value at once", async () => {
  await using bench = await Bench.begin();
  const { owner } = bench;
  const state = await owner.add(new State("a", 5));
  await bench.fetch({ rate: 1, value: { greaterThan: 3 } });
  for (const value of [6, 7, 1, 8, 9]) state.value = value;
  assertEquals((await bench.taken()).map((event) => event.slice(1)), [
    ["change", "a", 6],
    ["remove", "a", 1],
    ["add", "a", 8],
    ["change", "a", 9],
  ]);
});

Deno.test("rate: the newest values of many elements arrive", async () => {
  await using bench = await Bench.begin();
  const { bus, owner } = bench;
  const states = await Promise.all(
    Array.from({ length: 600 }, (_, i) => owner.add(new State(`${i}`, 0))),
  );
  await bench.fetch({ rate: 1 });
  for (const value of [1, 2, 3]) {
    for (const state of states) state.value = value;
  }
  assertEquals((await bench.taken()).length, 600);
  await bus.advance(1500);
  const events = await bench.taken();
  assertEquals(events.map((event) => event[3]), Array(600).fill(3));
});

Deno.test("rate: a sorted list comes as a whole at its rate", async () => {
  await using bench = await Bench.begin();
  const { bus, owner, client } = bench;
  const states = await Promise.all(
    ["a", "b", "c"].map((path, i) => owner.add(new State(path, i))),
  );
  const lists: unknown[] = [];
  const fetcher = client.fetch(
    { sort: { byValue: "number", descending: true, to: 2 }, rate: 2 },
    (rows) => {
      lists.push([bus.now, rows.map(({ path, value }) => [path, value])]);
    },
  );
  await fetcher.ready;
  await bus.advance(1000);
  states[0].value = 10;
  await bus.advance(100);
  states[1].value = 20;
  states[2].value = 5;
  await bus.advance(100);
  states[2].value = 30;
  await bus.advance(1000);
  assertEquals(lists, [
    [0, [["c", 2], ["b", 1]]],
    [1000, [["a", 10], ["c", 2]]],
    [1500, [["c", 30], ["b", 20]]],
  ]);
});

Deno.test("dead band: the difference to the last reported number counts", async () => {
  await using bench = await Bench.begin();
  const { owner } = bench;
  const state = await owner.add(new State<unknown>("a", 10));
  await bench.fetch({ deadband: { absolute: 1 } });
  for (const value of [10.5, 11, 11.5, 12, 10.4, "x", "x", 10.4, 10.4, null]) {
    state.value = value;
  }
  assertEquals((await bench.taken()).map((event) => event[3]), [
    11.5,
    10.4,
    "x",
    "x",
    10.4,
    null,
  ]);
});

Deno.test("dead band: in percent, and of a field", async () => {
  await using bench = await Bench.begin();
  const { owner } = bench;
  const state = await owner.add(new State("a", { v: 100, n: 0 }));
  await bench.fetch({ deadband: { percent: 10, field: "v" } });
  state.value = { v: 110, n: 1 };
  state.value = { v: 111, n: 2 };
  state.value = { v: 122, n: 3 };
  state.value = { v: 123, n: 4 };
  assertEquals((await bench.taken()).map((event) => event[3]), [
    { v: 111, n: 2 },
    { v: 123, n: 4 },
  ]);
});

Deno.test("dead band and rate: a value that has come back is not reported", async () => {
  await using bench = await Bench.begin();
  const { bus, owner } = bench;
  const state = await owner.add(new State("a", 0));
  await bench.fetch({ rate: 1, deadband: { absolute: 1 } });
  for (const value of [5, 50, 5.5]) state.value = value;
  await bus.advance(3000);
  assertEquals((await bench.taken()).map((event) => event[3]), [5]);
  for (const value of [7, 5]) state.value = value;
  await bus.advance(3000);
  assertEquals((await bench.taken()).map((event) => event[3]), [7, 5]);
});

Deno.test("dead band: with times, another quality and the end of staleness are reported", async () => {
  await using bench = await Bench.begin();
  const { bus, owner } = bench;
  const state = await owner.add(new State("a", 100, { expires: 1 }));
  const fetcher = bench.client.fetch(
    { times: true, deadband: { absolute: 5 } },
    ({ event, value, quality, stale }) => {
      bench.events.push([event, value, quality, stale]);
    },
  );
  await fetcher.ready;
  bench.events = [];
  await state.change(101, { quality: "bad" });
  await state.change(102, { quality: "bad" });
  await state.change(103);
  assertEquals(await bench.taken(), [
    ["change", 101, "bad", undefined],
    ["change", 103, undefined, undefined],
  ]);
  await bus.advance(1100);
  state.value = 104;
  state.value = 105;
  assertEquals(await bench.taken(), [
    ["stale", 103, undefined, true],
    ["change", 104, undefined, undefined],
  ]);
});

Deno.test("dead band: without times only the value counts", async () => {
  await using bench = await Bench.begin();
  const state = await bench.owner.add(new State("a", 100, { expires: 1 }));
  await bench.fetch({ deadband: { absolute: 5 } });
  await state.change(101, { quality: "bad" });
  await bench.bus.advance(1100);
  await state.change(102);
  assertEquals(await bench.taken(), []);
});

Deno.test("limits: the first whose path matches counts instead of the others", async () => {
  await using bench = await Bench.begin();
  const { bus, owner } = bench;
  const paths = ["alarm/a", "slow/a", "a"];
  const states = await Promise.all(
    paths.map((path) => owner.add(new State(path, 0))),
  );
  await bench.fetch({
    rate: 10,
    limits: [
      { path: { startsWith: "alarm/" } },
      { path: { matches: "slow/#" }, rate: 1, deadband: { absolute: 1 } },
    ],
  });
  for (let value = 1; value <= 4; value++) {
    for (const state of states) state.value = value;
  }
  await bus.advance(2000);
  const events = await bench.taken();
  const valuesOf = (path: string) =>
    events.filter((event) => event[2] === path).map((event) => event[3]);
  assertEquals(paths.map(valuesOf), [[1, 2, 3, 4], [2, 4], [1, 4]]);
});

Deno.test("rate: the timer of a fetch ends with it", async () => {
  await using bench = await Bench.begin();
  const { bus, owner, client } = bench;
  const state = await owner.add(new State("a", 0));
  const events: unknown[] = [];
  const fetcher = client.fetch({ rate: 1 }, ({ value }) => events.push(value));
  await fetcher.ready;
  state.value = 1;
  state.value = 2;
  await bus.settle();
  await fetcher.close();
  await bus.advance(5000);
  assertEquals(events, [0, 1]);
});
