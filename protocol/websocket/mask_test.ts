import { assertEquals } from "@std/assert";
import { mask } from "./mask.ts";

Deno.test("each byte gets its part of the key, wherever it lies", () => {
  const room = new Uint8Array(400);
  const key = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
  // Views of one buffer and of others, in turn.
  const chunks = [0, 1, 2, 3, 7].flatMap((offset) => [
    room.subarray(offset),
    new Uint8Array(200 + offset),
    new Uint8Array(new ArrayBuffer(1 << 17), offset, 300),
  ]);
  for (let n = 0; n < 3000; n++) {
    const chunk = chunks[n % chunks.length];
    const start = n % 13;
    const length = n % 5 === 0 ? n % 40 : n % 180;
    const keyAt = n % 4;
    for (let at = 0; at < chunk.length; at++) chunk[at] = at * n;
    const expected = chunk.map((byte, at) =>
      at < start || at >= start + length
        ? byte
        : byte ^ key[(keyAt + at - start) % 4]
    );
    const next = mask(chunk, start, start + length, key, keyAt);
    assertEquals(chunk, expected, `${n}`);
    assertEquals(next, (keyAt + length) % 4);
  }
});
