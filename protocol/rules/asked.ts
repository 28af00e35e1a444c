/**
 * What a fetch, a `get` or a `list` asks for beside paths and values. Peers that
 * don't ask get the same messages as ever.
 *
 * @module
 */
import { isGiven, RuleError } from "./rule.ts";

/** Bits of what is asked for. */
export const Asked = {
  nothing: 0,
  /** The metadata of elements. */
  meta: 1,
  /** When a value came, its revision, its quality, and whether it is stale. */
  times: 2,
  /** Whether the owner is away. */
  presence: 4,
} as const;

/**
 * Reads what a fetch asks for beside paths and values.
 *
 * @throws {RuleError} if a member is neither true nor false.
 */
export function askedFrom(
  meta: unknown,
  times: unknown,
  presence: unknown,
): number {
  return bit("meta", meta, Asked.meta) | bit("times", times, Asked.times) |
    bit("presence", presence, Asked.presence);
}

function bit(name: string, value: unknown, bit: number): number {
  if (!isGiven(value) || value === false) return Asked.nothing;
  if (value !== true) {
    throw new RuleError(name, `${name} must be true or false`);
  }
  return bit;
}
