/**
 * Compiles the rules of a fetch.
 *
 * @module
 */
import type {
  CheckedLimit,
  CheckedRules,
  ElementKind,
} from "../../protocol/rules/rules.ts";
import {
  DeadBand,
  PathMatcher,
  textsOf,
  ValueMatcher,
} from "../../protocol/rules/rules.ts";
import { isRecord } from "../../base/narrowing.ts";
import type { CompiledLimit } from "./pace.ts";

/** The rules of a fetch, compiled once. */
export interface CompiledQuery {
  readonly paths: PathMatcher;
  readonly values: ValueMatcher | null;
  /** Whether values are looked into: by rules, a sort, or dead bands. */
  readonly readsValues: boolean;
  readonly sort: CheckedRules["sort"];
  readonly kinds: Kinds;
  /** Bits of what it asks for beside; see {@linkcode Asked}. */
  readonly asked: number;
  /** Limits for changes; `null`: none. */
  readonly limits: readonly CompiledLimit[] | null;
  /** Number of texts and value rules: what a test of it costs. */
  readonly operands: number;
}

/** Which kinds of subjects a fetch includes. */
export interface Kinds {
  readonly node: boolean;
  readonly state: boolean;
  readonly method: boolean;
  readonly signal: boolean;
}

/** Kinds by their names. */
export function kindsOf(names: readonly ElementKind[]): Kinds {
  return {
    node: names.includes("node"),
    state: names.includes("state"),
    method: names.includes("method"),
    signal: names.includes("signal"),
  };
}

const STATES = kindsOf(["state"]);
const STATES_AND_METHODS = kindsOf(["state", "method"]);

/** Whether kinds include an element. */
export function includes(
  kinds: Kinds,
  { method, signal }: { readonly method: boolean; readonly signal: boolean },
): boolean {
  if (!method) return kinds.state;
  return signal ? kinds.signal : kinds.method;
}

/** Bytes of rules that are free, of each fetch, and that count as an operand. */
const FREE_BYTES = 1 << 12;
const OPERAND_BYTES = 1 << 10;
/** What a text, an entry of a list or a member takes beside its characters. */
const ENTRY_BYTES = 128;

/**
 * Number of the texts and value rules that a test of some rules looks at, of
 * limits for some paths also the limits, and of what long rules take of memory.
 */
export function operandsOf(rules: CheckedRules): number {
  const { path, values, limits } = rules;
  const size = ENTRY_BYTES + sizeOf(path) + sizeOf(values) + sizeOf(limits);
  const bytes = Math.max(0, size - FREE_BYTES);
  return textsOf(path) + values.length + operandsOfLimits(limits) +
    Math.floor(bytes / OPERAND_BYTES);
}

/** Bytes that a value takes, about. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return ENTRY_BYTES + value.length;
  let bytes = ENTRY_BYTES;
  // `Object.values` of an array of 100,000 entries takes 40 ms on Bun.
  if (Array.isArray(value)) {
    bytes += value.length * ENTRY_BYTES;
    for (const entry of value) {
      if (typeof entry === "string") bytes += entry.length;
      else if (typeof entry === "object") bytes += sizeOf(entry) - ENTRY_BYTES;
    }
  } else if (isRecord(value)) {
    for (const name in value) bytes += sizeOf(value[name]);
  }
  return bytes;
}

function operandsOfLimits(limits: CheckedRules["limits"] = []): number {
  let count = 0;
  for (const { path } of limits) {
    if (path !== undefined) count += 1 + textsOf(path);
  }
  return count;
}

function compiledLimit(
  { path, rate, deadband }: CheckedLimit,
  separator: string,
): CompiledLimit {
  return {
    paths: new PathMatcher(path ?? {}, separator),
    intervalMs: rate > 0 ? 1000 / rate : 0,
    deadband: deadband === null ? null : new DeadBand(deadband),
  };
}

/**
 * Compiles the rules of a fetch.
 *
 * @param separator Separator of the segments of a path.
 * @param seesMethods Whether methods are included if the rules name no kinds.
 * @param within Whether a path may match at all; `null`: each may.
 * @param operands What {@linkcode operandsOf} tells of the rules.
 * @throws {RuleError} if a rule is invalid.
 */
export function compile(
  rules: CheckedRules,
  separator: string,
  seesMethods: boolean,
  within: ((path: string) => boolean) | null = null,
  operands: number = operandsOf(rules),
): CompiledQuery {
  const { sort } = rules;
  const kinds = rules.kinds && kindsOf(rules.kinds);
  let { values } = rules;
  if (sort !== undefined && sort.by === "value" && sort.type !== undefined) {
    // Values of different types have no order among each other.
    const { field = "", type: operand } = sort;
    values = [...values, { field, operator: "isType", operand }];
  }
  const paths = new PathMatcher(rules.path ?? {}, separator, within);
  const limits = rules.limits?.map((limit) => compiledLimit(limit, separator));
  const readsValues = values.length > 0 || sort?.by === "value" ||
    limits?.some(({ deadband }) => deadband !== null) === true;
  return {
    paths,
    operands,
    limits: limits ?? null,
    readsValues,
    values: values.length === 0 ? null : new ValueMatcher(values),
    sort,
    asked: rules.asked ?? 0,
    kinds: kinds ?? (seesMethods ? STATES_AND_METHODS : STATES),
  };
}
