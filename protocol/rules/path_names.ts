/**
 * The path rules by their names: what the daemon reads, the flags of `jet` and
 * the parameters over HTTP are made of these.
 *
 * @module
 */
import type { PathRules } from "./written.ts";

/** Names of the rules with such an operand. */
type RuleOf<Operand> = {
  [Name in keyof PathRules]-?: PathRules[Name] extends Operand | undefined
    ? Name
    : never;
}[keyof PathRules];

/** A rule whose operand is a text. */
export type PathTextRule = RuleOf<string>;
/** A rule whose operand is a list of texts. */
export type PathListRule = RuleOf<readonly string[]>;

/** What the rules with a text mean. */
const TEXT_RULES: Readonly<Record<PathTextRule, string>> = {
  equals: "the path is this",
  equalsNot: "the path is not this",
  startsWith: "the path begins with this",
  startsNotWith: "the path does not begin with this",
  endsWith: "the path ends with this",
  endsNotWith: "the path does not end with this",
  contains: "this is somewhere in the path",
  containsNot: "this is nowhere in the path",
  matches: "segments match; + is any one, # at the end any",
};

/** What the rules with a list of texts mean. */
const LIST_RULES: Readonly<Record<PathListRule, string>> = {
  containsAllOf: "all of these are in the path",
  containsOneOf: "one of these is in the path",
  equalsOneOf: "the path is one of these",
  equalsNotOneOf: "the path is none of these",
};

/** Whether the operand of this rule is a text. */
export function isPathTextRule(name: string): name is PathTextRule {
  return Object.hasOwn(TEXT_RULES, name);
}

/** Whether the operand of this rule is a list of texts. */
export function isPathListRule(name: string): name is PathListRule {
  return Object.hasOwn(LIST_RULES, name);
}

/** The rules with a text, and what they mean. */
export const PATH_TEXT_RULES: readonly (readonly [PathTextRule, string])[] =
  Object.keys(TEXT_RULES).filter(isPathTextRule)
    .map((name) => [name, TEXT_RULES[name]]);

/** The rules with a list of texts, and what they mean. */
export const PATH_LIST_RULES: readonly (readonly [PathListRule, string])[] =
  Object.keys(LIST_RULES).filter(isPathListRule)
    .map((name) => [name, LIST_RULES[name]]);
