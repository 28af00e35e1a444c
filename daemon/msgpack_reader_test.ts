import { encode, ExtData } from "npm:@msgpack/msgpack@3.1.3";
import { assertEquals, assertThrows } from "@std/assert";
import { Chance } from "../tests/property/chance.ts";
import { concat } from "../tests/support/stream_client.ts";
import { msgpack } from "./msgpack.ts";
import { msgpackToJson } from "./msgpack_reader.ts";

const ROUNDS = Deno.env.get("JET_TEST_ALL") ? 5000 : 300;
// Longer messages are not decoded by way of their values.
const SHORT = 1 << 16;
const LEAVES: readonly unknown[] = [
  ...[0, 1, 127, 128, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296],
  ...[-1, -32, -33, -128, -129, -32_768, -32_769, -2_147_483_648, -1e15],
  ...[2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n, -(2n ** 63n), -5n, 7n],
  ...[1.5, -0, NaN, Infinity, 1e300, 1e-7, true, false, null],
  ...["", "a", '"\\\n\u0001\u007f', "é😀", "t".repeat(31), "t".repeat(32)],
  ...["t".repeat(255), "t".repeat(256)],
  ...[new Uint8Array(0), Uint8Array.of(1, 2, 255), new Date(1.5e12)],
  ...[new Date(1e12 + 5), new Date(-1), new ExtData(5, Uint8Array.of(1, 2))],
  ...[1, 4, 8, 16, 17].map((size) => new ExtData(7, new Uint8Array(size))),
];
const NAMES = ["a", "b c", "é", "", '"', "toString", "n".repeat(40)];

function valueOf(chance: Chance, depth: number): unknown {
  if (depth === 0 || chance.below(3) === 0) return chance.of(LEAVES);
  if (chance.below(2) === 0) {
    return Array.from(
      { length: chance.below(20) },
      () => valueOf(chance, depth - 1),
    );
  }
  const names = NAMES.slice(chance.below(NAMES.length));
  return Object.fromEntries(
    names.map((name) => [name, valueOf(chance, depth - 1)]),
  );
}

const OPTIONS = { useBigInt64: true };
const byValue = (bytes: Uint8Array) => msgpack.decode(bytes);

function read(bytes: Uint8Array): string {
  return new TextDecoder().decode(msgpackToJson(bytes, byValue));
}

Deno.test("a message becomes the same text as the value that it stands for", () => {
  let compared = 0;
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const chance = new Chance(seed);
    const bytes = encode(valueOf(chance, seed % 4), {
      ...OPTIONS,
      forceFloat32: chance.below(4) === 0,
    });
    if (bytes.length > SHORT) continue;
    compared++;
    assertEquals(read(bytes), byValue(bytes), `seed ${seed}`);
  }
  assertEquals(compared > ROUNDS / 2, true);
});

Deno.test("a long message is read, with names that are numbers and items of all lengths", () => {
  const value = {
    many: Array.from({ length: 70_000 }, (_, number) => number),
    long: "l".repeat(70_000),
    ...Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`m${i}`, i])),
  };
  assertEquals(JSON.parse(msgpack.decode(encode(value))), value);
  const wide = Object.fromEntries(
    Array.from({ length: 70_000 }, (_, number) => [`w${number}`, number]),
  );
  assertEquals(JSON.parse(msgpack.decode(encode(wide))), wide);
  // The names 1, -1, 300 and 1.5.
  const names = Uint8Array.of(0x84, 1, 1, 0xff, 2, 0xcd, 1, 44, 3, 0xcb);
  const rest = Uint8Array.of(0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 4);
  assertEquals(read(concat(names, rest)), '{"1":1,"-1":2,"300":3,"1.5":4}');
});

Deno.test("what is no message is refused as by way of its value", () => {
  for (
    const [bytes, reason] of [
      [[1, 1], "Extra 1 of 2 byte(s) found at buffer[1]"],
      [[0x91, 0xc1], "Unrecognized type byte: 0xc1"],
      [[0x81, 0xc0, 1], "The type of key must be string or number"],
      [[0x81, 0x90, 1], "The type of key must be string or number"],
    ] as const
  ) {
    assertThrows(() => read(Uint8Array.from(bytes)), Error, reason);
    assertThrows(() => byValue(Uint8Array.from(bytes)), Error, reason);
  }
  const deep = new Uint8Array(70_000).fill(0x91, 0, -1);
  assertThrows(() => msgpack.decode(deep), Error, "nested deeper than 1000");
});
