import { assert, assertEquals } from "@std/assert";
import { VirtualClock } from "../../testing/clock.ts";
import { openMemory } from "./deno_memory.ts";
import { IdleMemory } from "./idle_memory.ts";

const INTERVAL_MS = 10_000;
const SHORT_INTERVAL_MS = 500;

/** A daemon that uses the processor and is sent messages, and what is done for it. */
function daemon() {
  const clock = new VirtualClock();
  const state = { cpu: 200, messages: 0, trims: 0, collections: 0 };
  const memory = new IdleMemory({
    clock,
    cpuMs: () => state.cpu,
    messages: () => state.messages,
    trim: () => state.trims++,
    collect: () => state.collections++,
  });
  return {
    state,
    connect(count: number) {
      for (let n = 0; n < count; n++) memory.connected();
    },
    pass(ms: number, cpu = 0, messages = 0) {
      state.cpu += cpu;
      state.messages += messages;
      clock.pass(ms);
    },
  };
}

Deno.test("memory is given back once after each busy time", () => {
  const { state, pass } = daemon();
  const trimsAfter = (used: number[]) =>
    used.map((ms) => {
      pass(INTERVAL_MS, ms);
      return state.trims;
    });
  assertEquals(trimsAfter([0, 0]), [1, 1], "after the start");
  assertEquals(trimsAfter([600, 9_000, 400, 400]), [1, 1, 2, 2]);
  assertEquals(trimsAfter([600, 0, 0]), [2, 3, 3]);
  assertEquals(state.collections, 0);
});

Deno.test("memory is given back soon after many connections", () => {
  const { state, connect, pass } = daemon();
  pass(INTERVAL_MS);
  assertEquals(state.trims, 1, "after the start");
  connect(20);
  pass(INTERVAL_MS);
  assertEquals(state.trims, 1, "few connections are no reason");
  connect(200);
  pass(SHORT_INTERVAL_MS, 400);
  assertEquals(state.trims, 1, "not while they cost time");
  pass(SHORT_INTERVAL_MS);
  assertEquals([state.trims, state.collections], [2, 1]);
  pass(SHORT_INTERVAL_MS, 400);
  pass(SHORT_INTERVAL_MS);
  assertEquals(state.trims, 2, "other work is no reason to look soon");
});

Deno.test("garbage of many connections is collected when no peer says anything", () => {
  const { state, connect, pass } = daemon();
  connect(100);
  pass(SHORT_INTERVAL_MS, 1, 3);
  assertEquals([state.trims, state.collections], [1, 0], "three messages");
  pass(SHORT_INTERVAL_MS, 5);
  assertEquals(state.collections, 0, "something else is done");
  pass(SHORT_INTERVAL_MS, 1);
  assertEquals([state.trims, state.collections], [2, 1]);
  pass(INTERVAL_MS);
  assertEquals([state.trims, state.collections], [2, 1], "once");

  connect(100);
  for (let n = 0; n < 4; n++) pass(SHORT_INTERVAL_MS, 1, 1);
  for (let n = 0; n < 4; n++) pass(INTERVAL_MS, 1, 1);
  assertEquals(state.collections, 1, "there are always messages");
  pass(INTERVAL_MS);
  assertEquals(state.collections, 2, "also much later");
});

Deno.test({
  name: "what the C library keeps of freed memory goes to the system",
  ignore: Deno.build.os !== "linux",
  fn() {
    const libc = Deno.dlopen("libc.so.6", {
      malloc: { parameters: ["usize"], result: "pointer" },
      memset: { parameters: ["pointer", "i32", "usize"], result: "pointer" },
      free: { parameters: ["pointer"], result: "void" },
    });
    const { malloc, memset, free } = libc.symbols;
    const BLOCK = 64n << 10n;
    const blocks = Array.from(
      { length: 1000 },
      () => memset(malloc(BLOCK), 1, BLOCK),
    );
    // The last one keeps those below it from going by themselves.
    const last = blocks.pop() ?? null;
    blocks.forEach((block) => free(block));
    const before = Deno.memoryUsage().rss;
    openMemory()?.trim();
    const given = before - Deno.memoryUsage().rss;
    free(last);
    libc.close();
    assert(given > 40 << 20, `${given} bytes`);
  },
});

Deno.test({
  name: "garbage is collected where the heap is small",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const makeGarbage = () => new WeakRef({});
    const collects = async (maxHeap: number) => {
      const garbage = makeGarbage();
      // Until the end of the turn what a reference is made of stays.
      await new Promise((resolve) => setTimeout(resolve));
      openMemory(maxHeap)?.collect();
      return garbage.deref() === undefined;
    };
    const used = Deno.memoryUsage().heapUsed;
    assert(!await collects(used / 2));
    assert(await collects(used * 2));
  },
});

Deno.test({
  name: "the processor time of the process grows by its work",
  ignore: Deno.build.os !== "linux",
  fn() {
    const memory = openMemory();
    assert(memory !== undefined);
    const begun = memory.cpuMs();
    const end = performance.now() + 30;
    while (performance.now() < end);
    const used = memory.cpuMs() - begun;
    // Other threads work too; other programs take the processor.
    assert(used > 5 && used < 1000, `${used} ms`);
  },
});
