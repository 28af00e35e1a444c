/**
 * Members of values from outside, whatever the values are. Apart from
 * `narrowing.ts`, because a page that connects needs only that one.
 *
 * @module
 */

/** Whether the value is an object or function that has these methods. */
export function hasMethods(value: unknown, ...names: string[]): boolean {
  if (typeof value !== "object" && typeof value !== "function") return false;
  if (value === null) return false;
  const target = value;
  return names.every((name) => typeof Reflect.get(target, name) === "function");
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

/** The value if it is a text. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
