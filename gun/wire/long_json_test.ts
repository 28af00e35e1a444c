import { assertEquals } from "@std/assert";
import { atOnce } from "../../base/turns.ts";
import { Chance } from "../../tests/property/chance.ts";
import { parse } from "./json.ts";
import { parseInSteps } from "./long_json.ts";

const PIECES = [
  ..."{}[],:",
  ...['"a"', '"\\""', '"\\\\"', '"\\u00e9\\n"', '"__proto__"', '"é😀"'],
  ...["1", "-0", "1.5e+3", "01", "1.", "true", "false", "null", "nul"],
  ...[" ", "\n", "\u00a0", '"\n"', '"\\x"', '"open', "{}", "[]", '{"a":[1]}'],
];

Deno.test("a text is read in steps as at once, or refused as well", () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const chance = new Chance(seed);
    const depth = chance.below(3);
    let text = "";
    for (let count = chance.below(6); count >= 0; count--) {
      text += PIECES[chance.below(PIECES.length)];
    }
    text = '{"m":['.repeat(depth) + text + "]}".repeat(depth);
    assertEquals(atOnce(parseInSteps(text)), parse(text), text);
  }
});

Deno.test("a message of many kinds of values is read", () => {
  const text = JSON.stringify({
    "#": "id",
    put: {
      s: { _: { "#": "s", ">": { a: 1.5, b: -2e30 } }, a: 'x"\\\n\u2028é😀' },
    },
    list: [[], {}, [{}], null, true, false, "", 0],
  });
  assertEquals(atOnce(parseInSteps(text)), JSON.parse(text));
  const own = atOnce(parseInSteps('{"__proto__":1}'));
  assertEquals(Object.keys(Object(own)), ["__proto__"]);
});

Deno.test("long texts take many steps, deep ones are refused", () => {
  const many = JSON.stringify(
    Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])),
  );
  const steps = [...parseInSteps(many)];
  assertEquals(steps.length > 5, true);
  const deep = "[".repeat(2000) + "]".repeat(2000);
  assertEquals(atOnce(parseInSteps(deep)), undefined);
});
