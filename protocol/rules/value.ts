/**
 * Rules on the value of a state, or on one of its fields.
 *
 * @module
 */
import { FieldPath } from "./field_path.ts";
import { FEW, RuleError } from "./rule.ts";
import type { ValueRules } from "./written.ts";
import type { JsonObject, JsonValue } from "../../base/json_value.ts";
import { LazyJson, type ReadableJson } from "../json/lazy.ts";

/** How a value rule compares. */
export type ValueOperator = keyof ValueRules;

/** What each operator compares with. */
const OPERANDS: Readonly<Record<ValueOperator, OperandKind>> = {
  equals: "any",
  equalsNot: "any",
  lessThan: "primitive",
  greaterThan: "primitive",
  isType: "type",
  hasOneOf: "primitives",
  hasAllOf: "primitives",
};

/** A kind of operand. */
type OperandKind = "any" | "primitive" | "type" | "primitives";

/** One condition on a state's value or on a field of it. */
export interface ValueRule {
  /** The field as {@linkcode FieldPath} takes it; `""` is the value itself. */
  field: string;
  operator: ValueOperator;
  operand: JsonValue;
}

/**
 * Takes an operator's name that came from outside.
 *
 * @throws {RuleError} if there is no such operator.
 */
export function valueOperator(name: string): ValueOperator {
  if (isValueOperator(name)) return name;
  throw new RuleError(name, `unknown rule ${name}`);
}

/** Whether there is an operator of this name. */
export function isValueOperator(name: string): name is ValueOperator {
  return Object.hasOwn(OPERANDS, name);
}

/**
 * Takes a value rule that came from outside.
 *
 * @throws {RuleError} if there is no such operator, or if the operand is not
 * JSON or of no use to the operator.
 */
export function valueRuleFrom(
  field: string,
  operator: string,
  operand: unknown,
): ValueRule {
  const known = valueOperator(operator);
  if (operand !== undefined && !isJson(operand)) {
    throw new RuleError(operator, `${operator} must be a JSON value`);
  }
  return { field, operator: known, operand: checked(known, operand) };
}

/** Whether a value consists of nothing but what JSON can express. */
function isJson(value: unknown): value is JsonValue {
  // What is still to be looked at. A list and not a recursion, because a value
  // may be nested deeper than the stack reaches.
  const rest: object[] = [];
  const isPart = (value: unknown) => {
    switch (typeof value) {
      case "string":
      case "number":
      case "boolean":
        return true;
      case "object":
        if (value !== null) rest.push(value);
        return true;
      default:
        return false;
    }
  };
  if (!isPart(value)) return false;
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    const entries = Array.isArray(part) ? part : Object.values(part);
    for (const entry of entries) {
      if (!isPart(entry)) return false;
    }
  }
  return true;
}

/** A value rule made ready. */
class Condition {
  readonly field: FieldPath;
  readonly operator: ValueOperator;
  readonly operand: JsonValue;
  /** The distinct operands of `hasOneOf` and `hasAllOf`. */
  readonly members: ReadonlySet<JsonValue>;

  constructor(field: FieldPath, rule: ValueRule) {
    this.field = field;
    this.operator = valueOperator(rule.operator);
    this.operand = checked(this.operator, rule.operand);
    this.members = membersOf(this.operator, this.operand);
  }

  /** @param value The value or field to look at, `undefined` if missing. */
  holds(value: ReadableJson | undefined): boolean {
    switch (this.operator) {
      case "equals":
        return same(value, this.operand);
      case "equalsNot":
        return !same(value, this.operand);
      case "lessThan":
        return less(value, this.operand);
      case "greaterThan":
        return less(this.operand, value);
      case "isType": {
        const type: string = typeof value;
        return type === this.operand;
      }
      case "hasOneOf":
        if (value instanceof LazyJson) return value.has("one", this.members);
        return Array.isArray(value) && hasOne(value, this.members);
      case "hasAllOf":
        if (value instanceof LazyJson) return value.has("all", this.members);
        return Array.isArray(value) && hasAll(value, this.members);
    }
  }
}

/** Refuses operands that make no sense. */
function checked(
  operator: ValueOperator,
  operand: JsonValue | undefined,
): JsonValue {
  if (operand === undefined) {
    throw new RuleError(operator, `${operator} needs a value to compare with`);
  }
  switch (OPERANDS[operator]) {
    case "any":
      return operand;
    case "primitive":
      if (isPrimitive(operand)) return operand;
      throw new RuleError(
        operator,
        `${operator} must be a number, a string, true, false or null`,
      );
    case "type":
      if (typeof operand === "string") return operand;
      throw new RuleError(operator, `${operator} must be the name of a type`);
    case "primitives":
      // Objects are left out: comparing every part of one list with every part
      // of another would let a single fetch keep the daemon busy for minutes.
      if (Array.isArray(operand) && operand.every(isPrimitive)) return operand;
      throw new RuleError(
        operator,
        `${operator} must be an array of numbers, strings, true, false or null`,
      );
  }
}

const NO_MEMBERS: ReadonlySet<JsonValue> = new Set();

function membersOf(
  operator: ValueOperator,
  operand: JsonValue,
): ReadonlySet<JsonValue> {
  return OPERANDS[operator] === "primitives" && Array.isArray(operand)
    ? new Set(operand)
    : NO_MEMBERS;
}

function isPrimitive(value: JsonValue): boolean {
  return typeof value !== "object" || value === null;
}

/**
 * Value rules made ready; all of them have to hold. A rule on a field holds
 * only for objects and arrays, and only if the way to the field doesn't break
 * off before its last step. A missing last step is compared as `undefined`.
 */
export class ValueMatcher {
  /** Whether every value matches: there is no rule. */
  readonly always: boolean;

  // Rules on the same field follow each other, so that it is read once.
  readonly #conditions: readonly Condition[];

  /**
   * @throws {RuleError} for an unknown operator, an operand of the wrong type
   * and a field that can't be understood.
   */
  constructor(rules: readonly ValueRule[]) {
    const byField = new Map<string, Condition[]>();
    for (const rule of rules) {
      const group = byField.get(rule.field);
      if (group === undefined) {
        const field = new FieldPath(rule.field);
        byField.set(rule.field, [new Condition(field, rule)]);
      } else {
        group.push(new Condition(group[0].field, rule));
      }
    }
    this.#conditions = [...byField.values()].flat();
    this.always = this.#conditions.length === 0;
  }

  /** @param value The value; `undefined` for an element that has none. */
  test(value: ReadableJson | undefined): boolean {
    const conditions = this.#conditions;
    let field: FieldPath | null = null;
    let seen: ReadableJson | undefined = undefined;
    for (let i = 0; i < conditions.length; i++) {
      const condition = conditions[i];
      if (condition.field !== field) {
        field = condition.field;
        if (field.steps.length === 0) {
          seen = value;
        } else {
          const holder = field.holder(value);
          if (holder === undefined) return false;
          seen = field.last(holder);
        }
      }
      if (!condition.holds(seen)) return false;
    }
    return true;
  }
}

/** JavaScript's `<` for everything that isn't an object; these never hold. */
function less(
  left: ReadableJson | undefined,
  right: ReadableJson | undefined,
): boolean {
  if (typeof left === "number" && typeof right === "number") {
    return left < right;
  }
  if (typeof left === "string" && typeof right === "string") {
    return left < right;
  }
  if (typeof left === "object" && left !== null) return false;
  if (typeof right === "object" && right !== null) return false;
  return Number(left) < Number(right);
}

function hasOne(
  list: readonly JsonValue[],
  members: ReadonlySet<JsonValue>,
): boolean {
  for (let i = 0; i < list.length; i++) {
    if (members.has(list[i])) return true;
  }
  return false;
}

function hasAll(
  list: readonly JsonValue[],
  members: ReadonlySet<JsonValue>,
): boolean {
  if (members.size > list.length) return false;
  const values = list.length > FEW ? new Set(list) : null;
  for (const member of members) {
    if (!(values === null ? list.includes(member) : values.has(member))) {
      return false;
    }
  }
  return true;
}

/** Whether two values are equal in all their parts. */
function same(left: ReadableJson | undefined, right: JsonValue): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  if (left === null || right === null) return false;
  if (left instanceof LazyJson) return left.equals(right);
  // Pairs still to be compared, none of them primitive. A list and not a
  // recursion, because a value may be nested deeper than the stack reaches.
  const lefts: (JsonValue[] | JsonObject)[] = [left];
  const rights: (JsonValue[] | JsonObject)[] = [right];
  for (let i = 0; i < lefts.length; i++) {
    const a = lefts[i];
    const b = rights[i];
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return false;
      for (let k = 0; k < a.length; k++) {
        if (!sameOrLater(a[k], b[k], lefts, rights)) return false;
      }
    } else {
      if (Array.isArray(b)) return false;
      const names = Object.keys(a);
      if (names.length !== Object.keys(b).length) return false;
      for (const name of names) {
        if (!Object.hasOwn(b, name)) return false;
        if (!sameOrLater(a[name], b[name], lefts, rights)) return false;
      }
    }
  }
  return true;
}

/** Compares two primitives; puts two objects on the lists to compare later. */
function sameOrLater(
  a: JsonValue,
  b: JsonValue,
  lefts: (JsonValue[] | JsonObject)[],
  rights: (JsonValue[] | JsonObject)[],
): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (a === null || b === null) return false;
  lefts.push(a);
  rights.push(b);
  return true;
}
