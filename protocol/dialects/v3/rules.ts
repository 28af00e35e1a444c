/**
 * The parameters of a 3.x `fetch` or `get`, turned into the rules that all
 * dialects share.
 *
 * @module
 */
import { given, membersOf, positionRules } from "../classic/rules.ts";
import {
  askedFrom,
  type CheckedRules,
  kindsFrom,
  limitsFrom,
  type ValueRule,
  valueRuleFrom,
} from "../../rules/rules.ts";

/**
 * Reads the rules out of 3.x fetch parameters. A 3.x peer may send rules for
 * sorting, and its daemon never sorted: they are left out.
 *
 * @throws {RuleError} if a rule is unknown or has a wrong type.
 */
export function v3Rules(params: unknown): CheckedRules {
  const members = membersOf(params, "params");
  const { path, value, nodes, type, below, depth } = members;
  const { meta, times, presence, rate, deadband, limits } = members;
  const values: ValueRule[] = [];
  if (given(value)) {
    const fields = membersOf(value, "value");
    for (const field of Object.keys(fields)) {
      const { operator, value } = membersOf(fields[field], field || "value");
      values.push(valueRuleFrom(field, String(operator), value));
    }
  }
  return {
    path: positionRules(path, below, depth),
    values,
    kinds: kindsFrom(nodes, type),
    asked: askedFrom(meta, times, presence),
    limits: limitsFrom({ rate, deadband, limits }),
  };
}
