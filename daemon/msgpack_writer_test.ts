import { decode, encode } from "npm:@msgpack/msgpack@3.1.3";
import { assertEquals } from "@std/assert";
import { isSame } from "../tests/support/binary_client.ts";
import { Chance } from "../tests/property/chance.ts";
import { jsonToMsgpack } from "./msgpack_writer.ts";

const ROUNDS = Deno.env.get("JET_TEST_ALL") ? 5000 : 200;
const LEAVES = [
  ...["0", "-0", "1", "127", "128", "255", "256", "65535", "65536"],
  ...["4294967295", "4294967296", "-1", "-32", "-33", "-128", "-129"],
  ...["-32768", "-32769", "-2147483648", "-2147483649", "9007199254740991"],
  ...["-9007199254740991", "9007199254740993", "18446744073709551615"],
  ...["18446744073709551616", "-9223372036854775808", "1e20", "5e9", "-5E9"],
  ...["-9223372036854775809", "1.5", "1.0", "12345678901.5", "1e-7", "0.1"],
  ...[
    "true",
    "false",
    "null",
    '""',
    '"a"',
    '"\\u0061\\n"',
    '"é😀\\ud83d\\ude00"',
  ],
  ...[31, 32, 255, 256, 65_535, 65_536].map((n) => `"${"t".repeat(n)}"`),
];
const NAMES = ['"a"', '"b"', '"c d"', '"é"', '""', '"aa"', '"toString"'];

/** A text by way of its value. */
function encodeValue(text: string): Uint8Array {
  const value = JSON.parse(text, (_name, value, { source }) => {
    if (typeof value !== "number") return value;
    const isInteger = Number.isSafeInteger(value) ||
      /^-?\d+$/.test(source ?? "");
    if (!isInteger || value >= -(2 ** 31) && value < 2 ** 32) return value;
    const integer = BigInt(Number.isSafeInteger(value) ? value : source ?? "");
    const fits = BigInt.asIntN(64, integer) === integer ||
      BigInt.asUintN(64, integer) === integer;
    return fits ? integer : value;
  });
  return encode(value, { useBigInt64: true });
}

/** A random text without names that occur twice. */
function textOf(chance: Chance, depth: number): string {
  const space = () => chance.below(6) === 0 ? " \n" : "";
  if (depth === 0 || chance.below(3) === 0) {
    // The long ones are rare.
    return LEAVES[
      chance.below(LEAVES.length - (chance.below(50) === 0 ? 0 : 3))
    ];
  }
  const isArray = chance.below(2) === 0;
  const count = isArray ? chance.below(20) : chance.below(NAMES.length);
  const parts = Array.from({ length: count }, (_, i) => {
    const name = isArray ? "" : `${NAMES[i]}${space()}:${space()}`;
    return `${space()}${name}${textOf(chance, depth - 1)}${space()}`;
  });
  const inside = parts.length === 0 ? space() : parts.join(",");
  return isArray ? `[${inside}]` : `{${inside}}`;
}

Deno.test("a text becomes the same bytes as the value that it stands for", () => {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const text = textOf(new Chance(seed), seed % 5);
    const bytes = jsonToMsgpack(` ${text} `);
    assertEquals(isSame(bytes, encodeValue(text)), true, text);
  }
});

Deno.test("of several members of one name the last one counts, in long objects too", () => {
  const many = Array.from(
    { length: 30_000 },
    (_, i) => `"m${i % 20_000}":${i}`,
  );
  for (
    const text of [
      '{"a":1,"b":[{"x":1}],"a":2,"b":{"c":3}}',
      '{"a":1,"\\u0061":[2,[3]],"b":4}',
      '{"a":{"a":1,"a":[[]]},"c":1,"a":{"b":{}}}',
      `{${many}}`,
    ]
  ) assertEquals(decode(jsonToMsgpack(text)), JSON.parse(text));
});
