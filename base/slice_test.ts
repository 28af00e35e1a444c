import { assertEquals } from "@std/assert";
import { packedCopyOf, type Slice } from "./slice.ts";

Deno.test("packed copies of all lengths keep their bytes, and short ones share an array", () => {
  const copies: [Slice, number, number][] = [];
  for (let n = 0; n < 600; n++) {
    const length = n % 160;
    const bytes = new Uint8Array(length + 2).fill(n % 251);
    copies.push([
      packedCopyOf({ bytes, start: 1, end: length + 1 }),
      n,
      length,
    ]);
    // The original may be used again.
    bytes.fill(255);
  }
  for (const [{ bytes, start, end }, n, length] of copies) {
    const expected = new Uint8Array(length).fill(n % 251);
    assertEquals(bytes.slice(start, end), expected);
  }
  const short = copies.filter(([, , length]) => length <= 128);
  const arrays = new Set(short.map(([{ bytes }]) => bytes));
  assertEquals(arrays.size < short.length / 8, true);
});
