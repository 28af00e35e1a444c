/**
 * Queries of `get`: nodes and properties by name or by range.
 *
 * @module
 */
import { isRecord } from "../../base/narrowing.ts";
import type { WireLimits } from "./limits.ts";
import { nameTrouble } from "./message.ts";
import type { NameRange } from "../graph/store.ts";

/** A lexical range of names. */
export interface Lex {
  /** Its bounds, both inclusive. */
  readonly range: NameRange;
  /** Whether the last ones come first. */
  readonly reverse: boolean;
}

/** The query of a get. */
export interface Query {
  /** One node, or those whose souls are in a range. */
  readonly soul: string | Lex;
  /** The whole node, one property of it, or those in a range. */
  readonly key: null | string | Lex;
  /**
   * Size limit of the answer to a range: the sum of the lengths of texts, with 9
   * for every other value. The property that reaches it is the last.
   */
  readonly budget: number;
}

/** Budget of a query that has none. */
export const DEFAULT_BUDGET = 100_000;
/** Largest budget. */
const LARGEST_BUDGET = 1 << 24;
/** Cost of a value that is no text. */
const OTHER_COST = 9;

/**
 * Reads the `get` of a message. Queries without a soul or a bounded range of
 * souls are refused: they would match the whole store.
 *
 * @returns The query; or the reason for `err`.
 */
export function readGet(get: unknown, limits: WireLimits): Query | string {
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
  limits: WireLimits,
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

function bound(value: unknown, limits: WireLimits): string | undefined | null {
  if (value === undefined) return undefined;
  if (typeof value !== "string") return null;
  return value.length <= limits.name && value.isWellFormed() ? value : null;
}

/** Whether a range of souls is bounded. */
function isNarrow({ range: { prefix, from, to } }: Lex): boolean {
  return (prefix !== undefined && prefix !== "") ||
    (from !== undefined && to !== undefined && from !== "" && to !== "");
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false &&
    value !== 0 && value !== "";
}

/** The cost of a value by its JSON text. */
export function costOf(text: string): number {
  return text.charCodeAt(0) === 0x22 ? text.length - 2 : OTHER_COST;
}

/** A name or a range as JSON. */
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
