import { assert, assertEquals } from "@std/assert";
import { searched } from "./substrings.ts";

/** Numbers that are the same in each run. */
function numbers(seed: number): (below: number) => number {
  return (below) => {
    seed = Math.imul(seed, 1664525) + 1013904223 | 0;
    return (seed >>> 8) % below;
  };
}

function textOf(next: (below: number) => number, letters: number): string {
  const length = next(60);
  return String.fromCharCode(
    ...Array.from({ length }, () => 0xd7f0 + next(letters)),
  );
}

Deno.test("an index of a text includes what the text includes", () => {
  const next = numbers(13);
  let found = 0;
  for (let round = 0; round < 2000; round++) {
    const letters = 1 + next(5);
    const text = textOf(next, letters);
    const index = searched(text, Number.MAX_SAFE_INTEGER);
    assert(typeof index !== "string" || text === "");
    for (let part = 0; part < 10; part++) {
      const start = next(text.length + 1);
      const inner = text.slice(start, start + next(20));
      const mixed = inner + textOf(next, letters).slice(0, next(4));
      for (const each of [inner, mixed]) {
        assertEquals(index.includes(each), text.includes(each));
        if (text.includes(each)) found++;
      }
    }
  }
  assert(found > 20_000 && found < 40_000, `${found}`);
});

Deno.test("a short search is left to the text itself", () => {
  assertEquals(searched("a/b/c", 1000), "a/b/c");
  const long = "a".repeat(60_000);
  assertEquals(searched(long, 20), long);
  assert(searched(long, 30_000) !== long);
});
