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
import type { CheckedLimit } from "./limits.ts";
import type { CheckedPathRules } from "./path.ts";
import { isGiven, RuleError, textsOperand } from "./rule.ts";
import type { ValueRule } from "./value.ts";
import type { CheckedSortRules } from "./sort.ts";
import type { ElementKind } from "./written.ts";

export type { ElementKind } from "./written.ts";

export { Asked, askedFrom } from "./asked.ts";
export {
  type CheckedLimit,
  DeadBand,
  type LimitMembers,
  limitsFrom,
} from "./limits.ts";
export { FieldPath, readField } from "./field_path.ts";
export {
  type CheckedPathRules,
  foldPath,
  type OnUnknownRule,
  PathMatcher,
  pathRulesFrom,
  textsOf,
} from "./path.ts";
export { RuleError } from "./rule.ts";
export { type JsonObject, type JsonValue } from "../../base/json_value.ts";
export {
  isValueOperator,
  ValueMatcher,
  type ValueOperator,
  valueOperator,
  type ValueRule,
  valueRuleFrom,
} from "./value.ts";

/** All rules of a fetch. */
export interface CheckedRules {
  path?: CheckedPathRules;
  values: ValueRule[];
  sort?: CheckedSortRules;
  /** The kinds that are asked for; without it states and methods. */
  kinds?: readonly ElementKind[];
  /** Bits of what is asked for beside; see {@linkcode Asked}. */
  asked?: number;
  /** Limits for changes; the first one that matches an element counts for it. */
  limits?: readonly CheckedLimit[];
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
      if (!isKind(kind)) {
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

function isKind(kind: string): kind is ElementKind {
  return kind === "node" || kind === "state" || kind === "method" ||
    kind === "signal";
}
