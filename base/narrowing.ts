/**
 * Narrowing of what comes from outside, and the one place where a program's
 * claim about a type is taken on trust.
 *
 * @module
 */

/** Whether the value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the value can be awaited. */
export function isThenable<T>(
  value: T | PromiseLike<T>,
): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

/**
 * Values cross the bus without their types. A type argument of the program
 * gives the expected type, which can't be checked at run time.
 */
export function claimed<T>(value: unknown): T;
export function claimed(value: unknown): unknown {
  return value;
}

/** Does nothing; for promises whose failure is reported elsewhere. */
export function ignore(): void {}

/** The message of what was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** What was thrown, as an `Error`. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
