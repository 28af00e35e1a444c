import { assertEquals } from "@std/assert";
import { decide, wins } from "./ham.ts";
import { type GraphValue, textOf } from "./value.ts";

// Of each pair the first wins at the same state.
const TIES: [GraphValue, GraphValue][] = [
  ["1", "0"],
  [1, "1"],
  ["a", "B"],
  [true, false],
  [null, 0],
  [null, "x"],
  [{ "#": "z" }, "z"],
  [9, 10],
  ["aa", "a"],
  // The closing quotation mark counts.
  ["a", "a!"],
  ["a", "a "],
  ["é", "f"],
  // Not the order of characters, but of the halves of pairs.
  ["\uFFFD", "\u{1F600}"],
  ["a", ""],
  [false, "false"],
  [1, -1],
  [2, 1e21],
  [0.1, 0.09],
  ['a"', "a#"],
];

const at = (value: GraphValue, state: number) => ({
  text: textOf(value),
  state,
});

Deno.test("of equal states the larger text wins, in either order", () => {
  for (const [larger, smaller] of TIES) {
    const name = `${JSON.stringify(larger)} and ${JSON.stringify(smaller)}`;
    assertEquals(wins(at(larger, 5), at(smaller, 5)), true, name);
    assertEquals(wins(at(smaller, 5), at(larger, 5)), false, name);
    assertEquals(wins(at(larger, 5), at(larger, 5)), false, name);
  }
});

Deno.test("the larger state wins whatever the values are", () => {
  for (const [older, newer] of [[1, 2], [-5, 0], [0, 0.5], [-Infinity, -1]]) {
    assertEquals(wins(at("a", newer), at("b", older)), true);
    assertEquals(wins(at("b", older), at("a", newer)), false);
  }
  assertEquals(wins(at(null, -1), undefined), true);
});

Deno.test("what is ahead of the clock waits, by however little", () => {
  assertEquals(decide(at(1, 10.001), undefined, 10), "defer");
  assertEquals(decide(at(1, 10), undefined, 10), "accept");
  assertEquals(decide(at(1, 9), at(1, 9), 10), "ignore");
  assertEquals(decide(at(2, 9), at(1, 9), 10), "accept");
});
