import { assertEquals } from "@std/assert";
import { LONG_JSON_BYTES } from "./long_json.ts";
import { parseOutline } from "./outline.ts";
import { pack } from "./walk.ts";

const many = Object.fromEntries(
  Array.from({ length: LONG_JSON_BYTES / 8 }, (_, i) => [`m${i}`, i]),
);
const list = Array.from({ length: LONG_JSON_BYTES }, (_, i) => i);
const long = "l\n".repeat(LONG_JSON_BYTES);

Deno.test("the outline of a long text has everything but long lists and objects of many members", () => {
  const entry = { path: 'a"/é', value: many, "__proto__x": [1], time: 1.5 };
  const text = JSON.stringify({ id: 7, result: [entry, list, long] }, null, 1);
  assertEquals(parseOutline(`\n ${text} `), {
    id: 7,
    result: [{ ...entry, value: {} }, [], long],
  });
  assertEquals(parseOutline(JSON.stringify(many)), {});
  assertEquals(parseOutline(JSON.stringify(long)), long);
  assertEquals(parseOutline('{"a":[1]}'), { a: [1] });
});

Deno.test("a text is packed as it would be written, but for numbers and escapes", () => {
  const value = { "a b": [1, 'c " \\ \n', {}, []], d: null };
  const bytes = new TextEncoder().encode(JSON.stringify(value, null, 2));
  const packed = new TextDecoder().decode(bytes.subarray(0, pack(bytes)));
  assertEquals(packed, JSON.stringify(value));
});
