import { assertEquals } from "@std/assert";
import { seededRandom } from "../tests/support/seeded_random.ts";
import { KeyCache } from "./key_cache.ts";
import { readText } from "./utf8.ts";

const encoder = new TextEncoder();

Deno.test("a cached key is what its bytes stand for, however many share a slot", () => {
  const random = seededRandom(1);
  const below = (limit: number) => Math.floor(random() * limit);
  const parts = ["a", "b/", "ä", "\u{1f600}", "0", "long/".repeat(12)];
  const texts = Array.from(
    { length: 300 },
    () =>
      Array.from({ length: below(6) }, () => parts[below(parts.length)])
        .join(""),
  );
  const cache = new KeyCache(readText, 16);
  const bytes = new Uint8Array(1000);
  for (let i = 0; i < 20_000; i++) {
    const text = texts[below(texts.length)];
    const start = below(9);
    const { written } = encoder.encodeInto(text, bytes.subarray(start));
    assertEquals(cache.of(bytes, start, start + written), text);
  }
});

Deno.test("a key is decoded once while it has its slot, a long one each time", () => {
  let decoded = 0;
  const cache = new KeyCache((bytes, start, end) => {
    decoded++;
    return readText(bytes, start, end);
  }, 16);
  for (const [length, times] of [[96, 1], [97, 5]]) {
    const bytes = encoder.encode("k".repeat(length));
    decoded = 0;
    for (let i = 0; i < 5; i++) cache.of(bytes, 0, length);
    assertEquals(decoded, times);
  }
});
