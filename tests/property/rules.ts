/**
 * What the rules of a fetch mean, written as plainly as possible and without
 * the daemon's own code.
 *
 * @module
 */

import type { Asked } from "./notes.ts";

/** What JSON can express. */
export type Json =
  | null
  | boolean
  | number
  | string
  | Json[]
  | { [member: string]: Json };

/** Conditions on a path by their names; all have to hold. */
export interface PathRules {
  readonly [rule: string]: string | readonly string[] | boolean;
}

/** A condition on a value, or on one of its fields. */
export interface ValueRule {
  /** The field, "" for the value itself. */
  readonly field: string;
  readonly operator: string;
  readonly operand: Json;
}

/** An order and a window. */
export interface Sort {
  readonly by: "path" | "value";
  readonly field: string;
  readonly type: string;
  readonly descending: boolean;
  readonly from: number;
  readonly to: number;
}

/** Changes that are too small to be reported. */
export interface DeadBand {
  readonly field: string;
  readonly absolute?: number;
  readonly percent?: number;
}

/** Kinds of elements by their names. */
export type ElementKind = "state" | "method" | "signal";

/** All that a fetch can ask for. */
export interface Rules {
  readonly path?: PathRules;
  readonly values: readonly ValueRule[];
  readonly sort?: Sort;
  /** Changes of each element a second. */
  readonly rate?: number;
  readonly deadband?: DeadBand;
  /** What it asks for beside values. */
  readonly asked?: Asked;
  /** Kinds of elements, unless those of the dialect. */
  readonly types?: readonly ElementKind[];
}

/** What rules look at. */
export interface Subject {
  readonly path: string;
  /** `undefined` for a method. */
  readonly json: Json | undefined;
}

/** Whether a path satisfies all conditions. */
export function pathMatches(rules: PathRules, path: string): boolean {
  const fold = (text: string) =>
    rules.caseInsensitive === true ? text.toLowerCase() : text;
  const text = fold(path);
  return Object.entries(rules).every(([rule, operand]) => {
    if (typeof operand === "boolean") return true;
    const parts = (typeof operand === "string" ? [operand] : operand).map(fold);
    switch (rule) {
      case "equals":
      case "equalsOneOf":
        return parts.includes(text);
      case "equalsNot":
      case "equalsNotOneOf":
        return !parts.includes(text);
      case "startsWith":
        return parts.some((part) => text.startsWith(part));
      case "startsNotWith":
        return !parts.some((part) => text.startsWith(part));
      case "endsWith":
        return parts.some((part) => text.endsWith(part));
      case "endsNotWith":
        return !parts.some((part) => text.endsWith(part));
      case "contains":
      case "containsOneOf":
        return parts.some((part) => text.includes(part));
      case "containsNot":
        return !parts.some((part) => text.includes(part));
      case "containsAllOf":
        return parts.every((part) => text.includes(part));
    }
    throw new TypeError(`no rule ${rule}`);
  });
}

function member(holder: Json, name: string): Json | undefined {
  if (typeof holder === "string" || Array.isArray(holder)) {
    return /^[0-9]+$/.test(name) ? holder[Number(name)] : undefined;
  }
  return typeof holder === "object" && holder !== null &&
      Object.hasOwn(holder, name)
    ? holder[name]
    : undefined;
}

/** A field's value; `broken` if there is nothing that could have the field. */
export function fieldOf(
  value: Json,
  field: string,
): Json | undefined | "broken" {
  const way = field.split(/[.[\]]/).filter((name) => name !== "");
  if (way.length > 0 && (typeof value !== "object" || value === null)) {
    return "broken";
  }
  let at: Json | undefined = value;
  for (const name of way) {
    if (at === undefined || at === null) return "broken";
    at = member(at, name);
  }
  return at;
}

/** JSON in which equal values are equal texts. */
function canonical(value: Json | undefined): string {
  if (typeof value !== "object" || value === null) {
    return `${JSON.stringify(value)}`;
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${name}:${canonical(value[name])}`).join()}}`;
}

function less(left: Json | undefined, right: Json | undefined): boolean {
  if (typeof left === "object" && left !== null) return false;
  if (typeof right === "object" && right !== null) return false;
  if (typeof left === "string" && typeof right === "string") {
    return left < right;
  }
  return Number(left) < Number(right);
}

function holds(rule: ValueRule, value: Json | undefined): boolean {
  const { operator, operand } = rule;
  const wanted = Array.isArray(operand) ? operand.map(canonical) : [];
  const has = Array.isArray(value) ? value.map(canonical) : undefined;
  switch (operator) {
    case "equals":
      return canonical(value) === canonical(operand);
    case "equalsNot":
      return canonical(value) !== canonical(operand);
    case "lessThan":
      return less(value, operand);
    case "greaterThan":
      return less(operand, value);
    case "isType":
      return String(typeof value) === operand;
    case "hasOneOf":
      return has !== undefined && wanted.some((part) => has.includes(part));
    case "hasAllOf":
      return has !== undefined && wanted.every((part) => has.includes(part));
  }
  throw new TypeError(`no operator ${operator}`);
}

function valueMatches(rules: readonly ValueRule[], value: Json): boolean {
  return rules.every((rule) => {
    const field = fieldOf(value, rule.field);
    return field !== "broken" && holds(rule, field);
  });
}

/** All conditions on the value, with the one that a sort by value implies. */
function conditions({ values, sort }: Rules): readonly ValueRule[] {
  if (sort?.by !== "value") return values;
  const { field, type } = sort;
  return [...values, { field, operator: "isType", operand: type }];
}

/** Whether an element satisfies the rules. */
export function matches(rules: Rules, subject: Subject): boolean {
  if (!pathMatches(rules.path ?? {}, subject.path)) return false;
  const values = conditions(rules);
  if (values.length === 0) return true;
  return subject.json !== undefined && valueMatches(values, subject.json);
}

/** The rows that a sort leaves of what matches. */
export function windowOf<T extends Subject>(
  sort: Sort,
  matching: readonly T[],
): T[] {
  const keyOf = ({ json }: T): Json => {
    const key = json === undefined ? null : fieldOf(json, sort.field);
    return key === undefined || typeof key === "object" ? null : key;
  };
  const byPath = (a: T, b: T) => a.path < b.path ? -1 : 1;
  const sign = sort.descending ? -1 : 1;
  const sorted = [...matching].sort((a, b) => {
    if (sort.by === "path") return sign * byPath(a, b);
    const [left, right] = [keyOf(a), keyOf(b)];
    if (less(left, right)) return -sign;
    return less(right, left) ? sign : byPath(a, b);
  });
  return sorted.slice(sort.from - 1, Math.max(sort.to, sort.from - 1));
}
