/**
 * What random programs choose from: paths, values and rules.
 *
 * @module
 */
import {
  PATH_LIST_RULES,
  PATH_TEXT_RULES,
} from "../../protocol/rules/path_names.ts";
import type { Chance } from "./chance.ts";
import type { Said } from "./notes.ts";
import type { ElementKind, Json, Rules, Sort, ValueRule } from "./rules.ts";

/** All paths that occur. */
export const PATHS = [
  "a",
  "a/b",
  "A/b",
  "a/bc",
  "b",
  "b/Ünï ☃",
  "B/c",
  "",
  "toString",
  "__proto__",
  'q"\\/',
  "a/b/c/d",
] as const;

const PARTS = ["a", "A", "b", "/b", "c", "", "a/b", "ünï", "Ü", "to", "__"];

const VALUES = [
  "0",
  "1",
  "2",
  "-3.5",
  "1.10",
  "9007199254740993",
  "1e2",
  "true",
  "false",
  "null",
  '"x"',
  '"Ünï ☃"',
  '"\\u00e4\\n"',
  '""',
  "[]",
  "{}",
  "[1,2]",
  '[3,"x",{"n":1}]',
  '{"n":7}',
  '{"n":{"age":3}}',
  '{"n":{"age":50.0},"s":"text"}',
  '{"n":null}',
  '{ "n" : [ 1, 5 ] }',
  '{"toString":1,"n":"x"}',
] as const;

const OPERANDS: readonly Json[] = [
  0,
  1,
  2.5,
  50,
  true,
  false,
  null,
  "x",
  "text",
  [1, 2],
  { n: 7 },
  9007199254740993,
];

const FIELDS = ["", "", "", "n", "n.age", "[0]", "n[1]", "s", "toString"];
const TYPES = ["number", "number", "string", "boolean", "object"];

/** A value of a state, as JSON. */
export function valueOf(chance: Chance): string {
  if (chance.is(0.35)) return chance.of(VALUES);
  if (chance.is(0.65)) return `${chance.below(100)}`;
  const length = chance.weighted([
    [5, chance.below(40)],
    [2, chance.below(400)],
    [1, chance.below(2500)],
  ]);
  return JSON.stringify(`${chance.below(10)}${"x".repeat(length)}`);
}

/** The rules of a fetch. */
export function rulesOf(chance: Chance): Rules {
  return {
    path: chance.is(0.5) ? undefined : pathRules(chance),
    values: chance.is(0.7) ? [] : valueRules(chance),
    sort: chance.is(0.65) ? undefined : sort(chance),
  };
}

/** The same, and how often and how finely its changes are reported. */
export function pacedRulesOf(chance: Chance): Rules {
  const rules = rulesOf(chance);
  const rate = chance.is(0.7) ? undefined : chance.of([0.5, 3, 10, 400]);
  const deadband = chance.is(0.8) || rules.sort !== undefined
    ? undefined
    : deadBand(chance);
  return { ...rules, rate, deadband };
}

const TYPES_ASKED: readonly (readonly ElementKind[])[] = [
  ["signal", "state"],
  ["signal", "state", "method"],
  ["signal"],
  ["state"],
  ["method", "state"],
];

/** The same, and what is asked for beside values. */
export function askingRulesOf(chance: Chance): Rules {
  const rules = pacedRulesOf(chance);
  const asked = {
    meta: chance.is(0.5),
    times: chance.is(0.5),
    presence: chance.is(0.5),
  };
  const types = chance.is(0.6) ? undefined : chance.of(
    rules.sort === undefined ? TYPES_ASKED : TYPES_ASKED.slice(3),
  );
  return { ...rules, asked, types };
}

const METAS = [
  "{}",
  '{"unit":"V"}',
  '{ "title" : "Ü\\n\\u00e4", "max":1.10 }',
  '{"schema":{"type":"number","enum":[1,null]}}',
] as const;

/** The metadata of an element, as JSON; `null`: none. */
export function metaOf(chance: Chance): string | null {
  return chance.is(0.2) ? null : chance.of(METAS);
}

/** What an owner says of a value. */
export function saidOf(chance: Chance): Said {
  return {
    ...chance.is(0.4) ? { meta: metaOf(chance) } : {},
    ...chance.is(0.3) ? { at: chance.of([0, 1500, 1764338400000.5]) } : {},
    ...chance.is(0.4) ? { quality: chance.of(QUALITIES) } : {},
  };
}

const QUALITIES = ["good", "bad", 'ü\\"', ""];

function deadBand(chance: Chance): Rules["deadband"] {
  const field = chance.is(0.8) ? "" : chance.of(FIELDS);
  return chance.is(0.5)
    ? { field, absolute: chance.of([0, 0.5, 30]) }
    : { field, percent: chance.of([0, 1, 50]) };
}

// Patterns of segments are tested beside paths with segments, in tests/hierarchy.
const TEXT_RULES = [
  "startsWith",
  ...PATH_TEXT_RULES.map(([rule]) => rule).filter((rule) => rule !== "matches"),
];
const LIST_RULES = PATH_LIST_RULES.map(([rule]) => rule);

function pathRules(chance: Chance): Rules["path"] {
  const rules: Record<string, string | string[] | boolean> = {};
  for (let count = 1 + chance.below(2); count > 0; count--) {
    const part = () => chance.is(0.4) ? chance.of(PATHS) : chance.of(PARTS);
    if (chance.is(0.7)) {
      rules[chance.of(TEXT_RULES)] = part();
    } else {
      const parts = Array.from({ length: chance.below(9) }, part);
      rules[chance.of(LIST_RULES)] = parts;
    }
  }
  if (chance.is(0.3)) rules.caseInsensitive = chance.is(0.8);
  return rules;
}

function valueRules(chance: Chance): ValueRule[] {
  const rules = new Map<string, ValueRule>();
  for (let count = 1 + chance.below(2); count > 0; count--) {
    const field = chance.of(FIELDS);
    const rule = { field, ...comparison(chance) };
    rules.set(`${field} ${rule.operator}`, rule);
  }
  return [...rules.values()];
}

function comparison(chance: Chance): { operator: string; operand: Json } {
  const operand = () => chance.of(OPERANDS);
  const plain = () => chance.of(OPERANDS.slice(0, 9));
  switch (chance.below(6)) {
    case 0:
      return { operator: "equals", operand: operand() };
    case 1:
      return { operator: "equalsNot", operand: operand() };
    case 2:
      return { operator: "lessThan", operand: plain() };
    case 3:
      return { operator: "greaterThan", operand: plain() };
    case 4:
      return { operator: "isType", operand: chance.of(TYPES) };
    default:
      return {
        operator: chance.of(["hasOneOf", "hasAllOf"]),
        operand: Array.from({ length: chance.below(3) }, plain),
      };
  }
}

function sort(chance: Chance): Sort {
  const from = chance.is(0.6) ? 1 : 1 + chance.below(3);
  return {
    by: chance.of(["path", "value", "value"]),
    field: chance.is(0.5) ? "" : chance.of(FIELDS),
    type: chance.of(TYPES),
    descending: chance.is(0.5),
    from,
    to: chance.is(0.1) ? Math.max(1, from - 1) : from + chance.below(4),
  };
}
