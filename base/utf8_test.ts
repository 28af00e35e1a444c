import { assertEquals } from "@std/assert";
import { seededRandom } from "../tests/support/seeded_random.ts";
import { readString, readText, readUtf8 } from "./utf8.ts";

/** Bytes with which sequences begin, go on, or are wrong. */
const EDGES = [
  0x7f,
  0x80,
  0xbf,
  0xc0,
  0xc2,
  0xe0,
  0xed,
  0xef,
  0xf0,
  0xf4,
  0xff,
];
const MAX_BYTES = 300;

Deno.test("texts of all lengths are read as the decoder of the standard reads them", () => {
  const random = seededRandom(11);
  const below = (limit: number) => Math.floor(random() * limit);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
  const edges = EDGES.length;
  for (let round = 0; round < 4000; round++) {
    const length = below(round % 4 === 0 ? MAX_BYTES : 40);
    const share = below(3) / 2;
    // No quote and no backslash, which have a meaning in strings.
    const text = Uint8Array.from(
      { length },
      () => random() < share ? EDGES[below(edges)] : 0x61 + below(26),
    );
    const bytes = new Uint8Array(length + 7).fill(0x22);
    bytes.set(text, 3);
    const expected = decoder.decode(text);
    const end = 3 + length;
    assertEquals(readText(bytes, 3, end), expected);
    assertEquals(readString(bytes, 2, end + 1), expected);
    let valid: string | undefined;
    try {
      valid = strict.decode(text);
    } catch { /* not UTF-8 */ }
    assertEquals(readUtf8(bytes, 3, end), valid);
  }
});
