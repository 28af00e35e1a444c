/**
 * How often and how finely a fetch reports changes.
 *
 * @module
 */
import { FieldPath, readField } from "./field_path.ts";
import type { ReadableJson } from "../json/lazy.ts";
import {
  type CheckedPathRules,
  type OnUnknownRule,
  pathRulesFrom,
} from "./path.ts";
import { isGiven, RuleError, textOperand } from "./rule.ts";

/** Greatest rate, in changes a second. */
const MAX_RATE = 1000;

/** A dead band: how far a number may be from the one that was sent last. */
export interface CheckedDeadBand {
  /** The field that counts; `""` is the value itself. */
  field: string;
  /** Greatest difference that is not reported. */
  absolute: number;
  /** The same, in percent of the number that was sent last. */
  percent: number;
}

/** A limit for the changes of some elements. */
export interface CheckedLimit {
  /** The elements; without it all. */
  path?: CheckedPathRules;
  /** Changes of each element a second; 0: no limit. */
  rate: number;
  /** `null`: none. */
  deadband: CheckedDeadBand | null;
}

/** The members of a fetch that limit its changes, as they came from outside. */
export interface LimitMembers {
  readonly rate?: unknown;
  readonly deadband?: unknown;
  readonly limits?: unknown;
  readonly sort?: unknown;
}

/**
 * Checks the limits of a fetch: those for some paths first, then that of the
 * fetch itself. The first one that matches an element counts for it.
 *
 * @param onUnknown Called for each path rule that doesn't exist; without it such
 * a rule is refused.
 * @returns `undefined` if there are none.
 * @throws {RuleError} if a member is unknown, has a wrong type or no place in a
 * fetch that sorts.
 */
export function limitsFrom(
  { rate, deadband, limits, sort }: LimitMembers,
  onUnknown?: OnUnknownRule,
): readonly CheckedLimit[] | undefined {
  const checked: CheckedLimit[] = [];
  if (isGiven(limits)) {
    if (!Array.isArray(limits)) {
      throw new RuleError("limits", "limits must be an array of objects");
    }
    for (const limit of limits) checked.push(limitFrom(limit, onUnknown));
  }
  const own = { rate: rateFrom(rate), deadband: deadBandFrom(deadband) };
  if (isGiven(sort) && (checked.length > 0 || own.deadband !== null)) {
    const rule = checked.length > 0 ? "limits" : "deadband";
    throw new RuleError(rule, `a fetch that sorts takes rate, but no ${rule}`);
  }
  if (own.rate > 0 || own.deadband !== null) checked.push(own);
  return checked.length > 0 ? checked : undefined;
}

function limitFrom(value: unknown, onUnknown?: OnUnknownRule): CheckedLimit {
  const members = membersOf("limits", value, ["path", "rate", "deadband"]);
  const path = members.get("path");
  return {
    path: typeof path === "string"
      ? { equals: path }
      : pathRulesFrom(path, onUnknown),
    rate: rateFrom(members.get("rate")),
    deadband: deadBandFrom(members.get("deadband")),
  };
}

function rateFrom(rate: unknown): number {
  if (!isGiven(rate)) return 0;
  if (typeof rate !== "number" || !(rate > 0 && rate <= MAX_RATE)) {
    throw new RuleError(
      "rate",
      `rate must be a number above 0 and up to ${MAX_RATE}`,
    );
  }
  return rate;
}

function deadBandFrom(value: unknown): CheckedDeadBand | null {
  if (!isGiven(value)) return null;
  const members = membersOf("deadband", value, [
    "absolute",
    "percent",
    "field",
  ]);
  const absolute = members.get("absolute");
  const percent = members.get("percent");
  if (isGiven(absolute) === isGiven(percent)) {
    throw new RuleError("deadband", "deadband needs absolute or percent");
  }
  const field = members.get("field");
  return {
    field: isGiven(field) ? textOperand("field", field) : "",
    absolute: sizeFrom("absolute", absolute),
    percent: sizeFrom("percent", percent),
  };
}

function sizeFrom(rule: string, size: unknown): number {
  if (!isGiven(size)) return 0;
  if (typeof size !== "number" || !(size >= 0 && size < Infinity)) {
    throw new RuleError(rule, `${rule} must be a number from 0`);
  }
  return size;
}

/** The members of an object that has no others than these. */
function membersOf(
  rule: string,
  value: unknown,
  names: readonly string[],
): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const what = rule === "limits" ? "an array of objects" : "an object";
    throw new RuleError(rule, `${rule} must be ${what}`);
  }
  const members = new Map<string, unknown>(Object.entries(value));
  for (const name of members.keys()) {
    if (!names.includes(name)) {
      throw new RuleError(name, `unknown member ${name} of ${rule}`);
    }
  }
  return members;
}

/** A dead band made ready. */
export class DeadBand {
  readonly #field: FieldPath;
  readonly #absolute: number;
  readonly #share: number;

  /** @throws {RuleError} if the field can't be understood. */
  constructor({ field, absolute, percent }: CheckedDeadBand) {
    this.#field = new FieldPath(field);
    this.#absolute = absolute;
    this.#share = percent / 100;
  }

  /** The number that counts; `NaN` if there is none. */
  numberIn(value: ReadableJson | undefined): number {
    const number = readField(this.#field, value);
    return typeof number === "number" ? number : NaN;
  }

  /**
   * Whether a number is so near to the last one that it is not reported; never
   * if one of the two is `NaN`.
   */
  includes(number: number, last: number): boolean {
    const size = this.#absolute + this.#share * Math.abs(last);
    return Math.abs(number - last) <= size;
  }
}
