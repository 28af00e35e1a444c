import { assert, assertEquals } from "@std/assert";
import { PropertyEntry } from "./entry.ts";
import { CachedGraph, contains } from "./graph.ts";
import { MemoryStore } from "../store/memory_store.ts";
import { compareNames } from "./order.ts";
import type { NameRange } from "./store.ts";
import { Chance } from "../../tests/property/chance.ts";

/** A store that counts reads, and completes writes on demand. */
class LateStore extends MemoryStore {
  reads = 0;
  readonly waiting: (() => void)[] = [];

  constructor() {
    super((task) => task());
  }

  override property(soul: string, key: string) {
    this.reads++;
    return super.property(soul, key);
  }

  override properties(soul: string, range?: NameRange, limit?: number) {
    this.reads++;
    const found = super.properties(soul, range, limit);
    this.loaded += found.size;
    return found;
  }

  loaded = 0;
}

Deno.test("names are ordered as their UTF-8 bytes are", () => {
  const names = [
    "",
    "a",
    "a\0",
    "aa",
    "b",
    "é",
    "\uD7FF",
    "\uFFFD",
    "😀",
    "😁",
  ];
  const bytes = (name: string) =>
    [...new TextEncoder().encode(name)].map((byte) => byte + 100).join("");
  for (const a of names) {
    for (const b of names) {
      const [x, y] = [bytes(a), bytes(b)];
      const expected = x < y ? -1 : x > y ? 1 : 0;
      assertEquals(Math.sign(compareNames(a, b)), expected, `${a} ${b}`);
    }
  }
});

Deno.test("a graph shows what was written, whatever is in memory", () => {
  const names = ["a", "b", "b\0", "c", "é", "\uFFFD", "😀", "__proto__"];
  for (let seed = 1; seed <= 60; seed++) {
    const chance = new Chance(seed);
    const store = new LateStore();
    const graph = new CachedGraph(store, chance.of([0, 1000, 5000, 1 << 20]));
    const truth = new Map<string, Map<string, string>>();
    const underWay: PropertyEntry[][] = [];
    const name = () => chance.of(names) + chance.below(chance.of([1, 90]));
    for (let i = 0; i < 400; i++) {
      chance.weighted([
        [6, () => {
          const soul = chance.of(names);
          const entry = new PropertyEntry(soul, name(), `${i}`, i);
          graph.set(graph.node(soul), entry);
          underWay.push([entry]);
          const node = truth.get(soul) ?? new Map();
          truth.set(soul, node.set(entry.key, entry.text));
        }],
        [4, () => {
          const entries = underWay.shift();
          if (entries === undefined) return;
          store.write(entries, () => entries.forEach((e) => graph.saved(e)));
        }],
        [3, () => graph.trim()],
        [3, () => {
          const [soul, key] = [chance.of(names), name()];
          const found = graph.property(soul, key)?.text;
          assertEquals(found, truth.get(soul)?.get(key), `seed ${seed}`);
        }],
        [2, () => {
          const soul = chance.of(names);
          const range = rangeOf(chance, name);
          const found = [...graph.pages(soul, range, 1 + chance.below(20))]
            .flat().map(([key, { text }]) => [key, text]);
          const expected = [...truth.get(soul) ?? []]
            .filter(([key]) => contains(range, key))
            .sort(([a], [b]) => compareNames(a, b));
          assertEquals(found, expected, `seed ${seed}`);
        }],
        [1, () => {
          const range = rangeOf(chance, () => chance.of(names));
          const expected = [...truth.keys()].sort(compareNames)
            .filter((soul) => contains(range, soul));
          assertEquals(graph.souls(range, 100), expected, `seed ${seed}`);
        }],
      ])();
    }
    for (const entries of underWay) entries.forEach((e) => graph.saved(e));
    assertEquals(graph.unsaved, 0);
    graph.trim();
  }
});

function rangeOf(chance: Chance, name: () => string): NameRange {
  return {
    ...chance.is(0.3) && { from: name() },
    ...chance.is(0.3) && { to: name() },
    ...chance.is(0.3) && { prefix: name().slice(0, 1) },
  };
}

Deno.test("memory is bounded, but for what is not durable", () => {
  const graph = new CachedGraph(new LateStore(), 100_000);
  const entries: PropertyEntry[] = [];
  for (let i = 0; i < 2000; i++) {
    const entry = new PropertyEntry(`s${i}`, "k", "1", 1);
    graph.set(graph.node(entry.soul), entry);
    entries.push(entry);
    graph.trim();
  }
  assert(graph.bytes > 200_000);
  for (const entry of entries) graph.saved(entry);
  for (let i = 0; i < 20; i++) graph.trim();
  assert(graph.bytes <= 100_000, `${graph.bytes}`);
  assert(graph.bytes > 50_000, `${graph.bytes}`);
});

Deno.test("one property of a large node is read without the others", () => {
  const store = new LateStore();
  const writes = Array.from(
    { length: 100_000 },
    (_, i) => ({ soul: "s", key: `k${i}`, text: "1", state: 1 }),
  );
  store.write(writes, () => {});
  const graph = new CachedGraph(store, 1 << 20);
  const node = graph.node("s");
  graph.set(node, new PropertyEntry("s", "k77777", "2", 2));
  assertEquals(graph.property("s", "k77777")?.text, "2");
  assertEquals(graph.property("s", "k5")?.text, "1");
  assert(store.loaded < 100, `${store.loaded} loaded`);
});

Deno.test("what is known to be missing is not looked for again", () => {
  const store = new LateStore();
  const graph = new CachedGraph(store, 1 << 20);
  for (let i = 0; i < 10; i++) {
    assertEquals(graph.property("s", `k${i}`), undefined);
  }
  assertEquals(store.reads, 1);
});

Deno.test("what was lost gives way to what is stored", () => {
  const store = new LateStore();
  store.write([{ soul: "s", key: "k", text: "1", state: 1 }], () => {});
  const graph = new CachedGraph(store, 1 << 20);
  const [second, third] = [2, 3].map((n) =>
    new PropertyEntry("s", "k", `${n}`, n)
  );
  graph.set(graph.node("s"), second);
  graph.set(graph.node("s"), third);
  graph.lost(second);
  assertEquals(graph.property("s", "k")?.text, "3");
  graph.lost(third);
  assertEquals(graph.property("s", "k")?.text, "1");
  assertEquals(graph.unsaved, 0);
});

Deno.test("what is not durable yet comes in pages like the rest", () => {
  const store = new MemoryStore(() => {});
  const graph = new CachedGraph(store, 1 << 20);
  const keys = Array.from({ length: 6000 }, (_, index) => `k${index}`);
  const entries = keys.map((key) => new PropertyEntry("s", key, "1", 1));
  // Some are in the store already.
  store.write(entries.filter((_, index) => index % 3 === 0), () => {});
  for (const [index, entry] of entries.entries()) {
    if (index % 3 !== 0) graph.set(graph.node("s"), entry);
    const { key } = entry;
    graph.set(graph.node(key), new PropertyEntry(key, "a", "1", 1));
  }
  const pages = [...graph.pages("s", {}, 100)];
  assert(pages.every(({ length }) => length <= 101));
  const sorted = keys.toSorted(compareNames);
  assertEquals(pages.flatMap((page) => page.map(([key]) => key)), sorted);
  const souls = graph.souls({ from: "k3", to: "k5" }, 100);
  const from = sorted.indexOf("k3");
  assertEquals(souls, sorted.slice(from, from + 100));
});
