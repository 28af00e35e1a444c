import { assertEquals } from "@std/assert";
import { beginsWithAdd } from "./adds.ts";

const ADDS = [
  '{"id":1,"method":"add","params":{}}',
  '{"jsonrpc":"2.0","id":"x","method":"add","params":{}}',
  '{"method":"add"}',
  '[{"id":null, "method" : "add", "params":{}}]',
  ' [ {"method":"add","params":{}},{"method":"call"}]',
];

const OTHERS = [
  '{"id":1,"method":"call","params":{"method":"add"}}',
  '{"params":{},"method":"add"}',
  '{"id":{"method":"add"},"method":"set"}',
  '{"id":"\\"","method":"add"}',
  '{"id":1,"method":"addUser"}',
  '"method":"add"',
  "",
];

Deno.test("adds are recognised by their first bytes, and nothing else is", () => {
  const encoder = new TextEncoder();
  for (const [texts, expected] of [[ADDS, true], [OTHERS, false]] as const) {
    for (const text of texts) {
      const bytes = encoder.encode(`#${text}#`);
      const found = beginsWithAdd(bytes, 1, bytes.length - 1);
      assertEquals(found, expected, text);
    }
  }
});
