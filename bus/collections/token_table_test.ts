import { assert, assertEquals } from "@std/assert";
import { TokenTable } from "./token_table.ts";

interface Item {
  readonly token: number;
}

/** Puts in one with the next free number. */
function addNext(table: TokenTable<Item>, last: number): Item {
  let token = last + 1;
  while (!table.isFree(token)) token++;
  const item = { token };
  table.add(item);
  return item;
}

Deno.test("a number leads to what was put in under it, as long as that is there", () => {
  const table = new TokenTable<Item>();
  const model = new Map<number, Item>();
  let last = 0;
  // A generator of its own, so that it can be repeated.
  let random = 1;
  for (let step = 0; step < 20_000; step++) {
    random = (random * 48271) % 0x7fffffff;
    // Sometimes few, sometimes thousands.
    const isGrowing = step % 8000 < 4000;
    if (random % 10 < (isGrowing ? 7 : 3)) {
      const item = addNext(table, last);
      assert(item.token - last < 10_000);
      last = item.token;
      model.set(last, item);
    } else {
      const item = [...model.values()][random % 3];
      if (item === undefined) continue;
      table.delete(item);
      table.delete(item);
      model.delete(item.token);
    }
    assertEquals(table.size, model.size);
    const asked = last - random % 200;
    assert(table.get(asked) === model.get(asked));
  }
  assertEquals(new Set(table.from(0)), new Set(model.values()));
});

Deno.test("what waits long keeps no others from being put in", () => {
  const table = new TokenTable<Item>();
  const old = addNext(table, 0);
  let { token } = old;
  for (let n = 0; n < 1000; n++) {
    const item = addNext(table, token);
    token = item.token;
    table.delete(item);
  }
  assert(table.get(old.token) === old);
  assertEquals(table.get(token), undefined);
  // No other number is that of what has its place.
  assertEquals(table.get(old.token + 8), undefined);
  assertEquals(table.get(-1), undefined);
  assertEquals(table.get(2 ** 53), undefined);
});

Deno.test("numbers of 32 bits begin anew at their end", () => {
  const table = new TokenTable<Item>();
  const items = [2 ** 32 - 2, 2 ** 32 - 1, 1, 2].map((token) => ({ token }));
  for (const item of items) table.add(item);
  for (const item of items) assert(table.get(item.token) === item);
  assertEquals([...table.from(2 ** 32 - 2)], items);
});

Deno.test("all are listed from a number on, also while they are taken out", () => {
  const table = new TokenTable<Item>();
  let last = 100;
  const items = Array.from({ length: 3000 }, () => {
    const item = addNext(table, last);
    last = item.token;
    return item;
  });
  const listed: Item[] = [];
  for (const item of table.from(101)) {
    listed.push(item);
    table.delete(item);
    // Another one that has not been listed yet.
    if (item.token === 500) table.delete(items[1000]);
  }
  assertEquals(listed, items.filter((item) => item !== items[1000]));
  assertEquals(table.size, 0);
});
