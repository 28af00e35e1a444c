import { assertEquals } from "@std/assert";
import { SmallSet } from "./small_set.ts";

Deno.test("SmallSet holds what a set holds, in the same order", () => {
  const items = Array.from({ length: 4 }, (_, n) => ({ n }));
  const set = new SmallSet<{ n: number }>();
  const expected = new Set<{ n: number }>();
  for (let step = 0; step < 200; step++) {
    const item = items[step * 7 % 4];
    if (step * 5 % 3 > 0) {
      set.add(item);
      expected.add(item);
    } else {
      set.delete(item);
      expected.delete(item);
    }
    assertEquals([...set.items()], [...expected]);
    assertEquals(set.size, expected.size);
  }
});

Deno.test("SmallSet may lose members during a walk", () => {
  const items = Array.from({ length: 3 }, (_, n) => ({ n }));
  for (const count of [1, 2, 3]) {
    const set = new SmallSet<{ n: number }>();
    for (const item of items.slice(0, count)) set.add(item);
    for (const item of set.items()) set.delete(item);
    assertEquals(set.size, 0);
  }
});
