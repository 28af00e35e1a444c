import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

const VALUES: readonly unknown[] = [
  0,
  5,
  "5",
  "text",
  true,
  false,
  null,
  [],
  [5, { a: 5 }],
  {},
  { a: 5 },
  { a: "5", n: { age: 7 } },
  { a: null, n: null },
  { n: { age: 3, "b c": true }, list: [1, [2, 3]] },
];

const has = (test: (value: Record<string, unknown>) => boolean) =>
  VALUES.filter((value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) &&
    test({ ...value })
  );

/** Rules, and which of the values satisfy them. */
const CASES: Record<string, [Record<string, unknown>, unknown[]]> = {
  "value equals a number": [{ value: { equals: 5 } }, [5]],
  "value equals null": [{ value: { equals: null } }, [null]],
  "value equals an object": [{ value: { equals: { a: 5 } } }, [{ a: 5 }]],
  "value equals an array": [{ value: { equals: [5, { a: 5 }] } }, [[
    5,
    { a: 5 },
  ]]],
  "value equalsNot": [
    { value: { equalsNot: 5 } },
    VALUES.filter((value) => value !== 5),
  ],
  "value lessThan compares as JavaScript": [
    { value: { lessThan: 5 } },
    [0, true, false, null],
  ],
  "value greaterThan compares as JavaScript": [
    { value: { greaterThan: 0 } },
    [5, "5", true],
  ],
  "value lessThan a text": [{ value: { lessThan: "6" } }, [
    0,
    5,
    "5",
    true,
    false,
    null,
  ]],
  "value isType number": [{ value: { isType: "number" } }, [0, 5]],
  "value isType string": [{ value: { isType: "string" } }, ["5", "text"]],
  "value isType boolean": [{ value: { isType: "boolean" } }, [true, false]],
  "value isType object holds for null and arrays": [
    { value: { isType: "object" } },
    VALUES.filter((value) => typeof value === "object"),
  ],
  "value rules together": [
    { value: { isType: "number", greaterThan: -1, lessThan: 5, equalsNot: 1 } },
    [0],
  ],
  "field equals": [{ valueField: { a: { equals: 5 } } }, [{ a: 5 }]],
  "field equalsNot holds where the field is missing": [
    { valueField: { a: { equalsNot: 5 } } },
    VALUES.filter((value) =>
      typeof value === "object" && value !== null &&
      !("a" in value && value.a === 5)
    ),
  ],
  "field isType": [
    { valueField: { a: { isType: "string" } } },
    has(({ a }) => typeof a === "string"),
  ],
  "nested field": [
    { valueField: { "n.age": { greaterThan: 2 } } },
    has(({ n }) => typeof n === "object" && n !== null),
  ],
  "field with an odd name": [
    { valueField: { 'n["b c"]': { equals: true } } },
    [VALUES[13]],
  ],
  "array index": [
    { valueField: { "list[0]": { equals: 1 } } },
    [VALUES[13]],
  ],
  "array index in an array": [
    { valueField: { "list[1][1]": { greaterThan: 2 } } },
    [VALUES[13]],
  ],
  "field of an element of an array that is the value": [
    { valueField: { "[1].a": { equals: 5 } } },
    [VALUES[8]],
  ],
  "several fields": [
    { valueField: { "n.age": { lessThan: 7 }, "list[0]": { equals: 1 } } },
    [VALUES[13]],
  ],
  "value and field rules together": [
    { value: { isType: "object" }, valueField: { a: { isType: "number" } } },
    [{ a: 5 }],
  ],
  "names of object members are no fields": [
    { valueField: { toString: { isType: "function" } } },
    [],
  ],
  "__proto__ is no field": [
    { valueField: { "__proto__.toString": { isType: "function" } } },
    [],
  ],
};

for (const [title, [rules, values]] of Object.entries(CASES)) {
  test(`value rule ${title}`, async (bus) => {
    const owner = await bus.tcp();
    for (const [i, value] of VALUES.entries()) {
      await owner.do("add", { path: bus.path(`${i}`), value });
    }
    // A method has no value that could satisfy a rule.
    await owner.do("add", { path: bus.path("method") });
    const params = { path: bus.here(), ...rules };
    const { result } = asRecord(await owner.ask("get", params));
    const found = Array.isArray(result) ? result : [result];
    assertEquals(found.map((entry) => asRecord(entry).value), values);
  });
}

test("a value that leaves the rule is reported as removed, one that enters as added", async (bus) => {
  const [owner, fetcher] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await owner.do("add", { path, value: 100 });
  await fetcher.do("fetch", {
    id: "f",
    path: bus.here(),
    value: { lessThan: 50 },
  });
  await fetcher.quiet();
  for (const value of [40, 30, 200, 300, 20]) {
    await owner.do("change", { path, value });
  }
  await owner.do("remove", { path });
  await fetcher.expect(
    ...[
      { path, event: "add", value: 40 },
      { path, event: "change", value: 30 },
      { path, event: "remove", value: 200 },
      { path, event: "add", value: 20 },
      { path, event: "remove", value: 20 },
    ].map((params) => ({ method: "f", params })),
  );
  await fetcher.quiet();
});

test("the removal of a state outside the rule is not reported", async (bus) => {
  const [owner, fetcher] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path("s");
  await fetcher.do("fetch", {
    id: "f",
    path: bus.here(),
    valueField: { "n.on": { equals: true } },
  });
  await owner.do("add", { path, value: { n: { on: false } } });
  await owner.do("change", { path, value: "no object" });
  await owner.do("change", { path, value: null });
  await owner.do("remove", { path });
  await fetcher.quiet();
});

test("a field rule is never run as code", async (bus) => {
  const bystander = await bus.bystander();
  const peer = await bus.tcp();
  await peer.do("add", { path: bus.path("s"), value: { a: 1 } });
  const evil = "a){};globalThis.process.exit(1);if(true";
  for (const field of [evil, "a;process.exit(1)", "[process.exit(1)]"]) {
    const params = { path: bus.here(), valueField: { [field]: { equals: 1 } } };
    await peer.ask("get", params);
  }
  await bystander.noticedNothing();
});
