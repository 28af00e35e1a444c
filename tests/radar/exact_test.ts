import { assertEquals, assertThrows } from "@std/assert";
import { commandsOf } from "../../radar/peers/commands.ts";
import {
  exactDigits,
  exactJson,
  markExact,
  parseExact,
  unmarkExact,
} from "../../radar/values/exact.ts";

const TEXTS = [
  "1.10",
  "12345678901234567890",
  "-0",
  "-0.0",
  "[-0,-0.5,-10,0,10,100.0,0.5e1,1E5,1e+3,9007199254740993]",
  "0.30000000000000004",
  "1e3",
  "0.1",
  '{"b":1.10,"a":[12345678901234567890,1,2.50]}',
  '{"2":1,"1":2,"a":3}',
  String.raw`"\u0000n5"`,
  String.raw`{"a":"\u0000k1"}`,
  '{"serial":"12345678901234567890"}',
  String.raw`["\"1.10\"","1.10","a\\"]`,
];

Deno.test("digits, order of members and odd texts survive being parsed", () => {
  for (const text of TEXTS) assertEquals(exactJson(parseExact(text)), text);
});

Deno.test("a message is marked on its way in and restored on its way out", () => {
  for (const value of TEXTS) {
    const message = `{"method":"f","params":{"path":"a","value":${value}}}`;
    assertEquals(
      unmarkExact(JSON.stringify(JSON.parse(markExact(message)))),
      message,
    );
  }
});

Deno.test("a message without such numbers is not touched", () => {
  const message = '{"id":7,"result":[1,2.5,100,-0.5,true,"text"]}';
  assertEquals(markExact(message) === message, true);
});

Deno.test("only numbers that would change have digits of their own", () => {
  assertEquals(exactDigits(parseExact("1.5")), undefined);
  assertEquals(exactDigits(parseExact("1.50")), "1.50");
});

Deno.test("what is no JSON is refused at its own place", () => {
  assertThrows(() => parseExact('{"a":1.10,}'), SyntaxError);
});

Deno.test("commands copied of messages have the digits that were sent", () => {
  const origin = "http://bus:11123";
  const set =
    '{"id":1,"method":"set","params":{"path":"a b/c","value":[1.10,12345678901234567890]}}';
  assertEquals(commandsOf(`[${set}]`, origin), {
    jet: "jet set 'a b/c' '[1.10,12345678901234567890]'",
    curl:
      "curl -X PUT -d '[1.10,12345678901234567890]' http://bus:11123/v1/states/a%20b/c",
  });
  const call = '{"method":"call","params":{"path":"f","args":{"n":1.10}}}';
  assertEquals(
    commandsOf(call, origin).curl,
    `curl -d '{"n":1.10}' http://bus:11123/v1/methods/f`,
  );
  assertEquals(commandsOf('{"method":"set","par', origin), {});
});
