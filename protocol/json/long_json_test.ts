import { assert, assertEquals } from "@std/assert";
import type { JsonValue } from "../../base/json_value.ts";
import { Chance } from "../../tests/property/chance.ts";
import { SortKey } from "../rules/sort.ts";
import { ValueMatcher, type ValueOperator } from "../rules/rules.ts";
import { readAsJson } from "../values/to_json.ts";
import { ValueType } from "../values/types.ts";
import { LazyJson } from "./lazy.ts";
import { LONG_JSON_BYTES } from "./long_json.ts";

const ROUNDS = Deno.env.get("JET_TEST_ALL") ? 4000 : 80;
const LONG = `"${"l".repeat(LONG_JSON_BYTES)}"`;
const LEAVES = [
  ...['""', '"a"', '"]"', '"\\""', '"\\\\"', '"\\u0061"', '"é😀"', LONG],
  ...['"a text of more than a few bytes"', '"an \\u00e9 in a longer text"'],
  ...["0", "-0", "1", "-7", "12.5", "1e3", "123456789012345678", "0.1e-7"],
  ...["true", "false", "null", "{}", "[]", '{"a":1,"a":2}', "[1]"],
];
const NAMES = ['"a"', '"b"', '"\\u0061"', '"é"', '"\\u00e9"', '"__proto__"']
  .concat(['""', '"a b"', '"0"', '"length"', '"toString"', '"a\\"]"']);
const OPERATORS: readonly ValueOperator[] = [
  ...["equals", "equalsNot", "lessThan", "greaterThan"] as const,
  ...["isType", "hasOneOf", "hasAllOf"] as const,
];

const encoder = new TextEncoder();

/** A random text, with white space; all around its first leaf is long. */
function textOf(chance: Chance, depth: number, isLong: boolean): string {
  const space = () => chance.below(4) === 0 ? " \n" : "";
  if (depth === 0) return isLong ? LONG : chance.of(LEAVES);
  const isArray = chance.below(2) === 0;
  const count = chance.below(chance.below(8) === 0 ? 200 : 5) + 1;
  const long = chance.below(count);
  const parts = Array.from({ length: count }, (_, i) => {
    const isNext = isLong && i === long;
    const below = isNext ? depth - 1 : chance.below(Math.min(depth, 2));
    const value = textOf(chance, below, isNext);
    const name = isArray ? "" : `${chance.of(NAMES)}${space()}:${space()}`;
    return `${space()}${name}${value}${space()}`;
  });
  return isArray ? `[${parts}]` : `{${parts}}`;
}

function entriesOf(value: object): Map<string, JsonValue> {
  return new Map(Object.entries(value));
}

/** A place in a value, and what is there. */
function place(
  chance: Chance,
  value: JsonValue,
): { field: string; there: JsonValue | undefined } {
  let field = "";
  let there: JsonValue | undefined = value;
  for (let rest = chance.below(5); rest > 0; rest--) {
    if (typeof there !== "object" || there === null) break;
    const entries: Map<string, JsonValue> = entriesOf(there);
    const name = chance.of([...entries.keys(), "missing", "length", "99"]);
    field += `[${JSON.stringify(name)}]`;
    there = entries.get(name);
  }
  return { field, there };
}

/** Something near to a value. */
function near(chance: Chance, value: JsonValue): JsonValue {
  const copy: JsonValue = JSON.parse(JSON.stringify(value));
  if (typeof copy !== "object" || copy === null || chance.below(2) === 0) {
    return copy;
  }
  if (Array.isArray(copy)) {
    if (chance.below(2) === 0) copy.push(1);
    else copy.pop();
  } else if (chance.below(2) === 0) copy["another"] = 1;
  else delete copy[Object.keys(copy)[0]];
  return copy;
}

function operand(
  chance: Chance,
  operator: ValueOperator,
  there: JsonValue | undefined,
): JsonValue {
  const isPrimitive = (value: JsonValue) =>
    typeof value !== "object" || value === null;
  switch (operator) {
    case "equals":
    case "equalsNot":
      return near(chance, there ?? null);
    case "isType":
      return chance.of(["object", "string", "number"]);
    case "hasOneOf":
    case "hasAllOf":
      return (Array.isArray(there) ? there : []).filter(isPrimitive)
        .filter(() => chance.below(2) === 0).concat(
          chance.below(2) === 0 ? [] : ["none"],
        );
    default:
      return there !== undefined && isPrimitive(there)
        ? there
        : chance.of([0, "b", null]);
  }
}

/** A value in the middle of other bytes. */
function valueOf(text: string) {
  const bytes = encoder.encode(`"${text}"`);
  return { type: ValueType.json, bytes, start: 1, end: bytes.length - 1 };
}

Deno.test("rules and sorts see a long text as it would be parsed", () => {
  let holding = 0;
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const chance = new Chance(seed);
    const text = ` ${textOf(chance, chance.below(4) + 1, true)}`;
    const parsed: JsonValue = JSON.parse(text);
    const read = readAsJson(valueOf(text));
    assert(read instanceof LazyJson);
    for (let count = 0; count < 12; count++) {
      const { field, there } = place(chance, parsed);
      const operator = chance.of(OPERATORS);
      const rule = {
        field,
        operator,
        operand: operand(chance, operator, there),
      };
      const matcher = new ValueMatcher([rule]);
      const expected = matcher.test(parsed);
      if (expected) holding++;
      assertEquals(
        matcher.test(read),
        expected,
        `${seed}: ${field} ${operator}`,
      );
      const key = new SortKey(field);
      assertEquals(key.read(read), key.read(parsed), `${seed}: ${field}`);
    }
  }
  assert(holding > ROUNDS, "hardly a rule holds");
});

Deno.test("a long value is read where it lies after it has moved", () => {
  const members = Array.from({ length: 5000 }, (_, i) => [`name ${i}`, i]);
  const value = valueOf(JSON.stringify(Object.fromEntries(members)));
  const read = readAsJson(value);
  assert(read instanceof LazyJson);
  assertEquals(read.member("name 4999"), 4999);
  const { bytes, end } = value;
  value.bytes = new Uint8Array(bytes.length + 10);
  value.bytes.set(bytes.subarray(1, end), 10);
  value.start = 10;
  value.end = 10 + end - 1;
  bytes.fill(0);
  assertEquals(read.member("name 4998"), 4998);
  assertEquals(read.member("name 5000"), undefined);
});

Deno.test("numbers of binary arrays and texts are seen as JSON peers get them", () => {
  const floats = new Uint8Array(new Float64Array([1.5, NaN, -0, 1 / 0]).buffer);
  const numbers = { type: ValueType.f64s, bytes: floats, start: 0, end: 32 };
  assertEquals(readAsJson(numbers), [1.5, null, -0, null]);
  const bytes = encoder.encode('a "text"');
  const text = { type: ValueType.text, bytes, start: 0, end: bytes.length };
  assertEquals(readAsJson(text), 'a "text"');
});

Deno.test("numbers of all lengths are read as JSON.parse reads them", () => {
  const chance = new Chance(31);
  const digits = (most: number) =>
    Array.from({ length: 1 + chance.below(most) }, () => chance.below(10));
  for (let round = 0; round < ROUNDS * 50; round++) {
    const sign = chance.below(3) === 0 ? "-" : "";
    const integer = `${digits(18).join("")}`.replace(/^0+(?=\d)/, "");
    const fraction = chance.below(2) === 0 ? "" : `.${digits(18).join("")}`;
    const exponent = chance.below(9) === 0 ? "e-2" : "";
    const text = sign + integer + fraction + exponent;
    const bytes = encoder.encode(`,${text},`);
    const end = bytes.length - 1;
    const json = readAsJson({ type: ValueType.json, bytes, start: 1, end });
    assert(Object.is(json, JSON.parse(text)), text);
  }
});
