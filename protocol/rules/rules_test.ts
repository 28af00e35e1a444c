import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import {
  type CheckedPathRules,
  FieldPath,
  foldPath,
  type JsonValue,
  PathMatcher,
  pathRulesFrom,
  readField,
  RuleError,
  textsOf,
  ValueMatcher,
  valueOperator,
  type ValueRule,
  valueRuleFrom,
} from "./rules.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";
import { parseRules } from "./parse.ts";
import { PATH_LIST_RULES } from "./path_names.ts";
import { SortKey, sortRange } from "./sort.ts";
import type { PathRules } from "./written.ts";

function assertRuleError(rule: string, action: () => unknown): void {
  const error = assertThrows(action, RuleError);
  assertEquals(error.rule, rule);
  assertEquals(error.name, "RuleError");
  assert(error.message.length > 10);
}

// ---------------------------------------------------------------------------
// Path rules
// ---------------------------------------------------------------------------

function matches(rules: CheckedPathRules, paths: string): string {
  const matcher = new PathMatcher(rules);
  return paths.split(" ").filter((path) => matcher.test(path)).join(" ");
}

/** An operand of each rule with which it excludes "a" or "b". */
const OPERANDS: Omit<Required<PathRules>, "caseInsensitive"> = {
  equals: "a",
  equalsNot: "a",
  startsWith: "a",
  startsNotWith: "a",
  endsWith: "a",
  endsNotWith: "a",
  contains: "a",
  containsNot: "a",
  containsAllOf: ["a"],
  containsOneOf: ["a"],
  equalsOneOf: ["a"],
  equalsNotOneOf: ["a"],
  matches: "a",
};

Deno.test("PathMatcher: each rule that can be written excludes some path", () => {
  for (const [rule, operand] of Object.entries(OPERANDS)) {
    const rules = pathRulesFrom({ [rule]: operand });
    assert(matches(rules, "a b") !== "a b", rule);
  }
});

Deno.test("PathMatcher: the texts of each list that is searched for count", () => {
  const lookedUp = ["equalsOneOf", "equalsNotOneOf"];
  for (const [rule] of PATH_LIST_RULES) {
    const rules = pathRulesFrom({ [rule]: ["a", "b", "c"] });
    assertEquals(textsOf(rules), lookedUp.includes(rule) ? 0 : 3, rule);
    assertEquals(new PathMatcher(rules).texts, textsOf(rules), rule);
  }
});

Deno.test("PathMatcher: every rule on its own", () => {
  const paths = "tank tank/1 tank/12 Tank/1 tan pump/1 bank";
  const cases: [CheckedPathRules, string][] = [
    [{}, paths],
    [{ equals: "tank/1" }, "tank/1"],
    [{ equals: "t" }, ""],
    [{ equalsNot: "tank/1" }, "tank tank/12 Tank/1 tan pump/1 bank"],
    [{ startsWith: "tank" }, "tank tank/1 tank/12"],
    [{ startsNotWith: "tan" }, "Tank/1 pump/1 bank"],
    [{ endsWith: "/1" }, "tank/1 Tank/1 pump/1"],
    [{ endsNotWith: "/1" }, "tank tank/12 tan bank"],
    [{ contains: "an" }, "tank tank/1 tank/12 Tank/1 tan bank"],
    [{ containsNot: "an" }, "pump/1"],
    [{ containsAllOf: ["k", "1"] }, "tank/1 tank/12 Tank/1"],
    [{ containsOneOf: ["p", "2"] }, "tank/12 pump/1"],
    [{ equalsOneOf: ["bank", "tan", "x"] }, "tan bank"],
    [
      { equalsNotOneOf: ["bank", "tan", "x"] },
      "tank tank/1 tank/12 Tank/1 pump/1",
    ],
  ];
  for (const [rules, expected] of cases) {
    assertEquals(matches(rules, paths), expected, JSON.stringify(rules));
  }
});

Deno.test("PathMatcher: all rules have to hold", () => {
  const paths = "st stx xst s t";
  assertEquals(
    matches({
      equals: "st",
      equalsNot: "x",
      contains: "s",
      containsNot: "q",
      containsAllOf: ["s", "t"],
      containsOneOf: ["z", "t"],
      startsWith: "s",
      startsNotWith: "b",
      endsWith: "t",
      endsNotWith: "y",
      equalsOneOf: ["st", "u"],
      equalsNotOneOf: ["v"],
      caseInsensitive: true,
    }, paths),
    "st",
  );
  assertEquals(matches({ startsWith: "s", endsWith: "t" }, paths), "st");
  assertEquals(matches({ contains: "s", equalsNot: "s" }, paths), "st stx xst");
});

// Real daemons get these wrong: lastIndexOf finds -1 where the text is one
// longer than the path, and an index without fallback misses repetitions.
Deno.test("PathMatcher: what older daemons get wrong", () => {
  assertEquals(matches({ endsWith: "abc" }, "ab abc xabc"), "abc xabc");
  assertEquals(matches({ contains: "aab" }, "aaab aab ab"), "aaab aab");
  assertEquals(matches({ endsWith: "b" }, "xbyb zcb bx"), "xbyb zcb");
  const always = new PathMatcher({ containsAllOf: [] });
  assert(always.test("anything"));
});

Deno.test("PathMatcher: overlapping beginnings and ends", () => {
  assertEquals(
    matches({ startsWith: "aba", endsWith: "aba" }, "aba abaaba ababa ab"),
    "aba abaaba ababa",
  );
});

Deno.test("PathMatcher: without regard to the case", () => {
  const rules: CheckedPathRules = {
    startsWith: "TaNk/",
    caseInsensitive: true,
  };
  const matcher = new PathMatcher(rules);
  assert(matcher.folded);
  assertEquals(matcher.prefix, "tank/");
  assert(matcher.test("TANK/1"));
  assert(matcher.test("TANK/1", "tank/1"));
  assertFalse(matcher.test("TANK"));
  assertEquals(foldPath("TANK/Ä"), "tank/ä");
  const named = new PathMatcher({
    equalsOneOf: ["A", "a", "B"],
    caseInsensitive: true,
  });
  assertEquals(named.exact, ["a", "b"]);
  assert(named.test("a") && named.test("A") && named.test("b"));
  const search = new PathMatcher({
    containsAllOf: ["LEV", "nk"],
    caseInsensitive: true,
  });
  assert(search.test("TaNK/Level"));
  assertFalse(search.test("TaNK"));
  const not = new PathMatcher({
    equalsNot: "A",
    containsNot: "X",
    caseInsensitive: true,
  });
  assertFalse(not.test("a"));
  assertFalse(not.test("ax"));
  assert(not.test("ab"));
});

Deno.test("PathMatcher: what is given beside the path is looked at only if folded", () => {
  assert(new PathMatcher({ equals: "A" }).test("A", "a"));
});

Deno.test("PathMatcher: conditions for an index", () => {
  const facts = (rules: CheckedPathRules) => {
    const { exact, prefix, always } = new PathMatcher(rules);
    return { exact, prefix, always };
  };
  const nothing = { exact: null, prefix: null, always: false };
  assertEquals(facts({}), { ...nothing, always: true });
  assertEquals(facts({ caseInsensitive: true }), { ...nothing, always: true });
  // 3.x peers ask for everything this way.
  assertEquals(facts({ startsWith: "" }), { ...nothing, always: true });
  assertEquals(
    facts({
      endsWith: "",
      contains: "",
      containsAllOf: ["", ""],
      containsOneOf: ["a", ""],
      equalsNotOneOf: [],
    }),
    { ...nothing, always: true },
  );
  assertEquals(facts({ endsWith: "x" }), nothing);
  assertEquals(facts({ startsWith: "ab" }), { ...nothing, prefix: "ab" });
  assertEquals(facts({ equals: "" }), { ...nothing, exact: [""] });
  assertEquals(facts({ equals: "a" }).exact, ["a"]);
  assertEquals(facts({ equalsOneOf: ["a", "b", "a"] }).exact, ["a", "b"]);
  assertEquals(facts({ equals: "a", equalsOneOf: ["b", "a"] }).exact, ["a"]);
  assertEquals(facts({ equals: "a", equalsOneOf: ["b"] }).exact, []);
  // Names that the other rules exclude are not worth looking up.
  assertEquals(
    facts({ equalsOneOf: ["ab", "b", "ac"], startsWith: "a", equalsNot: "ac" })
      .exact,
    ["ab"],
  );
  for (
    const rules of [
      { containsOneOf: [] },
      { equalsOneOf: [] },
      { startsNotWith: "" },
      { endsNotWith: "" },
      { containsNot: "" },
    ]
  ) {
    assertEquals(facts(rules).exact, [], JSON.stringify(rules));
    assertFalse(new PathMatcher(rules).test("a"));
    assertFalse(new PathMatcher(rules).test(""));
  }
});

Deno.test("PathMatcher: names of object members are ordinary paths", () => {
  const matcher = new PathMatcher({ equalsOneOf: ["__proto__", "toString"] });
  assert(matcher.test("__proto__"));
  assertFalse(matcher.test("constructor"));
});

Deno.test("PathMatcher: like a naive reading of the rules", () => {
  const random = seededRandom(6);
  const text = (longest: number) => {
    let made = "";
    for (let left = Math.floor(random() * longest); left > 0; left--) {
      made += "abAB/"[Math.floor(random() * 5)];
    }
    return made;
  };
  const texts = () =>
    Array.from({ length: Math.floor(random() * 12) }, () => text(4));
  const maybe = <V>(make: () => V) => random() < 0.15 ? make() : undefined;
  for (let round = 0; round < 4000; round++) {
    const rules: CheckedPathRules = {
      equals: maybe(() => text(4)),
      equalsNot: maybe(() => text(4)),
      startsWith: maybe(() => text(3)),
      startsNotWith: maybe(() => text(4)),
      endsWith: maybe(() => text(3)),
      endsNotWith: maybe(() => text(4)),
      contains: maybe(() => text(3)),
      containsNot: maybe(() => text(4)),
      containsAllOf: maybe(() => texts().slice(0, 2)),
      containsOneOf: maybe(texts),
      equalsOneOf: maybe(texts),
      equalsNotOneOf: maybe(texts),
      caseInsensitive: maybe(() => random() < 0.5),
    };
    const fold = (one: string) =>
      rules.caseInsensitive ? one.toLowerCase() : one;
    const naive = (path: string) => {
      const p = fold(path);
      const is = (operand: string | undefined, test: (t: string) => boolean) =>
        operand === undefined || test(fold(operand));
      const all = (
        operand: readonly string[] | undefined,
        test: (t: string[]) => boolean,
      ) => operand === undefined || test(operand.map(fold));
      return is(rules.equals, (t) => p === t) &&
        is(rules.equalsNot, (t) => p !== t) &&
        is(rules.startsWith, (t) => p.startsWith(t)) &&
        is(rules.startsNotWith, (t) => !p.startsWith(t)) &&
        is(rules.endsWith, (t) => p.endsWith(t)) &&
        is(rules.endsNotWith, (t) => !p.endsWith(t)) &&
        is(rules.contains, (t) => p.includes(t)) &&
        is(rules.containsNot, (t) => !p.includes(t)) &&
        all(rules.containsAllOf, (ts) => ts.every((t) => p.includes(t))) &&
        all(rules.containsOneOf, (ts) => ts.some((t) => p.includes(t))) &&
        all(rules.equalsOneOf, (ts) => ts.includes(p)) &&
        all(rules.equalsNotOneOf, (ts) => !ts.includes(p));
    };
    const matcher = new PathMatcher(
      pathRulesFrom(JSON.parse(JSON.stringify(rules))),
    );
    const probes = [
      text(4),
      text(4),
      text(6),
      "",
      ...(rules.equalsOneOf ?? []),
    ];
    for (const path of probes) {
      const expected = naive(path);
      const why = `${JSON.stringify(rules)} ${path}`;
      assertEquals(matcher.test(path), expected, why);
      assertEquals(matcher.test(path, path.toLowerCase()), expected, why);
      if (matcher.always) assert(expected, why);
      if (matcher.exact !== null) {
        assertEquals(matcher.exact.includes(fold(path)), expected, why);
      }
      if (expected) assert(fold(path).startsWith(matcher.prefix ?? ""), why);
    }
  }
});

Deno.test("pathRulesFrom: takes what is right", () => {
  assertEquals(pathRulesFrom(undefined), {});
  assertEquals(pathRulesFrom(null), {});
  assertEquals(pathRulesFrom({}), {});
  const rules = {
    equals: "a",
    containsAllOf: ["b"],
    equalsOneOf: [],
    caseInsensitive: false,
  };
  assertEquals(pathRulesFrom(rules), rules);
  assertEquals(
    pathRulesFrom({
      equals: null,
      contains: undefined,
      containsOneOf: null,
      caseInsensitive: null,
    }),
    {},
  );
});

Deno.test("pathRulesFrom: refuses the rest", () => {
  for (const wrong of ["tank", 5, true, [], ["equals"]]) {
    assertRuleError("path", () => pathRulesFrom(wrong));
  }
  for (
    const rule of [
      "equals",
      "equalsNot",
      "startsWith",
      "startsNotWith",
      "endsWith",
      "endsNotWith",
      "contains",
      "containsNot",
    ]
  ) {
    for (const wrong of [5, false, {}, ["a"]]) {
      assertRuleError(rule, () => pathRulesFrom({ [rule]: wrong }));
    }
  }
  for (
    const rule of [
      "containsAllOf",
      "containsOneOf",
      "equalsOneOf",
      "equalsNotOneOf",
    ]
  ) {
    for (const wrong of ["a", 5, {}, [1], ["a", null], { length: 0 }]) {
      assertRuleError(rule, () => pathRulesFrom({ [rule]: wrong }));
    }
  }
  for (const wrong of ["true", 1, {}]) {
    assertRuleError(
      "caseInsensitive",
      () => pathRulesFrom({ caseInsensitive: wrong }),
    );
  }
  for (const unknown of ["bogus", "toString", "hasOwnProperty", "Equals"]) {
    assertRuleError(unknown, () => pathRulesFrom({ [unknown]: "a" }));
  }
  assertRuleError(
    "__proto__",
    () => pathRulesFrom(JSON.parse('{"__proto__":{"equals":"a"}}')),
  );
  // What is inherited is not given.
  assertEquals(pathRulesFrom(Object.create({ equals: "a" })), {});
});

// ---------------------------------------------------------------------------
// Fields
// ---------------------------------------------------------------------------

Deno.test("FieldPath: what can be written", () => {
  const cases: [string, string[]][] = [
    ["", []],
    ["age", ["age"]],
    ["n.age", ["n", "age"]],
    ["arr[0]", ["arr", "0"]],
    ["[0]", ["0"]],
    ["[0].x", ["0", "x"]],
    ["[1][22]", ["1", "22"]],
    ["a.b[3].c", ["a", "b", "3", "c"]],
    ['a["b c"]', ["a", "b c"]],
    ["['a.b[0]'].c", ["a.b[0]", "c"]],
    ['a[""]', ["a", ""]],
    ['["\\"\\\\\\n\\u00e4\\x"]', ['"\\\nä' + "x"]],
    ["['it\\'s']", ["it's"]],
    ["$a_1-b c", ["$a_1-b c"]],
    ["ä.😀", ["ä", "😀"]],
    ["__proto__.x", ["__proto__", "x"]],
    ["list.0", ["list", "0"]],
  ];
  for (const [text, steps] of cases) {
    const path = new FieldPath(text);
    assertEquals(path.steps, steps, text);
    assertEquals(path.text, text);
  }
});

Deno.test("FieldPath: what can't be understood", () => {
  for (
    const text of [
      ".",
      ".a",
      "a.",
      "a..b",
      "a.[0]",
      "a[0]b",
      "a[",
      "a[]",
      "a]",
      "a[0",
      "a[-1]",
      "a[01]",
      "a[1.5]",
      "a[b]",
      "a[1e3]",
      "a[0x1]",
      "a[ 0 ]",
      'a["b]',
      'a["b"',
      "a['b\"]",
      'a["b\\"]',
      'a["\\u12"]',
      'a["\\u12"00"]',
      "a[0]]",
      "a[12345678901]",
    ]
  ) {
    const error = assertThrows(() => new FieldPath(text), RuleError);
    assertEquals(error.rule, text);
    assertThrows(
      () => new ValueMatcher([{ field: text, operator: "equals", operand: 1 }]),
      RuleError,
    );
    assertThrows(() => new SortKey(text), RuleError);
  }
});

Deno.test("FieldPath: a very long text is no trouble", () => {
  const path = new FieldPath("a" + "[0]".repeat(100_000));
  assertEquals(path.steps.length, 100_001);
  assertEquals(readField(path, { a: [1] }), undefined);
});

Deno.test("readField: finds own members only", () => {
  const value: JsonValue = JSON.parse(
    '{"n":{"age":5,"":1,"none":null},"arr":[5,[6],{"x":7}],"s":"abc","b c":true,"__proto__":{"own":1}}',
  );
  const read = (text: string) => readField(new FieldPath(text), value);
  assertEquals(read(""), value);
  assertEquals(read("n.age"), 5);
  assertEquals(read('n[""]'), 1);
  assertEquals(read("n.none"), null);
  assertEquals(read("n.none.x"), undefined);
  assertEquals(read("arr[0]"), 5);
  assertEquals(read("arr[1][0]"), 6);
  assertEquals(read("arr[2].x"), 7);
  assertEquals(read("arr[3]"), undefined);
  assertEquals(read("arr.length"), 3);
  assertEquals(read("s.length"), 3);
  assertEquals(read("s[1]"), "b");
  assertEquals(read("s[3]"), undefined);
  assertEquals(read("b c"), true);
  assertEquals(read("__proto__.own"), 1);
  for (
    const text of [
      "toString",
      "constructor",
      "n.__proto__",
      "n.hasOwnProperty",
      "arr.push",
      "arr.concat.name",
      "s.at",
      "n.age.toFixed",
      "nope.x",
      "n[0]",
      "n.length",
    ]
  ) {
    assertEquals(read(text), undefined, text);
  }
  assertEquals(readField(new FieldPath("length"), "abc"), undefined);
  assertEquals(readField(new FieldPath("a"), null), undefined);
  assertEquals(readField(new FieldPath("a"), undefined), undefined);
  assertEquals(readField(new FieldPath(""), undefined), undefined);
});

// ---------------------------------------------------------------------------
// Value rules
// ---------------------------------------------------------------------------

function holds(
  operator: ValueRule["operator"],
  operand: JsonValue,
  value: JsonValue | undefined,
  field = "",
): boolean {
  return new ValueMatcher([{ field, operator, operand }]).test(value);
}

Deno.test("ValueMatcher: comparisons are plain JavaScript for primitives", () => {
  const values: (JsonValue | undefined)[] = [
    undefined,
    null,
    true,
    false,
    0,
    -1,
    3,
    100,
    1e300,
    "",
    "3",
    "abc",
    "b",
  ];
  // How JavaScript compares primitives: texts as texts, all else as numbers.
  const less = (a: unknown, b: unknown): boolean =>
    typeof a === "string" && typeof b === "string"
      ? a < b
      : Number(a) < Number(b);
  for (const value of values) {
    for (const operand of values) {
      if (operand === undefined) continue;
      const why = `${value} and ${operand}`;
      assertEquals(
        holds("lessThan", operand, value),
        less(value, operand),
        why,
      );
      assertEquals(
        holds("greaterThan", operand, value),
        less(operand, value),
        why,
      );
      assertEquals(holds("equals", operand, value), value === operand, why);
      assertEquals(holds("equalsNot", operand, value), value !== operand, why);
    }
  }
  assert(holds("lessThan", 3, true));
  assert(holds("lessThan", 100, null));
});

Deno.test("ValueMatcher: objects are neither less nor greater", () => {
  const values: JsonValue[] = [{}, [], [1], ["1"], { valueOf: 1 }];
  for (const value of values) {
    for (const operand of [0, 1, 100, "", "1", "~", true, null]) {
      assertFalse(holds("lessThan", operand, value));
      assertFalse(holds("greaterThan", operand, value));
    }
  }
});

Deno.test("ValueMatcher: equal objects have equal parts", () => {
  const value = (): JsonValue => ({
    a: [1, { b: null, c: "x" }],
    d: {},
    e: [],
  });
  assert(holds("equals", value(), value()));
  assertFalse(holds("equalsNot", value(), value()));
  assert(holds("equals", { a: 1, b: 2 }, { b: 2, a: 1 }));
  const pairs: [JsonValue, JsonValue][] = [
    [{}, []],
    [{}, null],
    [[], null],
    [{ a: 1 }, {}],
    [{ a: 1 }, { b: 1 }],
    [{ a: null }, { b: null }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [[1, 2], [2, 1]],
    [[1], [1, 2]],
    [[[]], [{}]],
    [[null], [0]],
    [{ a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }],
    ["1", 1],
    [{ 0: 1, length: 1 }, [1]],
  ];
  for (const [left, right] of pairs) {
    const why = JSON.stringify([left, right]);
    assertFalse(holds("equals", left, right), why);
    assertFalse(holds("equals", right, left), why);
    assert(holds("equalsNot", left, right), why);
  }
  const tricky = JSON.parse('{"__proto__":{"a":1}}');
  assert(holds("equals", tricky, JSON.parse('{"__proto__":{"a":1}}')));
  assertFalse(holds("equals", tricky, { toString: 1 }));
  assertFalse(holds("equals", { toString: 1 }, tricky));
});

Deno.test("ValueMatcher: values nested deeper than the stack", () => {
  const nested = (inner: JsonValue): JsonValue => {
    let value = inner;
    for (let depth = 0; depth < 200_000; depth++) {
      value = depth % 2 === 0 ? [value] : { a: value };
    }
    return value;
  };
  assert(holds("equals", nested(1), nested(1)));
  assertFalse(holds("equals", nested(1), nested(2)));
  assertEquals(valueRuleFrom("", "equals", nested(1)).operator, "equals");
});

Deno.test("ValueMatcher: isType is typeof", () => {
  assert(holds("isType", "number", 1));
  assert(holds("isType", "string", ""));
  assert(holds("isType", "boolean", false));
  assert(holds("isType", "object", {}));
  assert(holds("isType", "object", []));
  assert(holds("isType", "object", null));
  assert(holds("isType", "undefined", undefined));
  assertFalse(holds("isType", "number", "1"));
  assertFalse(holds("isType", "int", 1));
});

Deno.test("ValueMatcher: hasOneOf and hasAllOf look into lists", () => {
  assert(holds("hasOneOf", [1, "a"], ["a", 2]));
  assertFalse(holds("hasOneOf", [1, "a"], [2, "1"]));
  assertFalse(holds("hasOneOf", [], [2]));
  assert(holds("hasOneOf", [null, false], [null]));
  assert(holds("hasAllOf", [1, "a"], ["a", 2, 1]));
  assert(holds("hasAllOf", [1, 1], [1]));
  assertFalse(holds("hasAllOf", [1, "a"], [1]));
  assert(holds("hasAllOf", [], []));
  const many = Array.from({ length: 1000 }, (_, i) => i);
  assert(holds("hasAllOf", many.slice(0, 500), many));
  assertFalse(holds("hasAllOf", many, many.slice(1)));
  for (const value of [undefined, null, 1, "a", { 0: "a", length: 1 }]) {
    assertFalse(holds("hasOneOf", ["a"], value));
    assertFalse(holds("hasAllOf", [], value));
  }
  assert(holds("hasOneOf", ["a"], { tags: ["a"] }, "tags"));
});

Deno.test("ValueMatcher: two huge lists are compared in no time", () => {
  const list = (offset: number) =>
    Array.from({ length: 300_000 }, (_, i) => 2 * i + offset);
  assertFalse(holds("hasOneOf", list(0), list(1)));
  assert(holds("hasAllOf", list(0), list(0).reverse()));
});

Deno.test("ValueMatcher: all rules have to hold", () => {
  const matcher = new ValueMatcher([
    { field: "", operator: "lessThan", operand: 100 },
    { field: "", operator: "greaterThan", operand: 5 },
    { field: "", operator: "equalsNot", operand: 50 },
    { field: "", operator: "isType", operand: "number" },
  ]);
  assertEquals(
    [5, 6, 50, 99, 100, "7"].filter((value) => matcher.test(value)),
    [6, 99],
  );
  assertFalse(matcher.always);
  assert(new ValueMatcher([]).always);
  assert(new ValueMatcher([]).test(undefined));
});

Deno.test("ValueMatcher: rules on fields", () => {
  const matcher = new ValueMatcher([
    { field: "n.age", operator: "greaterThan", operand: 2 },
    { field: "arr[0]", operator: "equals", operand: 5 },
    { field: "n.s", operator: "isType", operand: "string" },
    { field: "n.age", operator: "lessThan", operand: 9 },
  ]);
  const value = (age: number, s: JsonValue, first: JsonValue): JsonValue => ({
    n: { age, s },
    arr: [first],
  });
  assert(matcher.test(value(3, "x", 5)));
  assertFalse(matcher.test(value(2, "x", 5)));
  assertFalse(matcher.test(value(9, "x", 5)));
  assertFalse(matcher.test(value(3, 1, 5)));
  assertFalse(matcher.test(value(3, "x", 6)));
  // The value itself and fields of it, together.
  const both = new ValueMatcher([
    { field: "", operator: "equalsNot", operand: { a: 1 } },
    { field: "a", operator: "equals", operand: 1 },
  ]);
  assert(both.test({ a: 1, b: 1 }));
  assertFalse(both.test({ a: 1 }));
});

Deno.test("ValueMatcher: a field that isn't there", () => {
  // The last step is compared as undefined.
  assert(holds("equalsNot", 5, {}, "age"));
  assert(holds("equalsNot", 5, { n: {} }, "n.age"));
  assert(holds("isType", "undefined", { n: {} }, "n.age"));
  assert(holds("equalsNot", 5, [], "[0]"));
  assert(holds("equalsNot", 5, { n: 1 }, "n.age"));
  assertFalse(holds("equals", 5, {}, "age"));
  assertFalse(holds("lessThan", 5, {}, "age"));
  assertFalse(holds("greaterThan", -5, {}, "age"));
  // A way that breaks off, or no object at all: no match.
  assertFalse(holds("equalsNot", 5, {}, "n.age"));
  assertFalse(holds("equalsNot", 5, { n: null }, "n.age"));
  assertFalse(holds("isType", "undefined", { n: null }, "n.age"));
  for (const value of [undefined, null, 5, "text", true]) {
    assertFalse(holds("equalsNot", 5, value, "age"));
    assertFalse(holds("isType", "undefined", value, "age"));
    assertFalse(holds("isType", "number", value, "length"));
  }
  // What every object inherits is not there.
  assert(holds("isType", "undefined", {}, "toString"));
  assert(holds("equalsNot", null, {}, "__proto__"));
});

Deno.test("ValueMatcher: no rule compiles text into code", () => {
  for (
    const field of [
      "a;process.exit(1)",
      "constructor.constructor('x')()",
      "a=1",
      "(a)",
    ]
  ) {
    assertFalse(holds("equals", 1, { a: 1 }, field));
  }
});

Deno.test("valueOperator: known names only", () => {
  for (
    const name of [
      "equals",
      "equalsNot",
      "lessThan",
      "greaterThan",
      "isType",
      "hasOneOf",
      "hasAllOf",
    ]
  ) {
    assertEquals(String(valueOperator(name)), name);
  }
  for (const name of ["", "bogus", "toString", "EQUALS", "__proto__"]) {
    assertEquals(assertThrows(() => valueOperator(name), RuleError).rule, name);
  }
});

Deno.test("valueRuleFrom: takes what is right", () => {
  assertEquals(valueRuleFrom("a", "equals", { x: [1] }), {
    field: "a",
    operator: "equals",
    operand: { x: [1] },
  });
  assertEquals(valueRuleFrom("", "lessThan", null).operand, null);
  assertEquals(valueRuleFrom("", "hasAllOf", []).operand, []);
});

Deno.test("valueRuleFrom: refuses the rest", () => {
  const wrong: [string, unknown][] = [
    ["bogus", 1],
    ["equals", undefined],
    ["equals", () => 1],
    ["equals", [{ a: undefined }]],
    ["equalsNot", 1n],
    ["lessThan", {}],
    ["greaterThan", [1]],
    ["lessThan", undefined],
    ["isType", 5],
    ["isType", null],
    ["hasOneOf", "a"],
    ["hasOneOf", null],
    ["hasAllOf", { length: 0 }],
    ["hasAllOf", [{}]],
  ];
  for (const [operator, operand] of wrong) {
    assertRuleError(operator, () => valueRuleFrom("", operator, operand));
  }
  // The matcher checks its input, too.
  assertRuleError(
    "isType",
    () => new ValueMatcher([{ field: "", operator: "isType", operand: 5 }]),
  );
  assertRuleError(
    "hasOneOf",
    () => new ValueMatcher([{ field: "", operator: "hasOneOf", operand: {} }]),
  );
});

// ---------------------------------------------------------------------------
// Sort rules
// ---------------------------------------------------------------------------

Deno.test("sortRange: whole numbers from 1, in any order", () => {
  assertEquals(sortRange(undefined, null), { from: 1, to: 10 });
  assertEquals(sortRange(3, undefined), { from: 3, to: 10 });
  assertEquals(sortRange(5, 2), { from: 5, to: 2 });
  assertEquals(sortRange(1, 1e9), { from: 1, to: 1e9 });
  for (const wrong of [0, -1, 1.5, NaN, Infinity, "1", true, {}, [1]]) {
    assertRuleError("from", () => sortRange(wrong, 5));
    assertRuleError("to", () => sortRange(1, wrong));
  }
});

Deno.test("SortKey: reads the value or a field of it", () => {
  assertEquals(new SortKey("").read(5), 5);
  assertEquals(new SortKey("n.age").read({ n: { age: "x" } }), "x");
  assertEquals(new SortKey("n.age").read({ n: {} }), null);
  assertEquals(new SortKey("n.age").read(undefined), null);
  assertEquals(new SortKey("toString").read({}), null);
});

// ---------------------------------------------------------------------------
// Rules that would take long

Deno.test("PathMatcher: very many names and texts together are tested path by path", () => {
  const equalsOneOf = Array.from({ length: 30_000 }, (_, i) => `name ${i}`);
  const containsOneOf = Array.from({ length: 9_000 }, (_, i) => `e ${i * 2}`);
  const paths = new PathMatcher({ equalsOneOf, containsOneOf });
  assertEquals(paths.certain, false);
  assertEquals(paths.exact?.length, equalsOneOf.length);
  assert(paths.test("name 20"));
  assert(!paths.test("name 99999"));
  assert(!paths.test("some 20"));
  const few = new PathMatcher({ equalsOneOf: ["ab", "b"], contains: "a" });
  assertEquals([few.certain, few.exact], [true, ["ab"]]);
});

Deno.test("PathMatcher: a long text is looked for in a long path at its cost", () => {
  const half = "a".repeat(15_000);
  const path = "a".repeat(60_000);
  const paths = new PathMatcher({ contains: `${half}b${half}` });
  assert(!paths.test(path));
  assert(paths.test(`${path}b${half}`));
  assert(paths.costOf(path) > 1_000_000);
  assertEquals(paths.costOf("a/b"), paths.cost);
});

Deno.test("parseRules: refuses objects with too many members", () => {
  const read = (value: unknown) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return parseRules(bytes, 0, bytes.length);
  };
  const wide = (members: number) =>
    Object.fromEntries(
      Array.from({ length: members }, (_, i) => [`"::\\${i}`, ":"]),
    );
  assertRuleError("params", () => read({ value: { equals: wide(10_000) } }));
  const rules = { equals: [wide(5000), wide(4990)] };
  assertEquals(read(rules), rules);
  const texts = Array.from({ length: 20_000 }, (_, i) => `a:b:${i}`);
  assertEquals(read({ texts }), { texts });
});
