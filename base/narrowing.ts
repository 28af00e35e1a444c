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

/** Whether the value is an object or function that has these methods. */
export function hasMethods(value: unknown, ...names: string[]): boolean {
  if (typeof value !== "object" && typeof value !== "function") return false;
  if (value === null) return false;
  const target = value;
  return names.every((name) => typeof Reflect.get(target, name) === "function");
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

/** Whether the value is an object and no array. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the value is an object with such a member of its own. */
export function has(value: unknown, name: string): boolean {
  return isObject(value) && Object.hasOwn(value, name);
}

/** A member of its own of an object or array; `undefined` if there is none. */
export function ownMember(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null &&
      Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** A member of the value, inherited ones too; `undefined` if there is none. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && name in value
    ? Reflect.get(value, name)
    : undefined;
}
