/**
 * What user interfaces subscribe to.
 *
 * @module
 */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { InvalidArgument, type Row, State, storeOf } from "../../peer.ts";
import { TestBus } from "../../testing.ts";

Deno.test("the store of a path has the value, and tells when it changes", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer();
  const { subscribe, getSnapshot } = storeOf<number>(peer, "a");
  const seen: unknown[] = [];
  const unsubscribe = subscribe(() => seen.push(getSnapshot()));
  await bus.settle();
  assertEquals(seen, [undefined]);
  const state = await bus.state("a", 1);
  await bus.settle();
  state.value = 2;
  await bus.settle();
  await state.remove();
  await bus.settle();
  assertEquals(seen, [undefined, 1, 2, undefined]);
  unsubscribe();
});

Deno.test("a snapshot is the same object until something changes", async () => {
  await using bus = new TestBus();
  const a = await bus.state("x/a", { n: 1 });
  await bus.state("x/b", { n: 1 });
  const peer = await bus.peer();
  const store = storeOf<{ n: number }>(peer, { below: "x" });
  const empty = store.getSnapshot();
  assertEquals(empty, []);
  assertStrictEquals(store.getSnapshot(), empty);
  store.subscribe(() => {});
  await bus.settle();
  const before = store.getSnapshot();
  assertStrictEquals(store.getSnapshot(), before);
  assertEquals(before.map(({ path }) => path), ["x/a", "x/b"]);
  a.value = { n: 2 };
  await bus.settle();
  const after = store.getSnapshot();
  assert(after !== before && after[0] !== before[0]);
  assertStrictEquals(after[1], before[1]);
});

Deno.test("all that is there at first is notified at once", async () => {
  await using bus = new TestBus();
  for (let i = 0; i < 100; i++) await bus.state(`x/${i}`, i);
  const store = storeOf(await bus.peer(), { below: "x" });
  const lengths: number[] = [];
  store.subscribe(() => lengths.push(store.getSnapshot().length));
  await bus.settle();
  assertEquals(lengths, [100]);
});

Deno.test("a store fetches while it has listeners", async () => {
  await using bus = new TestBus();
  const state = await bus.state("a", 1);
  const peer = await bus.peer();
  const store = storeOf<number>(peer, "a");
  const fetches = async () => {
    await bus.settle();
    return bus.peers[0].fetches;
  };
  assertEquals(await fetches(), 0);
  let notified = 0;
  const listener = () => void notified++;
  const first = store.subscribe(listener);
  const second = store.subscribe(listener);
  assertEquals(await fetches(), 1);
  assertEquals(notified, 2);
  first();
  first();
  assertEquals(await fetches(), 1);
  second();
  // Back in the same turn: the fetch goes on.
  const third = store.subscribe(listener);
  assertEquals(await fetches(), 1);
  assertEquals(notified, 2);
  third();
  assertEquals(await fetches(), 0);
  state.value = 2;
  await bus.settle();
  assertEquals([store.getSnapshot(), store.error], [1, undefined]);
  store.subscribe(listener);
  await bus.settle();
  assertEquals(store.getSnapshot(), 2);
});

Deno.test("a sorted store has the rows in order", async () => {
  await using bus = new TestBus();
  const a = await bus.state("a", 1);
  await bus.state("b", 2);
  const peer = await bus.peer();
  const store = storeOf<number>(peer, {
    sort: { byValue: "number", descending: true },
  });
  const seen: string[] = [];
  store.subscribe(() => {
    const rows: readonly Row<number>[] = store.getSnapshot();
    seen.push(rows.map(({ path }) => path).join(" "));
  });
  await bus.settle();
  a.value = 3;
  await bus.settle();
  assertEquals(seen, ["b a", "a b"]);
});

Deno.test("a store goes on after a reconnect", async () => {
  await using bus = new TestBus();
  const state = await bus.state("a", 1);
  const peer = await bus.peer();
  const store = storeOf<number>(peer, "a");
  store.subscribe(() => {});
  await bus.settle();
  await bus.disconnect(peer);
  state.value = 2;
  assertEquals(store.getSnapshot(), 1);
  await bus.advance(200);
  assertEquals(store.getSnapshot(), 2);
});

Deno.test("a store tells why there will be nothing", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer();
  const store = storeOf(peer, { value: { lessThan: {} } });
  let notified = 0;
  store.subscribe(() => notified++);
  await bus.settle();
  assert(store.error instanceof InvalidArgument);
  assertEquals([store.getSnapshot(), notified], [[], 1]);
  const { store: own } = peer.fetch({ value: { lessThan: {} } });
  await bus.settle();
  assert(own.error instanceof InvalidArgument);
});

Deno.test("a fetcher's store begins and ends nothing", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  await owner.add(new State("a", 1));
  const peer = await bus.peer();
  const fetcher = peer.fetch<number>();
  await fetcher.ready;
  const { store } = fetcher;
  assertStrictEquals(fetcher.store, store);
  assertEquals(store.getSnapshot().map(({ value }) => value), [1]);
  let notified = 0;
  store.subscribe(() => notified++)();
  const unsubscribe = store.subscribe(() => notified++);
  const b = await owner.add(new State("b", 2));
  await bus.settle();
  assertEquals(store.getSnapshot().length, 2);
  unsubscribe();
  await b.remove();
  await bus.settle();
  assertEquals(store.getSnapshot().length, 1);
  assert(!fetcher.closed);
});

Deno.test("streams compose with a fetch", async () => {
  await using bus = new TestBus();
  const state = await bus.state("a", 1);
  const peer = await bus.peer();
  const fetcher = peer.fetch<number>({ path: "a" });
  await fetcher.ready;
  for (let i = 2; i <= 5; i++) state.value = i;
  await bus.settle();
  const doubled = fetcher.readable.pipeThrough(
    new TransformStream({
      transform({ value }, controller) {
        if (value !== undefined) controller.enqueue(value * 2);
      },
    }),
  );
  const reader = doubled.getReader();
  const { value } = await reader.read();
  assertEquals(value, 10);
  await reader.cancel();
  await bus.settle();
  assert(fetcher.closed);
});
