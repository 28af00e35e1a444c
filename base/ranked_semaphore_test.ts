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
  assertEquals(results.filter((i) => i !== undefined), begun.toSorted());
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
