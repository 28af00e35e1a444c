/**
 * Sort rules: keys and the range of rows.
 *
 * @module
 */
import { FieldPath, readField } from "./field_path.ts";
import { RuleError } from "./rule.ts";
import type { JsonValue } from "../../base/json_value.ts";
import type { ReadableJson } from "../json/lazy.ts";

/** In which order a fetch gives its elements, and which of them. */
export interface CheckedSortRules {
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

/** Default of the first row. */
const DEFAULT_FROM = 1;

/** Default of the last row. */
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

  /**
   * The key of an element with this value; `null` if it has none. Arrays and
   * objects have no order.
   */
  read(value: ReadableJson | undefined): JsonValue {
    const key = readField(this.#field, value) ?? null;
    return typeof key === "object" ? null : key;
  }
}
