/**
 * The parameters of a classic `fetch` or `get`, turned into the rules that all
 * dialects share.
 *
 * @module
 */
import {
  askedFrom,
  type CheckedPathRules,
  type CheckedRules,
  isValueOperator,
  kindsFrom,
  limitsFrom,
  type OnUnknownRule,
  pathRulesFrom,
  RuleError,
  type ValueRule,
  valueRuleFrom,
} from "../../rules/rules.ts";
import { type CheckedSortRules, sortRange } from "../../rules/sort.ts";
import { isRecord } from "../../../base/narrowing.ts";

/** Members of an object that came from outside. */
export type ObjectMembers = Readonly<Record<string, unknown>>;

/**
 * The members of an object.
 *
 * @throws {RuleError} if the value is no object.
 */
export function membersOf(value: unknown, name: string): ObjectMembers {
  if (isRecord(value)) return value;
  throw new RuleError(name, `${name} must be an object`);
}

/** Whether there is a value: neither absent nor `null`. */
export function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/**
 * Reads the rules out of classic fetch parameters.
 *
 * @param onUnknown Called for each path rule and value rule that doesn't exist;
 * without it such a rule is refused.
 * @throws {RuleError} if a rule is unknown or has a wrong type.
 */
export function classicRules(
  params: unknown,
  onUnknown?: OnUnknownRule,
): CheckedRules {
  const members = membersOf(params, "params");
  const { path, value, valueField, sort, match } = members;
  const { nodes, type, below, depth, caseInsensitive } = members;
  const { meta, times, presence } = members;
  if (given(match)) {
    throw new RuleError("match", "match is not supported, use path rules");
  }
  const values: ValueRule[] = [];
  const push = (field: string, rules: ObjectMembers) =>
    pushRules(values, field, rules, onUnknown);
  if (given(value)) push("", membersOf(value, "value"));
  if (given(valueField)) {
    const fields = membersOf(valueField, "valueField");
    for (const field of Object.keys(fields)) {
      push(field, membersOf(fields[field], field));
    }
  }
  return {
    path: {
      // SharpJet and java-jet put it beside the path rules.
      ...given(path) && caseInsensitive === true ? { caseInsensitive } : {},
      ...positionRules(path, below, depth, onUnknown),
    },
    values,
    kinds: kindsFrom(nodes, type),
    asked: askedFrom(meta, times, presence),
    limits: limitsFrom(members, onUnknown),
    sort: given(sort) ? sortRules(membersOf(sort, "sort")) : undefined,
  };
}

/**
 * The path rules together with those that are not about the path's text:
 * `below` and `depth`.
 *
 * @throws {RuleError} if a rule is unknown or has a wrong type.
 */
export function positionRules(
  path: unknown,
  below: unknown,
  depth: unknown,
  onUnknown?: OnUnknownRule,
): CheckedPathRules {
  const rules = pathRulesFrom(path, onUnknown);
  return given(below) || given(depth)
    ? { ...rules, ...pathRulesFrom({ below, depth }) }
    : rules;
}

function pushRules(
  into: ValueRule[],
  field: string,
  rules: ObjectMembers,
  onUnknown: OnUnknownRule | undefined,
): void {
  for (const operator of Object.keys(rules)) {
    if (onUnknown !== undefined && !isValueOperator(operator)) {
      onUnknown(operator);
    } else into.push(valueRuleFrom(field, operator, rules[operator]));
  }
}

function sortRules(sort: ObjectMembers): CheckedSortRules {
  const range = {
    descending: sort.descending === true,
    ...sortRange(sort.from, sort.to),
  };
  if (!given(sort.byPath) || sort.byPath === false) {
    if (given(sort.byValue)) {
      return {
        ...range,
        by: "value",
        field: "",
        type: typeName(sort.byValue, "byValue"),
      };
    }
    if (given(sort.byValueField)) {
      const fields = membersOf(sort.byValueField, "byValueField");
      const [field] = Object.keys(fields);
      if (field === undefined) {
        throw new RuleError("byValueField", "byValueField names no field");
      }
      return {
        ...range,
        by: "value",
        field,
        type: typeName(fields[field], "byValueField"),
      };
    }
  }
  return { ...range, by: "path" };
}

function typeName(value: unknown, rule: string): string {
  if (typeof value !== "string") {
    throw new RuleError(rule, `${rule} must be the name of a type`);
  }
  return value;
}
