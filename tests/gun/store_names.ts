/**
 * Exercises: souls, keys, states and ranges.
 *
 * @module
 */
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type Exercise, put, using, write } from "./store_support.ts";
import type { GraphStore, NameRange } from "../../gun/graph/store.ts";
import { seededRandom } from "../support/seeded_random.ts";

const LONG = "long ".repeat(20_000);

// What has an end in some language, an order in another, or a meaning.
const NAMES = [
  "",
  "\0",
  "\0\0",
  "\0a",
  "\x01",
  "\x01\x01",
  "\x01\x02",
  "\x02",
  "a",
  "a\0",
  "a\0b",
  "a\x01",
  "a!",
  "A",
  "%",
  "_",
  "'; DROP TABLE properties; --",
  "__proto__",
  "constructor",
  "é",
  "\ud7ff",
  "\ue000",
  "\ufeffa",
  "\uffff",
  "\ufffd",
  "😀",
  "😀\0😀",
  "\u{10ffff}",
  "\u{10ffff}\u{10ffff}",
  LONG,
  LONG + "\0",
];

const STATES = [
  0,
  -0,
  1,
  -1,
  0.1,
  -1.5,
  1795198243567,
  1795198243567.002,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.EPSILON,
];

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const SORTED = NAMES.toSorted(compare);

async function fill(store: GraphStore): Promise<void> {
  const random = seededRandom(1);
  const names = NAMES.map((name) => ({ name, at: random() }))
    .toSorted((a, b) => a.at - b.at).map(({ name }) => name);
  await Promise.all(names.flatMap((name) => [
    put(store, write("node", name)),
    put(store, write(name, "\0"), write(name, "b")),
  ]));
}

/** Which of some sorted names are in a range whose ends are among them. */
function expected(
  names: string[],
  range: NameRange,
  limit = Infinity,
): string[] {
  const { from, to, prefix = "" } = range;
  const first = from === undefined ? 0 : names.indexOf(from);
  const last = to === undefined ? names.length : names.indexOf(to);
  return names.slice(first, last + 1)
    .filter((name) => name.startsWith(prefix))
    .slice(0, limit);
}

function namesAndOrder(path: (folder: string) => string): Exercise {
  return (folder) =>
    using(path(folder), async (store) => {
      await fill(store);
      for (const name of NAMES) {
        const property = {
          text: JSON.stringify(name),
          state: 1795198243567.002,
        };
        deepEqual(store.property("node", name), property);
        deepEqual([...store.properties(name).keys()], ["\0", "b"]);
        equal(store.has(name), true);
        equal(store.property(name, "c"), undefined);
      }
      deepEqual([...store.properties("node").keys()], SORTED);
      const souls = [...SORTED, "node"].toSorted(compare);
      deepEqual(store.souls(), souls);

      const random = seededRandom(2);
      const pick = () => NAMES[Math.floor(random() * NAMES.length)];
      for (let i = 0; i < 200; i++) {
        const range = {
          from: random() < 0.5 ? pick() : undefined,
          to: random() < 0.5 ? pick() : undefined,
          prefix: random() < 0.5 ? pick() : undefined,
        };
        const limit = random() < 0.5 ? Math.floor(random() * 5) : undefined;
        deepEqual(
          [...store.properties("node", range, limit).keys()],
          expected(SORTED, range, limit),
        );
        deepEqual(store.souls(range, limit), expected(souls, range, limit));
      }
      deepEqual(store.properties("missing"), new Map());
      equal(store.has("missing"), false);
    });
}

async function states(folder: string): Promise<void> {
  const path = `${folder}/gun.db`;
  const random = seededRandom(3);
  const bits = new DataView(new ArrayBuffer(8));
  const all = [...STATES];
  while (all.length < 1000) {
    bits.setUint32(0, random() * 2 ** 32);
    bits.setUint32(4, random() * 2 ** 32);
    const state = bits.getFloat64(0);
    if (Number.isFinite(state)) all.push(state);
  }
  const writes = all.map((state, i) => write("node", `${i}`, null, state));
  const same = (store: GraphStore) =>
    all.every((state, i) =>
      Object.is(store.property("node", `${i}`)?.state, state)
    );
  await using(path, async (store) => {
    await put(store, ...writes);
    ok(same(store));
  });
  ok(await using(path, same));
}

async function illFormed(folder: string): Promise<void> {
  await using(`${folder}/gun.db`, async (store) => {
    const good = put(store, write("a", "b", "good"));
    // A call is kept as a whole or not at all; those beside it are kept.
    const bad = [
      put(store, write("a", "c"), write("\ud800", "b")),
      put(store, write("a", "c"), write("a", "x\udc00")),
      put(store, write("a", "c"), { ...write("a", "b"), text: '"\0"' }),
      put(store, write("a", "c"), write("a", "b", "bad", NaN)),
    ];
    const last = put(store, write("a", "d"));
    for (const call of bad) await rejects(call, /^TypeError: can't be stored/);
    await Promise.all([good, last]);
    equal(store.property("a", "b")?.text, '"good"');
    deepEqual([...store.properties("a").keys()], ["b", "d"]);
    deepEqual(store.souls(), ["a"]);
    // U+FFFD is what they would have become.
    await put(store, write("\ufffd", "\ufffd"));
    equal(store.has("\ud800"), false);
    equal(store.property("\ufffd", "\ud800"), undefined);
    equal(store.properties("\udc00").size, 0);
  });
}

/** Names of the exercises and what they do. */
export const NAME_EXERCISES: Record<string, Exercise> = {
  "any name is kept, in the order of its bytes, on disk": namesAndOrder(
    (folder) => `${folder}/gun.db`,
  ),
  "any name is kept, in the order of its bytes, in memory": namesAndOrder(
    () => ":memory:",
  ),
  "a state keeps every bit": states,
  "what is not Unicode is refused": illFormed,
};
