/**
 * The rules of a fetch as options of the command line.
 *
 * @module
 */
import type {
  ElementKind,
  FetchRules,
  PathRules,
  SortRules,
  ValueRules,
} from "../../peer.ts";
import type { ParsedArgs } from "../../command_line/arguments.ts";
import {
  flagName,
  type Option,
  type TypedOption,
} from "../../command_line/option.ts";
import { oneOf, wholeNumber } from "../../command_line/convert.ts";
import { UsageError } from "../../command_line/errors.ts";
import {
  PATH_LIST_RULES,
  PATH_TEXT_RULES,
} from "../../protocol/rules/path_names.ts";
import { readValue } from "./value.ts";

const DEFAULT_KINDS: readonly ElementKind[] = ["state", "method"];
const KINDS = ["state", "method", "node", "signal"] as const;
const VALUE_TYPES = ["string", "number", "boolean", "object"] as const;
const SORT_TYPES = ["number", "string", "boolean"] as const;

const VALUE_OPERANDS = [
  ["value-equals", "equals", "the value is this"],
  ["value-equals-not", "equalsNot", "the value is not this"],
  ["value-less-than", "lessThan", "the value is less than this"],
  ["value-greater-than", "greaterThan", "the value is greater than this"],
] as const;

const VALUE_LISTS = [
  ["value-has-one-of", "hasOneOf", "the value is an array with one of these"],
  ["value-has-all-of", "hasAllOf", "the value is an array with all of these"],
] as const;

const DEPTH: TypedOption<number> = {
  name: "depth",
  value: "N",
  help: "maximum number of levels",
  read: wholeNumber(1),
};
const VALUE_TYPE: TypedOption<typeof VALUE_TYPES[number]> = {
  name: "value-type",
  value: "TYPE",
  help: `type of the value: ${VALUE_TYPES.join(", ")}`,
  complete: VALUE_TYPES,
  read: oneOf(VALUE_TYPES),
};
const AS: TypedOption<typeof SORT_TYPES[number]> = {
  name: "as",
  value: "TYPE",
  help: `type of the sorted values: ${SORT_TYPES.join(", ")}`,
  default: "number",
  complete: SORT_TYPES,
  read: oneOf(SORT_TYPES),
};
const FROM: TypedOption<number> = {
  name: "from",
  value: "N",
  help: "first row of the order",
  default: "1",
  read: wholeNumber(1),
};
const TO: TypedOption<number> = {
  name: "to",
  value: "N",
  help: "last row of the order",
  default: "10",
  read: wholeNumber(1),
};
const TOP: TypedOption<number> = {
  name: "top",
  value: "N",
  help: "the N greatest; by value unless --sort is given",
  read: wholeNumber(1),
};

/** Options that select elements. */
export const RULE_OPTIONS: readonly Option[] = [
  ...PATH_TEXT_RULES.map(([rule, help]): Option => ({
    name: flagName(rule),
    value: "TEXT",
    help,
    complete: "path",
  })),
  ...PATH_LIST_RULES.map(([rule, help]): Option => ({
    name: flagName(rule),
    value: "TEXT",
    help: `${help} (may be repeated)`,
    many: true,
  })),
  {
    name: "ignore-case",
    short: "i",
    help: "upper and lower case in paths are the same",
  },
  {
    name: "below",
    value: "PATH",
    help: "only what is below this path",
    complete: "path",
  },
  DEPTH,
  {
    name: "kind",
    value: "KIND",
    help: "state, method, node or signal (may be repeated)",
    many: true,
    complete: KINDS,
  },
  { name: "nodes", help: "nodes of the hierarchy too" },
  { name: "signals", help: "signals too, as such" },
  ...VALUE_OPERANDS.map(([name, , help]): Option => ({
    name,
    value: "JSON",
    help,
  })),
  ...VALUE_LISTS.map(([name, , help]): Option => ({
    name,
    value: "JSON",
    help: `${help} (may be repeated)`,
    many: true,
  })),
  VALUE_TYPE,
  {
    name: "where",
    value: "RULE",
    help:
      "a field of the value: a.b=1, a.b!=1, a<1, a>1, a:number (repeatable)",
    many: true,
  },
];

/** Options that put elements into an order. */
export const SORT_OPTIONS: readonly Option[] = [
  {
    name: "sort",
    value: "KEY",
    help: "order by path, value, or a field of it such as .level",
    complete: ["path", "value"],
  },
  { name: "by-value", help: "the same as --sort value" },
  AS,
  { name: "descending", help: "the greatest first" },
  FROM,
  TO,
  TOP,
];

/**
 * The rules that were given.
 *
 * @throws {UsageError} if one makes no sense.
 */
export function readRules(given: ParsedArgs): FetchRules {
  const rules: FetchRules = {};
  const path = pathRules(given);
  if (Object.keys(path).length > 0) rules.path = path;
  const below = given.text("below");
  if (below !== undefined) rules.below = below;
  const depth = given.get(DEPTH);
  if (depth !== undefined) rules.depth = depth;
  const kinds = kindsOf(given);
  if (kinds.length > 0) rules.type = kinds;
  if (given.has("nodes") || kinds.includes("node")) rules.nodes = true;
  const value = valueRules(given);
  if (Object.keys(value).length > 0) rules.value = value;
  const fields = fieldRules(given.texts("where"));
  if (Object.keys(fields).length > 0) rules.valueField = fields;
  const sort = sortRules(given);
  if (sort !== undefined) rules.sort = sort;
  return rules;
}

function pathRules(given: ParsedArgs): PathRules {
  const rules: PathRules = {};
  for (const [rule] of PATH_TEXT_RULES) {
    const text = given.text(flagName(rule));
    if (text !== undefined) rules[rule] = text;
  }
  for (const [rule] of PATH_LIST_RULES) {
    const texts = given.texts(flagName(rule));
    if (texts.length > 0) rules[rule] = [...texts];
  }
  if (given.has("ignore-case")) rules.caseInsensitive = true;
  return rules;
}

function kindsOf(given: ParsedArgs): ElementKind[] {
  const words = given.texts("kind").flatMap((text) => text.split(","));
  const kinds = words.map((word): ElementKind => {
    const kind = KINDS.find((kind) => kind === word);
    if (kind !== undefined) return kind;
    throw new UsageError(`--kind needs one of ${KINDS.join(", ")}`);
  });
  if (!given.has("signals") || kinds.includes("signal")) return kinds;
  return [...kinds.length > 0 ? kinds : DEFAULT_KINDS, "signal"];
}

function valueRules(given: ParsedArgs): ValueRules {
  const rules: ValueRules = {};
  for (const [name, rule] of VALUE_OPERANDS) {
    const text = given.text(name);
    if (text !== undefined) rules[rule] = readValue(text);
  }
  for (const [name, rule] of VALUE_LISTS) {
    const texts = given.texts(name);
    if (texts.length > 0) {
      rules[rule] = texts.map((text) => readElement(text, `--${name}`));
    }
  }
  const type = given.get(VALUE_TYPE);
  if (type !== undefined) rules.isType = type;
  return rules;
}

/** An element of an array; objects and arrays can't be looked for. */
function readElement(
  text: string,
  option: string,
): string | number | boolean | null {
  const value = readValue(text);
  if (
    value === null || typeof value === "string" || typeof value === "number" ||
    typeof value === "boolean"
  ) return value;
  throw new UsageError(`${option} needs a string, number, boolean or null`);
}

const WHERE = /^([^=!<>:]+?)\s*(==?|!=|<|>|:)\s*(.*)$/s;

/**
 * Rules on fields of the value, such as `sensor.celsius>25`.
 *
 * @throws {UsageError} if one can't be understood.
 */
export function fieldRules(
  written: readonly string[],
): { [field: string]: ValueRules } {
  const rules = new Map<string, ValueRules>();
  for (const text of written) {
    const [, field, operator, operand] = WHERE.exec(text.trim()) ?? [];
    if (field === undefined || operand === "") {
      throw new UsageError(
        `--where ${
          JSON.stringify(text)
        } is none of a=1, a!=1, a<1, a>1, a:type`,
      );
    }
    rules.set(field, {
      ...rules.get(field),
      ...fieldRule(operator, operand, text),
    });
  }
  return Object.fromEntries(rules);
}

function fieldRule(
  operator: string,
  operand: string,
  text: string,
): ValueRules {
  switch (operator) {
    case "!=":
      return { equalsNot: readValue(operand) };
    case "<":
      return { lessThan: readValue(operand) };
    case ">":
      return { greaterThan: readValue(operand) };
    case ":": {
      const isType = VALUE_TYPES.find((type) => type === operand);
      if (isType !== undefined) return { isType };
      throw new UsageError(
        `--where ${JSON.stringify(text)} needs one of ${
          VALUE_TYPES.join(", ")
        }`,
      );
    }
  }
  return { equals: readValue(operand) };
}

function sortRules(given: ParsedArgs): SortRules | undefined {
  const top = given.get(TOP);
  const key = given.text("sort") ??
    (given.has("by-value") || top !== undefined ? "value" : undefined);
  if (key === undefined) {
    const lonely = ["as", "descending", "from", "to"].find((name) =>
      given.has(name)
    );
    if (lonely === undefined) return undefined;
    if (lonely === "as") throw new UsageError("--as needs --sort");
  }
  const type = given.get(AS) ?? "number";
  const from = given.get(FROM) ?? 1;
  if (top !== undefined && given.has("to")) {
    throw new UsageError("--top and --to exclude each other");
  }
  const to = top === undefined ? given.get(TO) : from + top - 1;
  if (to !== undefined && to < from) {
    throw new UsageError("--to is less than --from");
  }
  return {
    ...sortKey(key ?? "path", type),
    ...(given.has("descending") || top !== undefined
      ? { descending: true }
      : {}),
    from,
    ...(to === undefined ? { to: from + 9 } : { to }),
  };
}

function sortKey(
  key: string,
  type: typeof SORT_TYPES[number],
): SortRules {
  if (key === "path") return { byPath: true };
  if (key === "value") return { byValue: type };
  const field = /^\.(.+)$/s.exec(key)?.[1];
  if (field !== undefined) return { byValueField: { [field]: type } };
  throw new UsageError("--sort needs path, value, or a field such as .level");
}
