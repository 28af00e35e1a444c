import { assertEquals } from "@std/assert";
import { seededRandom } from "../tests/support/seeded_random.ts";
import { AgingMap } from "./aging_map.ts";

interface Item {
  readonly key: string;
  readonly number: number;
}

Deno.test("an aging map has what a map has, in the order of adding", () => {
  for (const maxPart of [undefined, 1500, 1]) compare(maxPart);
});

function compare(maxPart: number | undefined): void {
  const random = seededRandom(7);
  const aging = new AgingMap<Item>(maxPart);
  const model = new Map<string, Item>();
  for (let number = 0; number < 20_000; number++) {
    const key = `k${Math.floor(random() * 6000)}`;
    assertEquals(aging.get(key), model.get(key));
    const item = { key, number };
    if (random() < 0.3) {
      model.set(key, item);
      aging.set(key, item);
    } else if (model.delete(key)) aging.delete(key);
    else {
      model.set(key, item);
      aging.add(key, item);
    }
    assertEquals(aging.size, model.size);
  }
  assertEquals([...aging.values()], [...model.values()]);
  // Parts become empty, and more are added behind them.
  for (const key of [...model.keys()].slice(100)) {
    model.delete(key);
    aging.delete(key);
  }
  for (let number = 0; number < 5000; number++) {
    const item = { key: `n${number}`, number };
    model.set(item.key, item);
    aging.add(item.key, item);
  }
  assertEquals(aging.size, model.size);
  assertEquals([...aging.values()], [...model.values()]);
}

Deno.test("an aging map keeps the order where entries only come, then come and go, then only come", () => {
  const aging = new AgingMap<Item>(3000);
  const model = new Map<string, Item>();
  let number = 0;
  const add = (key = `n${++number}`) => {
    const item = { key, number };
    model.set(key, item);
    aging.add(key, item);
  };
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 4000; n++) add();
    for (let n = 0; n < 1500; n++) {
      const key = `n${round * 4000 + n}`;
      const was = model.delete(key);
      assertEquals(aging.get(key) !== undefined, was);
      aging.delete(key);
      assertEquals(aging.get(key), undefined);
      if (was && n % 3 === 0) add(key);
    }
    assertEquals(aging.size, model.size);
    assertEquals([...aging.values()], [...model.values()]);
  }
});

Deno.test("a walk over an aging map passes each value once that stays, however many age meanwhile", () => {
  for (const maxPart of [undefined, 1500]) walk(maxPart);
});

function walk(maxPart: number | undefined): void {
  const aging = new AgingMap<Item>(maxPart);
  let number = 0;
  const add = (count: number) => {
    for (let n = 0; n < count; n++) {
      aging.add(`k${++number}`, { key: `k${number}`, number });
    }
  };
  add(1500);
  const seen: number[] = [];
  for (const item of aging.values()) {
    seen.push(item.number);
    if (seen.length % 100 === 0 && number < 9000) add(700);
  }
  assertEquals(seen, Array.from({ length: number }, (_, index) => index + 1));
}
