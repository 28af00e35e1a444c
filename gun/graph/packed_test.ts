import { assertEquals, assertStrictEquals } from "@std/assert";
import { PropertyEntry } from "./entry.ts";
import { KeyLists, packed, unpacked } from "./packed.ts";

Deno.test("packed properties are unpacked as they were, and share their keys", () => {
  const lists = new KeyLists();
  const rows: [string, string, number][][] = [
    [],
    [["", '""', 0], ["a", '"x\\ny"', -0], ["b", "1", -0]],
    [["a\nb", "null", -Infinity], ["c", "{}", -Infinity], ["d", "1", 0.001]],
    [["a", "1", 1795198251082.002], ["b\nc", "2", 1795198251082.002]],
  ];
  for (const row of rows) {
    const entries = row.map(([key, text, state]) =>
      new PropertyEntry("s", key, text, state)
    );
    const rest = packed(entries, lists);
    assertEquals([...unpacked("s", rest).values()], entries);
    assertStrictEquals(packed(entries, lists).keys, rest.keys);
  }
});
