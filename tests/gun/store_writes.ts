/**
 * Exercises: order, groups, limits and compaction.
 *
 * @module
 */
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { statSync } from "node:fs";
import { type Exercise, put, using, write } from "./store_support.ts";
import { StoreFull, type Write } from "../../gun/graph/store.ts";
import { seededRandom } from "../support/seeded_random.ts";

async function inOrder(folder: string): Promise<void> {
  for (const path of [`${folder}/gun.db`, ":memory:"]) {
    await using(path, async (store) => {
      const random = seededRandom(4);
      const acknowledged: number[] = [];
      let during = true;
      const count = 3000;
      await new Promise<void>((resolve) => {
        let next = 0;
        const turn = () => {
          for (let i = Math.ceil(random() * 40); i > 0 && next < count; i--) {
            const call = next++;
            const writes = Array.from(
              { length: Math.floor(random() * 3) },
              (_, j) => write(`${call % 7}`, `${j}`, call),
            );
            during = true;
            store.write(writes, (error) => {
              equal(error, null);
              equal(during, false);
              // Acknowledged writes are visible.
              for (const { soul, key } of writes) {
                const property = store.property(soul, key);
                ok(property !== undefined && Number(property.text) >= call);
              }
              if (acknowledged.push(call) === count) resolve();
            });
            during = false;
          }
          if (next < count) setTimeout(turn, random() * 3);
        };
        turn();
      });
      deepEqual(acknowledged, Array.from({ length: count }, (_, i) => i));
    });
  }
}

// As in an executable that was made without the module of the thread.
async function withoutThread(folder: string): Promise<void> {
  const { Worker } = globalThis;
  Reflect.deleteProperty(globalThis, "Worker");
  try {
    await inOrder(folder);
    await manyGroups(`${folder}/groups`);
    await compaction(`${folder}/compaction`);
  } finally {
    Reflect.defineProperty(globalThis, "Worker", {
      value: Worker,
      configurable: true,
      writable: true,
    });
  }
}

// More than one group can take, with other tasks in between.
async function manyGroups(folder: string): Promise<void> {
  await using(`${folder}/gun.db`, async (store) => {
    const order: string[] = [];
    const text = "x".repeat(100_000);
    const all: Promise<unknown>[] = [];
    const note = (name: string) => () => order.push(name);
    const expected: string[] = [];
    for (let i = 0; i < 40; i++) {
      all.push(put(store, write("big", `${i}`, text)).then(note(`w${i}`)));
      expected.push(`w${i}`);
      if (i % 10 === 9) {
        all.push(store.forget(["big"]).then(note(`f${i}`)));
        expected.push(`f${i}`);
      }
    }
    all.push(put(store, write("big", "last")).then(note("last")));
    expected.push("last");
    await Promise.all(all);
    deepEqual(order, expected);
    deepEqual([...store.properties("big").keys()], ["last"]);
  });
}

async function full(folder: string): Promise<void> {
  const limit = 1 << 20;
  const path = `${folder}/gun.db`;
  for (const place of [path, ":memory:"]) {
    await using(place, async (store) => {
      let kept = 0;
      let refused = 0;
      const calls: Promise<void>[] = [];
      for (let i = 0; i < 3000; i++) {
        const call = put(store, ...pair(i, 500));
        calls.push(call.then(() => {
          kept++;
          equal(store.properties(`soul ${i}`).size, 2);
        }, (error) => {
          ok(error instanceof StoreFull);
          equal(error.message, `the store is full: it may take ${limit} bytes`);
          refused++;
          equal(store.has(`soul ${i}`), false);
        }));
        if (i % 100 === 0) await Promise.all(calls);
      }
      await Promise.all(calls);
      ok(kept > 1000 && refused > 1000, `${kept} kept, ${refused} refused`);
      ok(store.bytes <= limit && store.bytes > limit * 0.95, `${store.bytes}`);
      // What takes no more room is kept, beside what does.
      const [soul] = store.souls();
      const first = store.property(soul, "a");
      ok(first !== undefined);
      const same = put(store, { ...first, soul, key: "a", state: 7 });
      const more = put(store, ...pair(5000, 200_000));
      await same;
      await rejects(more, StoreFull);
      equal(store.property(soul, "a")?.state, 7);
      // Room that is given back is used again.
      await store.forget(store.souls().slice(0, 500));
      await put(store, ...pair(5001, 100_000));
      ok(store.bytes <= limit);
    }, limit);
  }
  // A smaller limit than what is there: it can be read and written over.
  await using(path, async (store) => {
    const souls = store.souls();
    await rejects(put(store, ...pair(6000, 500_000)), StoreFull);
    await store.forget(souls.slice(100));
    await store.compact();
    await put(store, write(souls[0], "a", "b"));
    equal(store.property(souls[0], "a")?.text, '"b"');
  }, limit / 2);
}

function pair(i: number, size: number): Write[] {
  const soul = `soul ${i}`;
  return [write(soul, "a", "x".repeat(size)), write(soul, "b", "y")];
}

async function compaction(folder: string): Promise<void> {
  const path = `${folder}/gun.db`;
  await using(path, async (store) => {
    const souls = Array.from({ length: 5000 }, (_, i) => `soul ${i}`);
    await Promise.all(
      souls.map((soul) => put(store, write(soul, "k", "x".repeat(800)))),
    );
    const large = store.bytes;
    ok(large > 4_000_000);
    await store.forget(souls.slice(10));
    equal(store.bytes, large);
    deepEqual(store.souls(), souls.slice(0, 10).toSorted());
    // Written beside it, before and after.
    const before = put(store, write("soul 0", "k", "before"));
    const compacted = store.compact();
    const after = put(store, write("soul 1", "k", "after"));
    await Promise.all([before, compacted, after]);
    ok(store.bytes < 100_000, `${store.bytes}`);
    await store.compact();
    equal(statSync(path).size, store.bytes);
    equal(statSync(`${path}-wal`).size, 0);
    equal(store.property("soul 0", "k")?.text, '"before"');
    equal(store.property("soul 1", "k")?.text, '"after"');
  });
}

// The same properties over and over: neither file nor log may grow with it.
async function bounded(folder: string): Promise<void> {
  const path = `${folder}/gun.db`;
  await using(path, async (store) => {
    for (let round = 0; round < 60; round++) {
      const calls: Promise<void>[] = [];
      for (let i = 0; i < 300; i++) {
        const text = `${round}`.padEnd(4000 + (round * i) % 500, "x");
        calls.push(put(store, write(`soul ${i}`, "k", text)));
      }
      await Promise.all(calls);
      store.souls();
    }
    ok(store.bytes < 8_000_000, `${store.bytes}`);
    const log = statSync(`${path}-wal`).size;
    ok(log < 40_000_000, `log of ${log}`);
    // When nothing happens the log is written back.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    equal(statSync(`${path}-wal`).size, 0);
  });
}

/** Names of the exercises and what they do. */
export const WRITE_EXERCISES: Record<string, Exercise> = {
  "writes are acknowledged in order, and are visible then": inOrder,
  "tasks of all kinds are done in order": manyGroups,
  "a full store refuses what would make it grow": full,
  "compaction makes the file small": compaction,
  "it is written without a thread of its own": withoutThread,
  "written over and over it does not grow": bounded,
};
