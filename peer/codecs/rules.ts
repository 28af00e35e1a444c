/**
 * Which elements a fetch or a get is about, as programs write it.
 *
 * @module
 */
import { checkMembers } from "../values/members.ts";
import type { FetchRules, SortRules } from "../../protocol/rules/written.ts";

/** All members: the daemon ignores others, so a misspelt rule would match all. */
const MEMBERS = {
  path: 1,
  below: 1,
  depth: 1,
  nodes: 1,
  type: 1,
  value: 1,
  valueField: 1,
  sort: 1,
  meta: 1,
  times: 1,
  presence: 1,
  rate: 1,
  deadband: 1,
  limits: 1,
} satisfies Record<keyof FetchRules, 1>;

const SORT = {
  byPath: 1,
  byValue: 1,
  byValueField: 1,
  descending: 1,
  from: 1,
  to: 1,
} satisfies Record<keyof SortRules, 1>;

/**
 * The rules as they are sent.
 *
 * @throws {TypeError} if they are no object, or have a member that is no rule.
 */
export function rulesToWire(rules: FetchRules): Record<string, unknown> {
  checkMembers(rules, MEMBERS, '{ path: { startsWith: "a/" } }');
  const { path, sort } = rules;
  if (sort) checkMembers(sort, SORT);
  return { ...rules, path: typeof path === "string" ? { equals: path } : path };
}
