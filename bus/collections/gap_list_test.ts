import { assertEquals } from "@std/assert";
import { GapList } from "./gap_list.ts";

interface Item {
  readonly number: number;
  gone: boolean;
}

Deno.test("GapList keeps the order across its parts, whatever is deleted", () => {
  const list = new GapList<Item>(({ gone }) => gone);
  const items = Array.from({ length: 5000 }, (_, number) => {
    const item = { number, gone: false };
    list.add(item);
    return item;
  });
  // A walk that has begun goes on while most of its items go.
  const walk = list.items();
  assertEquals(walk.next().value, items[0]);
  for (const item of items) {
    if (item.number % 7 === 0) continue;
    // Before it is gone, or after that.
    if (item.number % 2 === 0) item.gone = true;
    list.delete(item);
    item.gone = true;
  }
  const left = items.filter(({ gone }) => !gone);
  assertEquals(list.size, left.length);
  assertEquals([...list.items()], left);
  assertEquals([...walk], left.slice(1));
});
