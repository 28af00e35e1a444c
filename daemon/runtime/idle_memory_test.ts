import { assert, assertEquals, fail } from "@std/assert";
import { VirtualClock } from "../../testing/clock.ts";
import { IdleMemory, openMemory } from "./idle_memory.ts";

const INTERVAL_MS = 10_000;
const SHORT_INTERVAL_MS = 500;
const SILENT_HEAP_BYTES = 40 << 20;

Deno.test("memory is given back once after each busy time", () => {
  const clock = new VirtualClock();
  let cpu = 200;
  let trims = 0;
  const trim = () => trims++;
  new IdleMemory({ clock, cpuMs: () => cpu, trim, collect: () => fail() });
  const trimsAfter = (used: number[]) =>
    used.map((ms) => {
      cpu += ms;
      clock.pass(INTERVAL_MS);
      return trims;
    });
  assertEquals(trimsAfter([0, 0]), [1, 1], "after the start");
  assertEquals(trimsAfter([600, 9_000, 400, 400]), [1, 1, 2, 2]);
  assertEquals(trimsAfter([600, 0, 0]), [2, 3, 3]);
});

Deno.test("memory is given back soon after many connections", () => {
  const clock = new VirtualClock();
  let cpu = 0;
  let trims = 0;
  const collections: number[] = [];
  const memory = new IdleMemory({
    clock,
    cpuMs: () => cpu,
    trim: () => trims++,
    collect: (maxHeap) => collections.push(maxHeap),
  });
  const connect = (count: number) => {
    for (let n = 0; n < count; n++) memory.connected();
  };
  clock.pass(INTERVAL_MS);
  assertEquals(trims, 1, "after the start");
  connect(20);
  clock.pass(INTERVAL_MS);
  assertEquals(trims, 1, "few connections are no reason");
  connect(200);
  cpu += 400;
  clock.pass(SHORT_INTERVAL_MS);
  assertEquals(trims, 1, "not while they cost time");
  clock.pass(SHORT_INTERVAL_MS);
  assertEquals([trims, collections], [2, [SILENT_HEAP_BYTES]]);
  connect(64);
  cpu += 20;
  clock.pass(SHORT_INTERVAL_MS);
  assertEquals(collections, [SILENT_HEAP_BYTES, SILENT_HEAP_BYTES / 2]);
  cpu += 400;
  clock.pass(SHORT_INTERVAL_MS);
  clock.pass(SHORT_INTERVAL_MS);
  assertEquals(trims, 3, "other work is no reason to look soon");
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
      openMemory()?.collect(maxHeap);
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
