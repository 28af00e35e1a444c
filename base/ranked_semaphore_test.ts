import { assertEquals } from "@std/assert";
import { RankedSemaphore } from "./ranked_semaphore.ts";

/** Runs tasks of these ranks while one runs; returns those that were run. */
async function order(
  ranks: readonly number[],
  maxWaiting: number,
  ended: readonly number[] = [],
): Promise<number[]> {
  const semaphore = new RankedSemaphore(1, maxWaiting);
  const begun: number[] = [];
  const gate = Promise.withResolvers<void>();
  const first = semaphore.run(
    { rank: () => 0, ended: false },
    () => gate.promise,
  );
  const rest = ranks.map((rank, i) =>
    semaphore.run({ rank: () => rank, ended: ended.includes(i) }, () => {
      begun.push(i);
      return Promise.resolve(i);
    })
  );
  gate.resolve();
  await first;
  const results = await Promise.all(rest);
  assertEquals(
    results.filter((i) => i !== undefined),
    begun.toSorted((a, b) => a - b),
  );
  return begun;
}

Deno.test("the lowest rank is next; of 0 the first, of others the last", async () => {
  assertEquals(await order([1, 0, 1, 0], 10), [1, 3, 2, 0]);
});

Deno.test("who has ended is left out", async () => {
  assertEquals(await order([1, 0, 1, 0], 10, [1, 2]), [3, 0]);
});

Deno.test("where too many wait, the highest rank is refused", async () => {
  assertEquals(await order([1, 0, 1, 0], 2), [1, 3]);
  assertEquals(await order([1, 1, 1], 2), [2, 1]);
  assertEquals(await order([0, 0, 0], 2), [0, 1]);
  assertEquals(await order([1, 0, 1], 2, [0]), [1, 2]);
});

Deno.test("where very many wait, some places are made free at once", async () => {
  const COUNT = 65;
  let ranked = 0;
  const semaphore = new RankedSemaphore(1, 64);
  const gate = Promise.withResolvers<void>();
  const tasks = Array.from({ length: COUNT }, (_, i) => {
    const rank = () => {
      ranked++;
      return i % 2 + 1;
    };
    return semaphore.run({ rank, ended: false }, async () => {
      await gate.promise;
      return i;
    });
  });
  // The first one runs; one more than may wait has come.
  const last = semaphore.run({ rank: () => 1, ended: false }, () => {
    return Promise.resolve(COUNT);
  });
  assertEquals(ranked, COUNT - 1);
  gate.resolve();
  const run = (await Promise.all([...tasks, last]))
    .filter((i) => i !== undefined).toSorted((a, b) => a - b);
  const refused = Array.from({ length: COUNT + 1 }, (_, i) => i)
    .filter((i) => !run.includes(i));
  assertEquals(refused, [1, 3, 5, 7, 9], "the first of the highest rank");
});

Deno.test("of rank 0 no more are refused than must be", async () => {
  const run = await order(Array.from({ length: 66 }, () => 0), 64);
  assertEquals(run, Array.from({ length: 64 }, (_, i) => i));
});
