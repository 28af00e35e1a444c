import { assertEquals } from "@std/assert";
import { ByteWriter } from "./byte_writer.ts";
import { readDigits } from "./utf8.ts";

const NUMBERS = [0, 1, 9, 10, 99, 100, 65_535, 999_999_999, 1_000_000_000]
  .concat([2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER]);

Deno.test("numbers are written and read as String writes them", () => {
  for (const number of NUMBERS) {
    const out = new ByteWriter(0).ascii("<").digits(number).ascii(">");
    assertEquals(out.string, `<${number}>`);
    const read = readDigits(out.bytes, 1, out.length - 1);
    assertEquals(read, number <= 999_999_999 ? number : -1);
  }
});

Deno.test("what String would write otherwise is no number", () => {
  for (
    const text of ["", "00", "01", "-1", "+1", "1.0", "1e3", " 1", "1:", "/"]
  ) {
    const bytes = new TextEncoder().encode(text);
    assertEquals(readDigits(bytes, 0, bytes.length), -1, text);
  }
});
