import { assert, assertEquals } from "@std/assert";
import { atOnce } from "../../base/turns.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { messagesOf, readPut } from "./message.ts";

function messages(frame: string) {
  const found = messagesOf(frame);
  return found && [...found].filter((message) => message !== null);
}

Deno.test("a frame is a message, or an array of messages or of their texts", () => {
  assertEquals(messages('{"#":"a"}'), [{ "#": "a" }]);
  assertEquals(messages('[{"#":"a"},"{\\"#\\":\\"b\\"}"]'), [
    { "#": "a" },
    { "#": "b" },
  ]);
  for (const frame of ["[]", "hello", "123", "null", '"x"', "\0", ""]) {
    assertEquals(messages(frame), [], frame);
  }
  const odd = '[null,1,[],[[{"#":"x"}]],"[{}]","{bad","5",true,{"#":"c"}]';
  assertEquals(messages(odd), [{ "#": "c" }]);
});

Deno.test("malformed JSON is distinct from a frame without messages", () => {
  for (const frame of ["{bad json", '{"a":', "[1,2", '["a"']) {
    assertEquals(messages(frame), undefined, frame);
  }
  // However deep it is, nothing comes of it.
  const deep = messages("[".repeat(100_000) + "]".repeat(100_000));
  assert(deep === undefined || deep.length === 0);
});

const read = (put: unknown, limits = {}) =>
  atOnce(readPut(put, { ...DEFAULT_LIMITS, ...limits }));

Deno.test("a put is read with the texts of its values", () => {
  const put = JSON.parse(
    '{"s":{"_":{"#":"s",">":{"a":1.5,"b":-2,"c":0,"d":3,"e":4}},' +
      '"a":"é\\ud800","b":1e21,"c":null,"d":{"#":"x"},"e":-0}}',
  );
  const nodes = read(put);
  if (typeof nodes === "string") throw new Error(nodes);
  assertEquals(
    nodes[0].entries.map(({ soul, key, text, state }) => [
      soul,
      key,
      text,
      state,
    ]),
    [
      ["s", "a", '"é\\ud800"', 1.5],
      ["s", "b", "1e+21", -2],
      ["s", "c", "null", 0],
      ["s", "d", '{"#":"x"}', 3],
      ["s", "e", "0", 4],
    ],
  );
});

Deno.test("names of prototypes are names like others", () => {
  for (
    const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]
  ) {
    const nodes = read(JSON.parse(
      `{"${name}":{"_":{"#":"${name}",">":{"${name}":5}},"${name}":"x"}}`,
    ));
    if (typeof nodes === "string") throw new Error(nodes);
    assertEquals(nodes.length, 1);
    const { soul, key, text, state } = nodes[0].entries[0];
    assertEquals([soul, key, text, state], [name, name, '"x"', 5]);
    // A state that is only in the prototype is none.
    const without = `{"s":{"_":{"#":"s",">":{}},"${name}":"x"}}`;
    assertEquals(typeof read(JSON.parse(without)), "string");
  }
});

Deno.test("one thing that is wrong spoils the whole put", () => {
  const meta = (soul: string, states: unknown) => ({ "#": soul, ">": states });
  const good = { _: meta("g", { a: 1 }), a: 1 };
  const bad: [string, unknown][] = [
    ["no metadata", { a: 1 }],
    ["another soul", { _: meta("zz", { a: 1 }), a: 1 }],
    ["no states", { _: { "#": "s" }, a: 1 }],
    ["no state", { _: meta("s", {}), a: 1 }],
    ["null", null],
    ["text", "x"],
    ["array", [1]],
    ["metadata is text", { _: "x", a: 1 }],
    ...["5", null, true, {}, NaN].map((state): [string, unknown] => [
      `state ${state}`,
      { _: meta("s", { a: state }), a: 1 },
    ]),
    ...[
      [1, 2],
      { x: 1 },
      {},
      { "#": "x", y: 1 },
      { "#": "" },
      { "#": 5 },
      {
        "#": { "#": "x" },
      },
      NaN,
      Infinity,
    ].map((value): [string, unknown] => [
      `value ${JSON.stringify(value)}`,
      { _: meta("s", { a: 1, b: 1 }), b: 1, a: value },
    ]),
    ["empty key", { _: meta("s", { "": 1 }), "": 1 }],
    ["half a pair", { _: meta("s", { "\ud800": 1 }), "\ud800": 1 }],
  ];
  for (const [name, node] of bad) {
    assertEquals(typeof read({ g: good, s: node }), "string", name);
    assertEquals(typeof read({ s: node, g: good }), "string", name);
  }
  for (const put of [5, "x", null, [], true]) {
    assertEquals(typeof read(put), "string");
  }
  for (const soul of ["", "\udc00x", "x".repeat(DEFAULT_LIMITS.name + 1)]) {
    const put = { [soul]: { _: meta(soul, { a: 1 }), a: 1 } };
    assertEquals(typeof read(put), "string", soul.slice(0, 9));
  }
});

Deno.test("a put has so many properties at most", () => {
  const of = (count: number) => {
    const keys = Array.from({ length: count }, (_, i) => `k${i}`);
    const node = Object.fromEntries(keys.map((key) => [key, 1]));
    return { s: { _: { "#": "s", ">": node }, ...node } };
  };
  assert(typeof read(of(3), { properties: 3 }) !== "string");
  assertEquals(typeof read(of(4), { properties: 3 }), "string");
});
