/**
 * The rules of a fetch as they are meant inside, whatever the dialect they came
 * in: path rules, value rules on the value itself or on one of its fields, and
 * the sort. Compiled once, tested often. No rule ever compiles text into code.
 *
 * Rules come from the network, so everything here refuses what it doesn't
 * understand with a {@linkcode RuleError} that says what is wrong.
 *
 * @example
 * ```ts
 * import { PathMatcher, pathRulesFrom, ValueMatcher } from "./rules.ts";
 *
 * const path = new PathMatcher(pathRulesFrom({ startsWith: "tank/" }));
 * const value = new ValueMatcher([
 *   { field: "level.max", operator: "greaterThan", operand: 7 },
 * ]);
 * path.test("tank/1"); // true
 * value.test({ level: { max: 8 } }); // true
 * ```
 *
 * @module
 */

/** What JSON can express. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonValue[]
  | JsonObject;

/** A JSON object: its own members only, whatever they are called. */
export interface JsonObject {
  [member: string]: JsonValue;
}

/** A rule that can't be understood or can't be kept. */
export class RuleError extends Error {
  /** The rule that is wrong, for example `"startsWith"` or `"from"`. */
  readonly rule: string;

  constructor(rule: string, message: string) {
    super(message);
    this.name = "RuleError";
    this.rule = rule;
  }
}

import { DepthLimit, SegmentPattern } from "./segments.ts";

// ---------------------------------------------------------------------------
// Path rules
// ---------------------------------------------------------------------------

/** Conditions on the path; all that are given have to hold. */
export interface PathRules {
  equals?: string;
  equalsNot?: string;
  startsWith?: string;
  startsNotWith?: string;
  endsWith?: string;
  endsNotWith?: string;
  contains?: string;
  containsNot?: string;
  containsAllOf?: readonly string[];
  containsOneOf?: readonly string[];
  equalsOneOf?: readonly string[];
  equalsNotOneOf?: readonly string[];
  /** A pattern of segments, see {@linkcode SegmentPattern}. */
  matches?: string;
  /** Only what is below this path; "" is the root. */
  below?: string;
  /** With `below`: so many levels down; 1 is the children only. */
  depth?: number;
  /** Upper and lower case letters count as the same. */
  caseInsensitive?: boolean;
}

/**
 * Checks path rules that came from outside. Rules that are `null` or
 * `undefined` count as not given, and so do the rules as a whole.
 *
 * @throws {RuleError} if it isn't an object, for a rule that doesn't exist and
 * for an operand of the wrong type.
 */
export function pathRulesFrom(value: unknown): PathRules {
  const rules: PathRules = {};
  if (value === undefined || value === null) return rules;
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new RuleError("path", "the path rules must be an object");
  }
  const members: [string, unknown][] = Object.entries(value);
  for (const [rule, operand] of members) {
    switch (rule) {
      case "equals":
      case "equalsNot":
      case "startsWith":
      case "startsNotWith":
      case "endsWith":
      case "endsNotWith":
      case "contains":
      case "containsNot":
      case "matches":
      case "below":
        if (isGiven(operand)) rules[rule] = textOperand(rule, operand);
        break;
      case "containsAllOf":
      case "containsOneOf":
      case "equalsOneOf":
      case "equalsNotOneOf":
        if (isGiven(operand)) rules[rule] = textsOperand(rule, operand);
        break;
      case "depth":
        if (isGiven(operand)) rules.depth = depthOperand(operand);
        break;
      case "caseInsensitive":
        if (!isGiven(operand)) break;
        if (typeof operand !== "boolean") {
          throw new RuleError(rule, `${rule} must be true or false`);
        }
        rules.caseInsensitive = operand;
        break;
      default:
        throw new RuleError(rule, `unknown rule ${rule}`);
    }
  }
  return rules;
}

function depthOperand(operand: unknown): number {
  if (
    typeof operand !== "number" || !Number.isInteger(operand) || operand < 1
  ) throw new RuleError("depth", "depth must be a whole number from 1");
  return operand;
}

function isGiven(operand: unknown): boolean {
  return operand !== undefined && operand !== null;
}

function textOperand(rule: string, operand: unknown): string {
  if (typeof operand !== "string") {
    throw new RuleError(rule, `${rule} must be a string`);
  }
  return operand;
}

function textsOperand(rule: string, operand: unknown): string[] {
  if (!Array.isArray(operand)) {
    throw new RuleError(rule, `${rule} must be an array of strings`);
  }
  const texts: string[] = [];
  for (const text of operand) {
    if (typeof text !== "string") {
      throw new RuleError(rule, `${rule} must be an array of strings`);
    }
    texts.push(text);
  }
  return texts;
}

/**
 * The form of a path that matchers which ignore the case look at. An index that
 * is asked with {@linkcode PathMatcher.prefix} of a folded matcher has to hold
 * paths in this form.
 */
export function foldPath(path: string): string {
  return path.toLowerCase();
}

/**
 * Up to this many texts are compared one by one, that is quicker than hashing
 * the path.
 */
const FEW_TEXTS = 6;

/**
 * Path rules made ready. {@linkcode exact} and {@linkcode prefix} are necessary
 * conditions by which an index can find candidates.
 */
export class PathMatcher {
  /** Whether every path matches: there is no condition at all. */
  readonly always: boolean;

  /**
   * The only paths that match, and all of them do; `null` if the rules don't
   * name paths. Empty if nothing can match. In lower case if
   * {@linkcode folded}.
   */
  readonly exact: readonly string[] | null;

  /**
   * How every path that matches begins, never empty; `null` if the rules don't
   * say. In lower case if {@linkcode folded}.
   */
  readonly prefix: string | null;

  /** Whether the case is ignored: all tests look at the lower-cased path. */
  readonly folded: boolean;

  /** The part of the hierarchy that is looked at; `null` is all of it. */
  readonly limit: DepthLimit | null;

  // `exact` for look-up, null where `exact` is null or short.
  readonly #exact: ReadonlySet<string> | null;
  readonly #pattern: SegmentPattern | null;
  readonly #startsWith: string;
  readonly #suffix: string;
  readonly #containsAll: readonly string[];
  readonly #containsOne: readonly string[] | null;
  readonly #containsNot: string | null;
  readonly #startsNotWith: string | null;
  readonly #endsNotWith: string | null;
  readonly #equalsNot: readonly string[];
  // `#equalsNot` for look-up, null where that is short.
  readonly #equalsNotSet: ReadonlySet<string> | null;

  /**
   * @param separator What separates the segments of a path.
   * @throws {RuleError} if a rule makes no sense.
   */
  constructor(rules: PathRules = {}, separator = "/") {
    const folded = rules.caseInsensitive === true;
    this.folded = folded;
    this.#startsWith = fold(rules.startsWith, folded) ?? "";
    this.#pattern = patternOf(fold(rules.matches, folded), separator);
    this.limit = limitOf(
      fold(rules.below, folded),
      rules.depth,
      separator,
    );
    const prefix = longest([
      this.#startsWith,
      this.#pattern?.prefix ?? "",
      this.limit?.prefix ?? "",
    ]);
    this.prefix = prefix === "" ? null : prefix;
    this.#suffix = fold(rules.endsWith, folded) ?? "";
    this.#containsNot = fold(rules.containsNot, folded) ?? null;
    this.#startsNotWith = fold(rules.startsNotWith, folded) ?? null;
    this.#endsNotWith = fold(rules.endsNotWith, folded) ?? null;

    const contains = foldAll(rules.containsAllOf, folded) ?? [];
    const one = fold(rules.contains, folded);
    if (one !== undefined) contains.push(one);
    this.#containsAll = distinct(contains).filter((text) => text !== "");
    const some = foldAll(rules.containsOneOf, folded);
    // With an empty text among them the condition holds for every path.
    this.#containsOne = some === undefined || some.includes("")
      ? null
      : distinct(some);

    const not = foldAll(rules.equalsNotOneOf, folded) ?? [];
    const other = fold(rules.equalsNot, folded);
    if (other !== undefined) not.push(other);
    this.#equalsNot = distinct(not);
    this.#equalsNotSet = lookup(this.#equalsNot);

    this.exact = this.#exactOnes(
      fold(rules.equals, folded),
      foldAll(rules.equalsOneOf, folded),
    );
    this.#exact = this.exact === null ? null : lookup(this.exact);
    this.always = this.exact === null && this.prefix === null &&
      this.#pattern === null && this.limit === null &&
      this.#suffix === "" && this.#containsAll.length === 0 &&
      this.#containsOne === null && this.#containsNot === null &&
      this.#startsNotWith === null && this.#endsNotWith === null &&
      this.#equalsNot.length === 0;
  }

  /**
   * Whether the path matches.
   *
   * @param folded The path as {@linkcode foldPath} gives it, if it is at hand;
   * only looked at if the matcher is {@linkcode folded}.
   */
  test(path: string, folded?: string): boolean {
    if (this.always) return true;
    const text = this.folded ? folded ?? foldPath(path) : path;
    const exact = this.exact;
    if (exact === null) return this.#holds(text);
    return this.#exact !== null ? this.#exact.has(text) : exact.includes(text);
  }

  /**
   * The paths that are named and pass all other rules too, so that a path that
   * is among them needs no further test.
   */
  #exactOnes(
    equals: string | undefined,
    oneOf: readonly string[] | undefined,
  ): readonly string[] | null {
    let named: readonly string[];
    if (equals !== undefined) {
      named = oneOf === undefined || oneOf.includes(equals) ? [equals] : [];
    } else if (oneOf !== undefined) {
      named = distinct(oneOf);
    } else {
      return this.#impossible() ? [] : null;
    }
    return named.filter((text) => this.#holds(text));
  }

  #impossible(): boolean {
    return this.#containsOne?.length === 0 || this.#containsNot === "" ||
      this.#startsNotWith === "" || this.#endsNotWith === "";
  }

  /** All conditions besides the paths named, the cheap ones first. */
  #holds(text: string): boolean {
    if (!text.startsWith(this.#startsWith)) return false;
    if (this.limit !== null && !this.limit.test(text)) return false;
    if (this.#pattern !== null && !this.#pattern.test(text)) return false;
    if (this.#suffix !== "" && !text.endsWith(this.#suffix)) return false;
    if (this.#startsNotWith !== null && text.startsWith(this.#startsNotWith)) {
      return false;
    }
    if (this.#endsNotWith !== null && text.endsWith(this.#endsNotWith)) {
      return false;
    }
    if (this.#containsNot !== null && text.includes(this.#containsNot)) {
      return false;
    }
    const all = this.#containsAll;
    for (let i = 0; i < all.length; i++) {
      if (!text.includes(all[i])) return false;
    }
    if (this.#containsOne !== null && !containsAny(text, this.#containsOne)) {
      return false;
    }
    if (this.#equalsNotSet !== null) return !this.#equalsNotSet.has(text);
    return this.#equalsNot.length === 0 || !this.#equalsNot.includes(text);
  }
}

function patternOf(
  pattern: string | undefined,
  separator: string,
): SegmentPattern | null {
  if (pattern === undefined) return null;
  try {
    const compiled = new SegmentPattern(pattern, separator);
    return compiled.always ? null : compiled;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RuleError("matches", `matches: ${reason}`);
  }
}

function limitOf(
  below: string | undefined,
  depth: number | undefined,
  separator: string,
): DepthLimit | null {
  if (depth === undefined && (below === undefined || below === "")) return null;
  return new DepthLimit(below ?? "", depth ?? Infinity, separator);
}

function longest(texts: readonly string[]): string {
  return texts.reduce((a, b) => b.length > a.length ? b : a);
}

function containsAny(text: string, parts: readonly string[]): boolean {
  for (let i = 0; i < parts.length; i++) {
    if (text.includes(parts[i])) return true;
  }
  return false;
}

function fold(text: string | undefined, folded: boolean): string | undefined {
  return folded && text !== undefined ? foldPath(text) : text;
}

function foldAll(
  texts: readonly string[] | undefined,
  folded: boolean,
): string[] | undefined {
  if (texts === undefined) return undefined;
  return folded ? texts.map(foldPath) : texts.slice();
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function lookup(texts: readonly string[]): ReadonlySet<string> | null {
  return texts.length > FEW_TEXTS ? new Set(texts) : null;
}

// ---------------------------------------------------------------------------
// Fields
// ---------------------------------------------------------------------------

/**
 * Where in a value a rule or a sort looks, parsed from a text: `age`, `n.age`,
 * `list[0]`, `[0].name`, `a["b c"]`. The empty text is the value itself.
 *
 * Only a value's own members are seen, so `toString` or `__proto__` is there
 * only if the JSON has it. The `length` of arrays and strings can be asked for.
 */
export class FieldPath {
  /** The text it was parsed from. */
  readonly text: string;

  /** The names on the way, outermost first; an index as its digits. */
  readonly steps: readonly string[];

  // For every step its number if it can be an array's index, else -1.
  readonly #indexes: readonly number[];

  /** @throws {RuleError} if the text can't be understood. */
  constructor(text: string) {
    this.text = text;
    this.steps = parseField(text);
    this.#indexes = this.steps.map(arrayIndex);
  }

  /**
   * The value that holds the last step; `undefined` if the way there breaks
   * off, or if the whole value is no object although there are steps.
   */
  holder(value: JsonValue | undefined): JsonValue | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    const last = this.steps.length - 1;
    let holder: JsonValue | undefined = value;
    for (let i = 0; i < last; i++) {
      holder = this.#member(holder, i);
      if (holder === undefined || holder === null) return undefined;
    }
    return holder;
  }

  /** The last step's value in its holder; `undefined` if it isn't there. */
  last(holder: JsonValue): JsonValue | undefined {
    return this.#member(holder, this.steps.length - 1);
  }

  #member(holder: JsonValue, step: number): JsonValue | undefined {
    const name = this.steps[step];
    if (typeof holder === "object") {
      if (holder === null) return undefined;
      if (!Array.isArray(holder)) {
        return Object.hasOwn(holder, name) ? holder[name] : undefined;
      }
    } else if (typeof holder !== "string") {
      return undefined;
    }
    const index = this.#indexes[step];
    if (index >= 0) return index < holder.length ? holder[index] : undefined;
    return name === "length" ? holder.length : undefined;
  }
}

/** What a field of the value is; `undefined` if it has no such field. */
export function readField(
  path: FieldPath,
  value: JsonValue | undefined,
): JsonValue | undefined {
  if (path.steps.length === 0) return value;
  const holder = path.holder(value);
  return holder === undefined ? undefined : path.last(holder);
}

const INDEX = /^(?:0|[1-9][0-9]{0,9})$/;

function arrayIndex(name: string): number {
  return INDEX.test(name) ? Number(name) : -1;
}

const DOT = 0x2e;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;

function parseField(text: string): string[] {
  const steps: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.charCodeAt(at) === OPEN) {
      const start = at + 1;
      const quote = text.charCodeAt(start);
      if (quote === QUOTE || quote === APOSTROPHE) {
        const end = closingQuote(text, start);
        steps.push(unescape(text, start + 1, end));
        at = end + 1;
      } else {
        const end = text.indexOf("]", start);
        const index = text.slice(start, end < 0 ? text.length : end);
        if (!INDEX.test(index)) throw badField(text, `[${index}`);
        steps.push(index);
        at = end;
      }
      if (text.charCodeAt(at) !== CLOSE) throw badField(text, "[");
      at++;
      continue;
    }
    // A name: at the very beginning, else behind a dot.
    if (steps.length > 0) {
      if (text.charCodeAt(at) !== DOT) throw badField(text, text.slice(at));
      at++;
    }
    const start = at;
    while (at < text.length && !endsName(text.charCodeAt(at))) at++;
    if (at === start) throw badField(text, text.slice(at));
    steps.push(text.slice(start, at));
  }
  return steps;
}

function endsName(code: number): boolean {
  return code === DOT || code === OPEN || code === CLOSE;
}

/** Where the string that begins at `start` with its quote ends. */
function closingQuote(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === BACKSLASH) at++;
  }
  throw badField(text, text.slice(start));
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const HEX4 = /^[0-9a-fA-F]{4}$/;

function unescape(text: string, start: number, end: number): string {
  let plain = "";
  let from = start;
  for (;;) {
    const at = text.indexOf("\\", from);
    if (at < 0 || at >= end) return plain + text.slice(from, end);
    plain += text.slice(from, at);
    const escaped = text[at + 1];
    from = at + 2;
    if (escaped === "u") {
      const hex = text.slice(from, from + 4);
      if (!HEX4.test(hex)) throw badField(text, text.slice(at, from + 4));
      plain += String.fromCharCode(parseInt(hex, 16));
      from += 4;
    } else {
      plain += ESCAPES.get(escaped) ?? escaped;
    }
  }
}

function badField(text: string, near: string): RuleError {
  return new RuleError(
    text,
    `the field ${JSON.stringify(text)} can't be understood at ${
      JSON.stringify(near)
    }`,
  );
}

// ---------------------------------------------------------------------------
// Value rules
// ---------------------------------------------------------------------------

/** How a value rule compares. */
export type ValueOperator =
  | "equals"
  | "equalsNot"
  | "lessThan"
  | "greaterThan"
  | "isType"
  | "hasOneOf"
  | "hasAllOf";

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
  switch (name) {
    case "equals":
    case "equalsNot":
    case "lessThan":
    case "greaterThan":
    case "isType":
    case "hasOneOf":
    case "hasAllOf":
      return name;
    default:
      throw new RuleError(name, `unknown rule ${name}`);
  }
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
  const rest: unknown[] = [value];
  for (let i = 0; i < rest.length; i++) {
    const part = rest[i];
    switch (typeof part) {
      case "string":
      case "number":
      case "boolean":
        break;
      case "object":
        if (Array.isArray(part)) {
          for (const item of part) rest.push(item);
        } else if (part !== null) {
          for (const member of Object.values(part)) rest.push(member);
        }
        break;
      default:
        return false;
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
  holds(value: JsonValue | undefined): boolean {
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
        return Array.isArray(value) && hasOne(value, this.members);
      case "hasAllOf":
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
  switch (operator) {
    case "equals":
    case "equalsNot":
      return operand;
    case "lessThan":
    case "greaterThan":
      if (isPrimitive(operand)) return operand;
      throw new RuleError(
        operator,
        `${operator} must be a number, a string, true, false or null`,
      );
    case "isType":
      if (typeof operand === "string") return operand;
      throw new RuleError(operator, "isType must be the name of a type");
    case "hasOneOf":
    case "hasAllOf":
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
  const list = operator === "hasOneOf" || operator === "hasAllOf";
  return list && Array.isArray(operand) ? new Set(operand) : NO_MEMBERS;
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
  test(value: JsonValue | undefined): boolean {
    const conditions = this.#conditions;
    let field: FieldPath | null = null;
    let seen: JsonValue | undefined = undefined;
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
  left: JsonValue | undefined,
  right: JsonValue | undefined,
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
  const values = list.length > FEW_TEXTS ? new Set(list) : null;
  for (const member of members) {
    if (!(values === null ? list.includes(member) : values.has(member))) {
      return false;
    }
  }
  return true;
}

/** Whether two values are equal in all their parts. */
function same(left: JsonValue | undefined, right: JsonValue): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  if (left === null || right === null) return false;
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

// ---------------------------------------------------------------------------
// Sort rules
// ---------------------------------------------------------------------------

/** In which order a fetch gives its elements, and which of them. */
export interface SortRules {
  by: "path" | "value";
  /** By value: the field that counts; `""` or not given is the value itself. */
  field?: string;
  /** By value: only values (or fields) of this type take part. */
  type?: string;
  descending: boolean;
  /** First row of the window, counted from 1. */
  from: number;
  /** Last row of the window; less than `from` is an empty window. */
  to: number;
}

/** What there is on a bus. */
export type ElementKind = "node" | "state" | "method";

/** All rules of a fetch. */
export interface FetchRules {
  path?: PathRules;
  values: ValueRule[];
  sort?: SortRules;
  /** The kinds that are asked for; without it states and methods. */
  kinds?: readonly ElementKind[];
}

/**
 * Reads which kinds a fetch asks for: `nodes: true` adds the nodes, `type`
 * lists all that are wanted.
 *
 * @throws {RuleError} if it is anything else.
 */
export function kindsFrom(
  nodes: unknown,
  type: unknown,
): readonly ElementKind[] | undefined {
  if (isGiven(type)) {
    const kinds: ElementKind[] = [];
    for (const kind of textsOperand("type", type)) {
      if (kind !== "node" && kind !== "state" && kind !== "method") {
        throw new RuleError("type", `there is no type ${kind}`);
      }
      kinds.push(kind);
    }
    if (nodes === true && !kinds.includes("node")) kinds.push("node");
    return kinds;
  }
  if (!isGiven(nodes) || nodes === false) return undefined;
  if (nodes !== true) {
    throw new RuleError("nodes", "nodes must be true or false");
  }
  return ["node", "state", "method"];
}

/** First row if a sort doesn't say. */
const DEFAULT_FROM = 1;
/** Last row if a sort doesn't say. */
const DEFAULT_TO = 10;

/**
 * Checks the window of a sort that came from outside; without limits it is the
 * first ten rows.
 *
 * @throws {RuleError} if a limit isn't a whole number from 1.
 */
export function sortRange(
  from: unknown,
  to: unknown,
): { from: number; to: number } {
  return {
    from: sortLimit("from", from, DEFAULT_FROM),
    to: sortLimit("to", to, DEFAULT_TO),
  };
}

function sortLimit(rule: string, limit: unknown, otherwise: number): number {
  if (limit === undefined || limit === null) return otherwise;
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1) {
    throw new RuleError(rule, `${rule} must be a whole number from 1`);
  }
  return limit;
}

/** Finds what a row of a fetch that sorts by value is sorted by. */
export class SortKey {
  readonly #field: FieldPath;

  /**
   * @param field The field that counts; `""` is the value itself.
   * @throws {RuleError} if the field can't be understood.
   */
  constructor(field: string) {
    this.#field = new FieldPath(field);
  }

  /** The key of an element with this value; `null` if it has none. */
  read(value: JsonValue | undefined): JsonValue {
    return readField(this.#field, value) ?? null;
  }
}
