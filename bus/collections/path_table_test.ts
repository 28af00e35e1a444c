import { assertEquals } from "@std/assert";
import { PathTable } from "./path_table.ts";

Deno.test("a path table finds by path, and keeps the order while it changes", () => {
  const table = new PathTable<{ path: string; number: number }>();
  const paths = Array.from({ length: 20_000 }, (_, at) => `a/${at % 7}/${at}`);
  const items = paths.map((path, at) => ({ path, number: at * 3 + 1 }));
  for (const item of items) table.add(item);
  assertEquals(table.size, items.length);
  assertEquals(paths.map((path) => table.get(path)), items);
  assertEquals([...table.values()], items);
  const seen: string[] = [];
  for (const item of table.values()) {
    seen.push(item.path);
    if (item.number > items.length * 3) continue;
    table.delete(item);
    table.add({ path: item.path, number: item.number + 90_000 });
  }
  assertEquals(seen, [...paths, ...paths]);
  assertEquals(table.size, items.length);
  for (const item of [...table.values()]) table.delete(item);
  assertEquals([...table.values()], []);
  assertEquals(paths.some((path) => table.has(path)), false);
});
