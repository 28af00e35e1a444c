/**
 * What a `get` asks for: a node, a property, or those in a range of names.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import type { Limits } from "./limits.ts";
import { nameTrouble } from "./message.ts";
import type { Range } from "../graph/store.ts";

/** Names in a range. */
export interface Lex {
  /** Where they are; both ends inclusive. */
  readonly range: Range;
  /** Whether the last ones are wanted first. */
  readonly reverse: boolean;
}

/** What is asked for. */
export interface Query {
  /** One node, or those whose souls are in a range. */
  readonly soul: string | Lex;
  /** The whole node, one property of it, or those in a range. */
  readonly key: null | string | Lex;
  /**
   * How much is wanted where a range is asked for: the lengths of texts are
   * added up, anything else counts 9, and what reaches the sum is the last.
   */
  readonly budget: number;
}

/** What is told of a range if nobody says how much is wanted. */
export const DEFAULT_BUDGET = 100_000;
/** What is told of a range at most. */
const LARGEST_BUDGET = 1 << 24;
/** What counts in a budget for anything that is not a text. */
const OTHER_COST = 9;

/**
 * Reads the `get` of a message. What would be everything that is stored is
 * refused: a soul or a range of souls has to be named.
 *
 * @returns What it asks for; or what is wrong, for `err`.
 */
export function readGet(get: unknown, limits: Limits): Query | string {
  if (!isRecord(get)) return "Invalid get!";
  const reverse = isSet(get["-"]);
  const soul = readName(get["#"], limits, reverse);
  if (soul === null) return "No soul in the get!";
  if (typeof soul === "string" || isNarrow(soul)) {
    const has = get["."];
    const key = has === undefined || has === null || has === ""
      ? null
      : readName(has, limits, reverse);
    if (key === null && has !== undefined && has !== null && has !== "") {
      return "Invalid key in the get!";
    }
    return { soul, key, budget: readBudget(get["%"]) };
  }
  return "The range of souls is open!";
}

function readBudget(value: unknown): number {
  const wanted = typeof value === "string" ? Number(value) : value;
  return typeof wanted === "number" && wanted > 0
    ? Math.min(wanted, LARGEST_BUDGET)
    : DEFAULT_BUDGET;
}

/** A name, or a range of them; `null` if it is neither. */
function readName(
  value: unknown,
  limits: Limits,
  reversed: boolean,
): string | Lex | null {
  if (typeof value === "string") {
    return nameTrouble(value, limits.name) === null ? value : null;
  }
  if (!isRecord(value)) return null;
  const exact = value["="];
  if (exact !== undefined) {
    return typeof exact === "string" &&
        nameTrouble(exact, limits.name) === null
      ? exact
      : null;
  }
  const prefix = bound(value["*"], limits);
  const from = bound(value[">"], limits);
  const to = bound(value["<"], limits);
  if (prefix === null || from === null || to === null) return null;
  if (prefix === undefined && from === undefined && to === undefined) {
    return null;
  }
  return {
    range: {
      ...prefix !== undefined && { prefix },
      ...from !== undefined && { from },
      ...to !== undefined && { to },
    },
    reverse: reversed || isSet(value["-"]),
  };
}

function bound(value: unknown, limits: Limits): string | undefined | null {
  if (value === undefined) return undefined;
  if (typeof value !== "string") return null;
  return value.length <= limits.name && value.isWellFormed() ? value : null;
}

/** Whether a range of souls is less than everything that is stored. */
function isNarrow({ range: { prefix, from, to } }: Lex): boolean {
  return (prefix !== undefined && prefix !== "") ||
    (from !== undefined && to !== undefined && from !== "" && to !== "");
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false &&
    value !== 0 && value !== "";
}

/** What a value counts in a budget, by its JSON text. */
export function costOf(text: string): number {
  return text.charCodeAt(0) === 0x22 ? text.length - 2 : OTHER_COST;
}

/** The JSON text of a name or a range, for asking others the same. */
export function lexText(name: string | Lex): string {
  if (typeof name === "string") return JSON.stringify(name);
  const { range: { prefix, from, to }, reverse } = name;
  return JSON.stringify({
    "*": prefix,
    ">": from,
    "<": to,
    "-": reverse ? 1 : undefined,
  });
}
