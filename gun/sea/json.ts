/**
 * JSON that strangers have written.
 *
 * @module
 */

/** Parses a text. Whatever can't be parsed, or is too deep, is `undefined`. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The text of something that was parsed before; nothing if it is nested so
 * deep that it can't be written.
 */
export function written(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** A member of an object; nothing of what is no object, or inherits it. */
export function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null &&
      Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
