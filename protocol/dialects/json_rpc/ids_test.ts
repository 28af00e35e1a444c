import { assertEquals } from "@std/assert";
import { MessageReader } from "./request_reader.ts";

const IDS = ["0", "7", "123456", "999999999", "1000000000", "4294967295"]
  .concat(["-1", "-0", "1.0", "1e3", "12345678901234567890", "null", "true"])
  .concat(['"0"', '"7"', '"999999999"', '"4294967295"', '"007"', '"-1"', '""'])
  .concat(['" 1"', '"1\\u0030"', '"a"', '"ü"', "[1]", '"1e3"', "{}"]);

/** What is short and has no other form as a number. */
const DIGITS = /^("?)(0|[1-9]\d{0,8})\1$/;

Deno.test("an id is what was written, and the number of the daemon's requests", () => {
  const message = new MessageReader();
  for (const id of IDS) {
    const text = `{"id":${id},"result":1}`;
    const bytes = new TextEncoder().encode(text);
    const at = message.scanner.begin(bytes, 0, bytes.length);
    message.scanner.finish(message.scanner.object(at));
    const digits = DIGITS.exec(id);
    assertEquals(message.token(), digits ? Number(digits[2]) : -1, id);
    const isId = /^["\d-]/.test(id);
    const otherwise = id === "null" ? undefined : null;
    assertEquals(message.id(), isId ? id : otherwise, id);
  }
});

Deno.test("a message without an id has no number", () => {
  const message = new MessageReader();
  const bytes = new TextEncoder().encode('{"result":1}');
  message.scanner.object(message.scanner.begin(bytes, 0, bytes.length));
  assertEquals(message.token(), -1);
});
