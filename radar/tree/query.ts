/**
 * What is typed into the search, as rules of a fetch.
 *
 * @module
 */
import type { FetchRules, ValueRules } from "../../protocol/rules/written.ts";
import { parseExact } from "../values/exact.ts";

/** A part of a query, shown as a chip. */
export interface QueryPart {
  readonly kind: "path" | "value";
  readonly text: string;
}

/** A query that has been read. */
export interface Query {
  readonly parts: readonly QueryPart[];
  /** Fragments of the path, for marking what was found. */
  readonly fragments: readonly string[];
  /** Rules for the daemon. */
  readonly rules: FetchRules;
}

const COMPARISON = /^(!=|=|>|<)(.+)$/;

/**
 * Reads a query: words are fragments of the path, `psu/+/voltage` and `psu/#`
 * are patterns, `>30`, `<5`, `=true` and `!=null` compare the value. `undefined`
 * if it is empty.
 */
export function readQuery(text: string): Query | undefined {
  const words = text.replace(/(!=|[<>=])\s+/g, "$1").split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return undefined;
  const parts: QueryPart[] = [];
  const fragments: string[] = [];
  let pattern: string | undefined;
  const value: ValueRules = {};
  for (const word of words) {
    const comparison = COMPARISON.exec(word);
    if (comparison !== null) {
      const [, operator, text] = comparison;
      compare(value, operator, literal(text));
      // A daemon takes one of each: what does not hold is not shown.
      drop(parts, (part) => COMPARISON.exec(part.text)?.[1] === operator);
      parts.push({ kind: "value", text: word });
    } else {
      if (isPattern(word)) {
        drop(parts, (part) => part.text === pattern);
        pattern = word;
      } else {
        fragments.push(word);
      }
      parts.push({ kind: "path", text: word });
    }
  }
  const path = {
    ...fragments.length > 0
      ? { containsAllOf: fragments, caseInsensitive: true }
      : {},
    ...pattern === undefined ? {} : { matches: pattern },
  };
  const hasValue = Object.keys(value).length > 0;
  const rules: FetchRules = {
    ...Object.keys(path).length > 0 ? { path } : {},
    ...hasValue ? { value } : {},
  };
  return { parts, fragments, rules };
}

function drop(parts: QueryPart[], is: (part: QueryPart) => boolean): void {
  const at = parts.findIndex(is);
  if (at >= 0) parts.splice(at, 1);
}

/** Whether a word has segments that stand for others. */
function isPattern(word: string): boolean {
  return word.split("/").some((segment) => segment === "+" || segment === "#");
}

function literal(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return text;
  }
}

function compare(rules: ValueRules, operator: string, value: unknown): void {
  switch (operator) {
    case ">":
      rules.greaterThan = value;
      break;
    case "<":
      rules.lessThan = value;
      break;
    case "=":
      rules.equals = value;
      break;
    default:
      rules.equalsNot = value;
  }
}

/** A text without one of its words. */
export function withoutPart(text: string, part: QueryPart): string {
  return text.replace(/(!=|[<>=])\s+/g, "$1").split(/\s+/)
    .filter((word) => word !== part.text).join(" ");
}
