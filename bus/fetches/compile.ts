/**
 * Compiles the rules of a fetch.
 *
 * @module
 */
import type { CheckedRules } from "../../protocol/rules/rules.ts";
import { PathMatcher, ValueMatcher } from "../../protocol/rules/rules.ts";

/** The rules of a fetch, compiled once. */
export interface CompiledQuery {
  readonly paths: PathMatcher;
  readonly values: ValueMatcher | null;
  readonly sort: CheckedRules["sort"];
  readonly kinds: Kinds;
  /** Bits of what it asks for beside; see {@linkcode Asked}. */
  readonly asked: number;
  /** Number of texts and value rules: what a test of it costs. */
  readonly operands: number;
}

/** Which kinds of subjects a fetch includes. */
export interface Kinds {
  readonly node: boolean;
  readonly state: boolean;
  readonly method: boolean;
}

/** Number of the texts and value rules that a test of some rules looks at. */
export function operandsOf({ path, values }: CheckedRules): number {
  const { containsAllOf = [], containsOneOf = [] } = path ?? {};
  return containsAllOf.length + containsOneOf.length + values.length;
}

/**
 * Compiles the rules of a fetch.
 *
 * @param separator Separator of the segments of a path.
 * @param seesMethods Whether methods are included if the rules name no kinds.
 * @throws {RuleError} if a rule is invalid.
 */
export function compile(
  rules: CheckedRules,
  separator: string,
  seesMethods: boolean,
): CompiledQuery {
  const { sort } = rules;
  const kinds = rules.kinds ?? (seesMethods ? ["state", "method"] : ["state"]);
  const values = [...rules.values];
  if (sort !== undefined && sort.by === "value" && sort.type !== undefined) {
    // Values of different types have no order among each other.
    values.push({
      field: sort.field ?? "",
      operator: "isType",
      operand: sort.type,
    });
  }
  const paths = new PathMatcher(rules.path ?? {}, separator);
  return {
    paths,
    operands: paths.texts + values.length,
    values: values.length === 0 ? null : new ValueMatcher(values),
    sort,
    asked: rules.asked ?? 0,
    kinds: {
      node: kinds.includes("node"),
      state: kinds.includes("state"),
      method: kinds.includes("method"),
    },
  };
}
