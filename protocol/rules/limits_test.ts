import { assert, assertEquals, assertThrows } from "@std/assert";
import { classicRules } from "../dialects/classic/rules.ts";
import { v3Rules } from "../dialects/v3/rules.ts";
import { DeadBand, RuleError } from "./rules.ts";

Deno.test("limits of a fetch: those for some paths come before its own", () => {
  const params = {
    rate: 10,
    deadband: { percent: 0.5 },
    limits: [
      { path: { startsWith: "alarm/" } },
      { path: "a/b", rate: 0.5 },
      { path: { matches: "+/x" }, rate: 1, deadband: { absolute: 2 } },
    ],
  };
  const limits = [
    { path: { startsWith: "alarm/" }, rate: 0, deadband: null },
    { path: { equals: "a/b" }, rate: 0.5, deadband: null },
    {
      path: { matches: "+/x" },
      rate: 1,
      deadband: { field: "", absolute: 2, percent: 0 },
    },
    { rate: 10, deadband: { field: "", absolute: 0, percent: 0.5 } },
  ];
  assertEquals(classicRules(params).limits, limits);
  assertEquals(v3Rules(params).limits, limits);
  assertEquals(classicRules({ rate: null, deadband: null }).limits, undefined);
  assertEquals(classicRules({}).limits, undefined);
});

const WRONG: readonly [params: Record<string, unknown>, message: string][] = [
  [{ rate: 0 }, "rate must be a number above 0 and up to 1000"],
  [{ rate: -1 }, "rate must be a number above 0 and up to 1000"],
  [{ rate: 1001 }, "rate must be a number above 0 and up to 1000"],
  [{ rate: "10" }, "rate must be a number above 0 and up to 1000"],
  [{ deadband: 1 }, "deadband must be an object"],
  [{ deadband: [] }, "deadband must be an object"],
  [{ deadband: {} }, "deadband needs absolute or percent"],
  [
    { deadband: { absolute: 1, percent: 1 } },
    "deadband needs absolute or percent",
  ],
  [{ deadband: { absolute: -1 } }, "absolute must be a number from 0"],
  [{ deadband: { percent: "1" } }, "percent must be a number from 0"],
  [{ deadband: { absolute: 1, field: 1 } }, "field must be a string"],
  [{ deadband: { abs: 1 } }, "unknown member abs of deadband"],
  [{ limits: {} }, "limits must be an array of objects"],
  [{ limits: [1] }, "limits must be an array of objects"],
  [{ limits: [{ rates: 1 }] }, "unknown member rates of limits"],
  [{ limits: [{ path: { begins: "a" } }] }, "unknown rule begins"],
  [{ limits: [{ rate: 0 }] }, "rate must be a number above 0 and up to 1000"],
  [
    { sort: {}, deadband: { absolute: 1 } },
    "a fetch that sorts takes rate, but no deadband",
  ],
  [
    { sort: {}, limits: [{ rate: 1 }] },
    "a fetch that sorts takes rate, but no limits",
  ],
];

Deno.test("limits that make no sense are refused with the reason", () => {
  for (const [params, message] of WRONG) {
    assertThrows(() => classicRules(params), RuleError, message);
  }
  const bad = { field: "a..b", absolute: 1, percent: 0 };
  assertThrows(() => new DeadBand(bad), RuleError, "a..b");
});

Deno.test("a dead band includes its edge, and only numbers", () => {
  const absolute = new DeadBand({ field: "", absolute: 0.5, percent: 0 });
  assert(absolute.includes(10.5, 10));
  assert(!absolute.includes(10.51, 10));
  assert(!absolute.includes(NaN, 10));
  assert(!absolute.includes(10, NaN));
  const percent = new DeadBand({ field: "a.b", absolute: 0, percent: 10 });
  assert(percent.includes(-11, -10));
  assert(!percent.includes(-11.1, -10));
  assert(!percent.includes(0.1, 0));
  assertEquals(percent.numberIn({ a: { b: 3 } }), 3);
  assertEquals(percent.numberIn({ a: { b: "3" } }), NaN);
  assertEquals(percent.numberIn({ a: 3 }), NaN);
  assertEquals(percent.numberIn(3), NaN);
});
