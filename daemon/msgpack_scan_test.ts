import { assertThrows } from "@std/assert";
import { encode, ExtData } from "npm:@msgpack/msgpack@3.1.3";
import { scanMsgpack } from "./msgpack_scan.ts";

const VALUES: readonly unknown[] = [
  null,
  true,
  7,
  -7,
  200,
  -200,
  70_000,
  -70_000,
  2 ** 40,
  1.5,
  "",
  "short",
  "x".repeat(40),
  "x".repeat(300),
  "x".repeat(70_000),
  [],
  [1, [2, [3]]],
  Array(20).fill(1),
  Array(70_000).fill(1),
  {},
  { a: 1, b: { c: [null] } },
  Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i])),
  new Uint8Array(5),
  new Uint8Array(300),
  new Uint8Array(70_000),
  ...[1, 2, 4, 8, 16, 3, 300, 70_000].map((n) =>
    new ExtData(5, new Uint8Array(n))
  ),
];

Deno.test("whole messages of every type pass, and none that is cut short", () => {
  for (const value of [...VALUES, VALUES]) {
    const bytes = encode(value);
    scanMsgpack(bytes);
    const cuts = new Set([1, 2, 3, 5, bytes.length >> 1]);
    for (const cut of cuts) {
      if (cut === 0 || cut > bytes.length) continue;
      const short = bytes.subarray(0, bytes.length - cut);
      assertThrows(() => scanMsgpack(short), RangeError);
    }
  }
});

Deno.test("arrays that claim more items than there are bytes are refused at once", () => {
  const bomb = Array(20).fill([0xdd, 0x01, 0xc9, 0xc3, 0x80]).flat();
  assertThrows(() => scanMsgpack(Uint8Array.from(bomb)), RangeError);
  const map = Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff, 0xc0);
  assertThrows(() => scanMsgpack(map), RangeError);
});
