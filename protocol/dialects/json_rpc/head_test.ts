import { assertEquals } from "@std/assert";
import { readHead } from "./head.ts";

const CASES: [head: string, id: string | undefined, responds: boolean][] = [
  ['{"id":7,"method":"set","params":{"path":"a","value":"xxx', "7", false],
  ['{ "method" : "set" , "id" : "q" , "params" : [[', '"q"', false],
  ['{"params":{"path":"a","value":[1,2', undefined, false],
  ['{"id":"3","result":{"a":"b', '"3"', true],
  ['{"id":-3,"error":"', "-3", true],
  ['{"result":"', undefined, true],
  ['{"id":12', undefined, false],
  ['{"id":"12"', '"12"', false],
  ['{"id":"1', undefined, false],
  ['{"id":{},"method":"', undefined, false],
  ['{"id":null,"method":"', undefined, false],
  ['[{"id":1,"method":"set"},{', undefined, false],
  ['"x', undefined, false],
  ["", undefined, false],
  ["\x00\xff", undefined, false],
];

Deno.test("the head of a message has its id and kind as far as they are whole", () => {
  for (const [head, id, responds] of CASES) {
    const bytes = new TextEncoder().encode(head);
    assertEquals(readHead(bytes), { id, responds }, head);
  }
});

Deno.test("only the first 4096 bytes of a message are its head", () => {
  for (const [spaces, id] of [[4000, "1"], [4096, undefined]] as const) {
    const text = `{${" ".repeat(spaces)}"id":1,"method":"set"}`;
    assertEquals(readHead(new TextEncoder().encode(text)).id, id);
  }
});
