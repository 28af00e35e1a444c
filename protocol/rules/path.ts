/**
 * Rules on the path of an element.
 *
 * @module
 */
import { FEW, isGiven, RuleError, textOperand, textsOperand } from "./rule.ts";
import { DepthLimit, SegmentPattern } from "./segments.ts";
import { INDEX_NS, type Searched, searched } from "./substrings.ts";
import { isPathListRule, isPathTextRule } from "./path_names.ts";
import type { PathRules } from "./written.ts";
import { isRecord, messageOf } from "../../base/narrowing.ts";

/** Conditions on the path and the position; all that are given have to hold. */
export interface CheckedPathRules extends PathRules {
  /** Only what is below this path; "" is the root. */
  below?: string;
  /** With `below`: so many levels down; 1 is the children only. */
  depth?: number;
}

/** Takes the name of a rule that doesn't exist and is ignored. */
export type OnUnknownRule = (rule: string) => void;

/**
 * Checks path rules that came from outside. Rules that are `null` or
 * `undefined` count as not given, and so do the rules as a whole.
 *
 * @param onUnknown Called for each rule that doesn't exist; without it such a
 * rule is refused.
 * @throws {RuleError} if it isn't an object, for a rule that doesn't exist and
 * for an operand of the wrong type.
 */
export function pathRulesFrom(
  value: unknown,
  onUnknown?: OnUnknownRule,
): CheckedPathRules {
  const rules: CheckedPathRules = {};
  if (value === undefined || value === null) return rules;
  if (!isRecord(value)) {
    throw new RuleError("path", "the path rules must be an object");
  }
  let unequal: readonly string[] | undefined;
  for (const rule of Object.keys(value)) {
    const operand = value[rule];
    if (rule === "below" || isPathTextRule(rule)) {
      if (isGiven(operand)) rules[rule] = textOperand(rule, operand);
      continue;
    }
    if (isPathListRule(rule)) {
      if (isGiven(operand)) rules[rule] = textsOperand(rule, operand);
      continue;
    }
    switch (rule) {
      case "unequalsAllOf":
        // lua-jet's other name of `equalsNotOneOf`.
        if (isGiven(operand)) unequal = textsOperand(rule, operand);
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
        if (onUnknown === undefined) {
          throw new RuleError(rule, `unknown rule ${rule}`);
        }
        onUnknown(rule);
    }
  }
  if (unequal !== undefined) {
    rules.equalsNotOneOf = [...rules.equalsNotOneOf ?? [], ...unequal];
  }
  return rules;
}

function depthOperand(operand: unknown): number {
  if (
    typeof operand !== "number" || !Number.isInteger(operand) || operand < 1
  ) throw new RuleError("depth", "depth must be a whole number from 1");
  return operand;
}

/**
 * The form of a path that matchers which ignore the case look at. An index that
 * is asked with {@linkcode PathMatcher.prefix} of a folded matcher has to hold
 * paths in this form.
 */
export function foldPath(path: string): string {
  return path.toLowerCase();
}

/** Number of texts of lists that are looked for in the path. */
export function textsOf(rules: CheckedPathRules = {}): number {
  const { containsAllOf = [], containsOneOf = [] } = rules;
  return containsAllOf.length + containsOneOf.length;
}

// What a test takes, and each text that it looks for in the path.
const TEST_NS = 30;
const TEXT_SEARCH_NS = 20;
// Length of a path up to which that is so, and what longer ones take at most for
// each of their characters and each character of a text, or its end.
const SHORT_PATH = 256;
const CHARACTER_NS = 1;
const TEXT_END_NS = 5;
// Time for tests of the paths that rules name, before any is looked for.
const MAX_NAMED_NS = 2_000_000;

/**
 * Path rules made ready. {@linkcode exact} and {@linkcode prefix} are necessary
 * conditions by which an index can find candidates.
 */
export class PathMatcher {
  /** Whether every path matches: there is no condition at all. */
  readonly always: boolean;

  /**
   * The only paths that can match; `null` if the rules don't name paths. Empty
   * if nothing can match. In lower case if {@linkcode folded}.
   */
  readonly exact: readonly string[] | null;

  /** Whether all {@linkcode exact} paths match. */
  readonly certain: boolean;

  /**
   * Common prefix of all matching paths, never empty; `null` if there is none.
   * In lower case if {@linkcode folded}.
   */
  readonly prefix: string | null;

  /** At or below this path are all that match; `null` if that is not known. */
  readonly top: string | null;

  /** Whether the case is ignored: all tests look at the lower-cased path. */
  readonly folded: boolean;

  /** The part of the hierarchy that is looked at; `null` is all of it. */
  readonly limit: DepthLimit | null;

  /** Number of texts that a test looks for in the path. */
  readonly texts: number;

  /** Nanoseconds that a test of a short path takes at most, roughly. */
  readonly cost: number;

  // Nanoseconds of the search for texts, for each character of a long path.
  readonly #weight: number;
  // Whether texts are looked for.
  readonly #searches: boolean;

  /** Whether a path may match at all; `null`: each may. */
  readonly #within: ((path: string) => boolean) | null;
  // The paths that the rules name, of those that may match.
  readonly #named: readonly string[] | null;
  // `#named` for look-up, null where `#named` is null or short.
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
   * @param within Whether a path may match at all; by default each may.
   * @throws {RuleError} if a rule makes no sense.
   */
  constructor(
    rules: CheckedPathRules = {},
    separator = "/",
    within: ((path: string) => boolean) | null = null,
  ) {
    this.#within = within;
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
    this.top = this.#pattern?.top ?? null;
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

    const texts = [...this.#containsAll, ...this.#containsOne ?? []];
    if (this.#containsNot !== null) texts.push(this.#containsNot);
    this.texts = texts.length;
    // One of no texts is never there.
    this.#searches = texts.length > 0 || this.#containsOne !== null;
    this.cost = TEST_NS + this.texts * TEXT_SEARCH_NS;
    this.#weight = texts.reduce(
      (sum, { length }) => sum + length * CHARACTER_NS + TEXT_END_NS,
      0,
    );
    const oneOf = foldAll(rules.equalsOneOf, folded);
    // Tens of thousands of texts take some milliseconds for each set.
    const all = oneOf && new Set(oneOf);
    const named = this.#namedOnes(fold(rules.equals, folded), all);
    const cost = named?.reduce((sum, path) => sum + this.costOf(path), 0) ?? 0;
    this.certain = cost <= MAX_NAMED_NS;
    this.#named = this.certain ? this.#matching(named) : named;
    // Which path in other case may match is known when it is tested.
    this.exact = folded && within !== null ? null : this.#named;
    this.#exact = this.#named === null
      ? null
      : all?.size === this.#named.length && all.size > FEW
      ? all
      : lookup(this.#named);
    this.always = within === null && this.#named === null &&
      this.prefix === null &&
      this.#pattern === null && this.limit === null &&
      this.#suffix === "" && this.#containsAll.length === 0 &&
      this.#containsOne === null && this.#containsNot === null &&
      this.#startsNotWith === null && this.#endsNotWith === null &&
      this.#equalsNot.length === 0;
  }

  /** Nanoseconds that a test of a path takes at most, roughly. */
  costOf({ length }: { readonly length: number }): number {
    const { cost } = this;
    if (length <= SHORT_PATH) return cost;
    const weight = this.#weight;
    return cost + length +
      Math.min(length * weight, length * INDEX_NS + weight * TEXT_SEARCH_NS);
  }

  /**
   * Whether the path matches.
   *
   * @param folded The path as {@linkcode foldPath} gives it, if it is at hand;
   * only looked at if the matcher is {@linkcode folded}.
   */
  test(path: string, folded?: string): boolean {
    if (this.always) return true;
    if (this.#within !== null && !this.#within(path)) return false;
    const text = this.folded ? folded ?? foldPath(path) : path;
    const named = this.#named;
    if (named === null) return this.#holds(text);
    const isNamed = this.#exact?.has(text) ?? named.includes(text);
    return isNamed && (this.certain || this.#holds(text));
  }

  /** The paths of `equals` and `equalsOneOf`; `null`: all. */
  #namedOnes(
    equals: string | undefined,
    all: ReadonlySet<string> | undefined,
  ): readonly string[] | null {
    if (equals !== undefined) {
      return all === undefined || all.has(equals) ? [equals] : [];
    }
    if (all !== undefined) return [...all];
    return this.#impossible() ? [] : null;
  }

  /** Those that pass all other rules: a look-up in them replaces the tests. */
  #matching(named: readonly string[] | null): readonly string[] | null {
    const within = this.folded ? null : this.#within;
    return named?.filter((text) =>
      this.#holds(text) && within?.(text) !== false
    ) ?? null;
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
    if (this.#searches && !this.#contains(searched(text, this.#weight))) {
      return false;
    }
    if (this.#equalsNotSet !== null) return !this.#equalsNotSet.has(text);
    return this.#equalsNot.length === 0 || !this.#equalsNot.includes(text);
  }

  #contains(text: Searched): boolean {
    if (this.#containsNot !== null && text.includes(this.#containsNot)) {
      return false;
    }
    const all = this.#containsAll;
    for (let i = 0; i < all.length; i++) {
      if (!text.includes(all[i])) return false;
    }
    return this.#containsOne === null || containsAny(text, this.#containsOne);
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
    const reason = messageOf(error);
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

function containsAny(text: Searched, parts: readonly string[]): boolean {
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

function distinct(texts: readonly string[]): readonly string[] {
  return texts.length < 2 ? texts : [...new Set(texts)];
}

function lookup(texts: readonly string[]): ReadonlySet<string> | null {
  return texts.length > FEW ? new Set(texts) : null;
}
