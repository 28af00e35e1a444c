/**
 * The rules of a fetch as parameters of a query.
 *
 * @module
 */
import type { CheckedPathRules } from "../../protocol/rules/rules.ts";
import {
  PATH_LIST_RULES,
  PATH_TEXT_RULES,
} from "../../protocol/rules/path_names.ts";
import { classicRules } from "../../protocol/dialects/classic/rules.ts";
import {
  flag,
  integer,
  json,
  number,
  type Parameters,
  text,
  texts,
  value,
} from "./schema.ts";

const PATH_RULES: Parameters = {
  ...Object.fromEntries(
    PATH_TEXT_RULES.map(([rule, meaning]) => [rule, text(meaning)]),
  ),
  ...Object.fromEntries(
    PATH_LIST_RULES.map(([rule, meaning]) => [rule, texts(meaning)]),
  ),
  caseInsensitive: flag("the rules on the path ignore upper and lower case"),
};

const VALUE_RULES = {
  "value.equals": value("the value is this"),
  "value.equalsNot": value("the value is not this"),
  "value.lessThan": value("the value is less than this"),
  "value.greaterThan": value("the value is greater than this"),
  "value.isType": text("string, number, boolean or object"),
  "value.hasOneOf": json("the value is an array with one of these"),
  "value.hasAllOf": json("the value is an array with all of these"),
} satisfies Parameters;

const OTHER_RULES = {
  below: text("only what is below this path"),
  depth: integer("levels below that", 1),
  nodes: flag("report nodes too"),
  type: texts("kinds: state, method, node, signal; repeated"),
  valueField: json('rules on fields: {"n.age":{"lessThan":7}}'),
  sort: json('order and range: {"byValue":"number","from":1,"to":10}'),
  meta: flag("report metadata"),
  presence: flag("report that owners are away"),
  rate: number("most changes of each element a second", 0),
  deadband: json('changes that are too small: {"absolute":0.5}'),
  limits: json("other rates and dead bands for some paths"),
} satisfies Parameters;

/** All rules. */
export const RULES: Parameters = {
  path: text("the path is this"),
  ...PATH_RULES,
  ...VALUE_RULES,
  ...OTHER_RULES,
};

/** The rules of a fetch in classic form, with the times of all changes. */
export type WireRules = Readonly<Record<string, unknown>>;

/** The rules that the parameters of a query mean. */
export function rulesOf(query: ReadonlyMap<string, unknown>): WireRules {
  const path: Record<string, unknown> = {};
  const value: Record<string, unknown> = {};
  const rules: Record<string, unknown> = {};
  for (const [name, given] of query) {
    if (name === "path") path.equals = given;
    else if (Object.hasOwn(PATH_RULES, name)) path[name] = given;
    else if (Object.hasOwn(VALUE_RULES, name)) {
      value[name.slice("value.".length)] = given;
    } else if (Object.hasOwn(OTHER_RULES, name)) rules[name] = given;
  }
  return {
    type: rules.nodes === true
      ? ["state", "method", "node"]
      : ["state", "method"],
    ...rules,
    ...Object.keys(path).length > 0 ? { path } : {},
    ...Object.keys(value).length > 0 ? { value } : {},
    times: true,
  };
}

/** The part of the rules that is about paths. */
export function pathRulesOf(rules: WireRules): CheckedPathRules {
  const { path, below, depth, type } = rules;
  return classicRules({ path, below, depth, type }).path ?? {};
}
