import { assert, assertEquals } from "@std/assert";
import { RankedList } from "./ranked_list.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";

const ascending = (a: number, b: number) => a - b;

function ranks(list: RankedList<number>, from: number, to: number) {
  const rows: [rank: number, item: number][] = [];
  list.walk(from, to, (item, rank) => rows.push([rank, item]));
  return rows;
}

function rowsOf(model: readonly number[], from: number, to: number) {
  const rows: [rank: number, item: number][] = [];
  for (let rank = Math.max(1, from); rank <= to; rank++) {
    if (rank <= model.length) rows.push([rank, model[rank - 1]]);
  }
  return rows;
}

/** Where the item is or belongs in a sorted array. */
function positionIn(model: readonly number[], item: number): number {
  let at = 0;
  while (at < model.length && model[at] < item) at++;
  return at;
}

Deno.test("RankedList: an empty list", () => {
  for (
    const list of [
      new RankedList<number>(ascending),
      RankedList.from<number>([], ascending),
    ]
  ) {
    assertEquals(list.size, 0);
    assertEquals(list.at(0), undefined);
    assertEquals(list.at(1), undefined);
    assertEquals(list.rank(5), 0);
    assertEquals(list.remove(5), 0);
    assertEquals(ranks(list, 1, 10), []);
    assertEquals(list.insert(5), 1);
    assertEquals(list.remove(5), 1);
    assertEquals(list.size, 0);
  }
});

Deno.test("RankedList: ranks count from 1", () => {
  const list = new RankedList<number>(ascending);
  assertEquals(list.insert(30), 1);
  assertEquals(list.insert(10), 1);
  assertEquals(list.insert(20), 2);
  assertEquals(list.insert(40), 4);
  assertEquals(list.rank(30), 3);
  assertEquals(list.rank(25), 0);
  assertEquals([0, 1, 4, 5, 1.5 - 2].map((rank) => list.at(rank)), [
    undefined,
    10,
    40,
    undefined,
    undefined,
  ]);
  assertEquals(list.remove(10), 1);
  assertEquals(list.remove(10), 0);
  assertEquals(list.remove(40), 3);
  assertEquals(list.size, 2);
});

Deno.test("RankedList: walks only over what is there", () => {
  const list = RankedList.from([1, 2, 3, 4, 5], ascending);
  assertEquals(ranks(list, 2, 3), [[2, 2], [3, 3]]);
  assertEquals(ranks(list, -7, 1), [[1, 1]]);
  assertEquals(ranks(list, 5, 1e9), [[5, 5]]);
  assertEquals(ranks(list, 6, 9), []);
  assertEquals(ranks(list, 4, 3), []);
});

Deno.test("RankedList: from a sorted array, of every size up to three levels", () => {
  for (let size = 0; size <= 5000; size += size < 200 ? 1 : 97) {
    const items = Array.from({ length: size }, (_, i) => 2 * i);
    const list = RankedList.from(items, ascending);
    assertEquals(list.size, size);
    assertEquals(ranks(list, 1, size), rowsOf(items, 1, size));
    for (let i = 0; i < size; i += 1 + (size >> 5)) {
      assertEquals(list.rank(2 * i), i + 1);
      assertEquals(list.rank(2 * i + 1), 0);
      assertEquals(list.at(i + 1), 2 * i);
      assertEquals(list.insert(2 * i + 1), i + 2);
      assertEquals(list.remove(2 * i + 1), i + 2);
    }
  }
});

for (const order of ["upwards", "downwards"]) {
  Deno.test(`RankedList: filled and emptied ${order}`, () => {
    const count = 20_000;
    const list = new RankedList<number>(ascending);
    for (let i = 0; i < count; i++) {
      if (order === "upwards") assertEquals(list.insert(i), i + 1);
      else assertEquals(list.insert(count - i), 1);
    }
    for (let i = 0; i < count; i++) {
      const first = list.at(1);
      const last = list.at(list.size);
      if (order === "upwards") assertEquals(list.remove(first ?? -1), 1);
      else assertEquals(list.remove(last ?? -1), count - i);
    }
    assertEquals(list.size, 0);
  });
}

Deno.test("RankedList: the items of a removed key are never compared again", () => {
  // What has been removed may change its order; the list must not know it.
  const list = new RankedList<{ key: number }>((a, b) => a.key - b.key);
  const random = seededRandom(8);
  const items = Array.from({ length: 3000 }, (_, i) => ({ key: i }));
  for (const item of items) list.insert(item);
  for (let round = 0; round < 20_000; round++) {
    const item = items[Math.floor(random() * items.length)];
    assert(list.remove(item) > 0);
    item.key = random();
    assert(list.insert(item) > 0);
  }
  const keys: number[] = [];
  list.walk(1, list.size, (item) => keys.push(item.key));
  assertEquals(keys, items.map((item) => item.key).sort(ascending));
});

for (const [seed, range] of [[1, 40], [2, 400], [3, 4000], [4, 30_000]]) {
  Deno.test(`RankedList: like a sorted array, of up to ${range} items`, () => {
    const random = seededRandom(seed);
    let list = new RankedList<number>(ascending);
    let model: number[] = [];
    if (seed % 2 === 0) {
      model = Array.from({ length: range >> 1 }, (_, i) => 2 * i);
      list = RankedList.from(model.slice(), ascending);
    }
    for (let round = 0; round < 12_000; round++) {
      const item = Math.floor(random() * range);
      const at = positionIn(model, item);
      const there = model[at] === item;
      assertEquals(list.rank(item), there ? at + 1 : 0);
      // Long times of growing and of shrinking, so that nodes split and join.
      const growing = Math.floor(round / 3000) % 2 === 0;
      if (there && random() < (growing ? 0.4 : 1)) {
        assertEquals(list.remove(item), at + 1);
        model.splice(at, 1);
      } else if (!there && random() < (growing ? 1 : 0.2)) {
        assertEquals(list.insert(item), at + 1);
        model.splice(at, 0, item);
      } else if (!there) {
        assertEquals(list.remove(item), 0);
      }
      assertEquals(list.size, model.length);
      const rank = Math.floor(random() * (model.length + 2));
      assertEquals(list.at(rank), model[rank - 1]);
      if (round % 50 === 0) {
        const to = rank + Math.floor(random() * 200);
        assertEquals(ranks(list, rank, to), rowsOf(model, rank, to));
      }
    }
    for (const item of model.slice()) assertEquals(list.remove(item), 1);
    assertEquals(list.size, 0);
  });
}
