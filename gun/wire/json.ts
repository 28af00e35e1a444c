/**
 * JSON from outside, which may be nested too deeply.
 *
 * @module
 */

/** Parses JSON; `undefined` if it is none, or nested too deeply to be read. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parsed JSON as a text; `undefined` if it is nested too deeply for that. */
export function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
