import { assertEquals } from "@std/assert";
import { BodyReader } from "./body.ts";

const encoder = new TextEncoder();
const MAX_BYTES = 100_000;

/** Reads a body in chunks, in two parts; its content or the status. */
function read(text: string, cut: number): string | number {
  const bytes = encoder.encode(text);
  const reader = new BodyReader("chunked", MAX_BYTES);
  for (const [start, end] of [[0, cut], [cut, bytes.length]]) {
    const at = reader.read(bytes, start, end);
    if (typeof at === "object") return at.status;
  }
  return reader.done
    ? new TextDecoder().decode(reader.content)
    : "not complete";
}

Deno.test("chunks are read the same wherever they are cut", () => {
  const cases: readonly [string, string | number][] = [
    ["1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "abc"],
    [
      "A\r\n0123456789\r\n00b\r\n0123456789b\r\n0\r\n\r\n",
      "01234567890123456789b",
    ],
    ["3;x=y\r\nabc\r\n1 \r\nd\r\n0;z\r\nField: 1\r\n\r\n", "abcd"],
    ["00000001\r\na\r\n0\r\n\r\n", "a"],
    ["000000001\r\na\r\n0\r\n\r\n", 400],
    ["1\na\n0\n\n", 400],
    ["1\r\nab\r\n0\r\n\r\n", 400],
    ["1\r\na\r\n\r\n0\r\n\r\n", 400],
    ["1\r\na0\r\n\r\n", 400],
    ["g\r\n", 400],
    ["186A1\r\n", 413],
    ["1\r\na\r\n", "not complete"],
  ];
  for (const [text, expected] of cases) {
    for (let cut = 0; cut <= text.length; cut++) {
      assertEquals(read(text, cut), expected, `${JSON.stringify(text)} ${cut}`);
    }
  }
});

Deno.test("chunks of one byte are as many as the body may have bytes, those with extensions few", () => {
  const plain = "1\r\na\r\n";
  assertEquals(read(`${plain.repeat(50_000)}0\r\n\r\n`, 7), "a".repeat(50_000));
  const extended = "1;b\r\na\r\n";
  assertEquals(read(`${extended.repeat(3000)}0\r\n\r\n`, 7), "a".repeat(3000));
  assertEquals(read(`${extended.repeat(4000)}0\r\n\r\n`, 7), 400);
});
