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
import { FieldPath, readField } from "./rules/field_path.ts";
import type { PathRules } from "./rules/path.ts";
import { isGiven, type JsonValue, RuleError, textsOperand } from "./rule.ts";
import type { ValueRule } from "./rules/value.ts";

export { FieldPath, readField } from "./rules/field_path.ts";
export {
  foldPath,
  PathMatcher,
  type PathRules,
  pathRulesFrom,
} from "./rules/path.ts";
export { type JsonObject, type JsonValue, RuleError } from "./rule.ts";
export {
  ValueMatcher,
  type ValueOperator,
  valueOperator,
  type ValueRule,
  valueRuleFrom,
} from "./rules/value.ts";

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
