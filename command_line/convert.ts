/**
 * Converters for the values of options.
 *
 * @module
 */
import { UsageError } from "./errors.ts";
import type { Convert } from "./option.ts";

/** A text that is not empty. */
export const text: Convert<string> = (value, source) => {
  if (typeof value === "string" && value !== "") return value;
  throw new UsageError(`${source} needs a text`);
};

/** `true` or `false` of a JSON file. */
export const boolean: Convert<boolean> = (value, source) => {
  if (typeof value === "boolean") return value;
  throw new UsageError(`${source} needs true or false`);
};

/** A whole number within limits, both included. */
export function wholeNumber(least: number, most?: number): Convert<number> {
  return (value, source) => {
    const number = toNumber(value);
    if (
      Number.isSafeInteger(number) && number >= least &&
      number <= (most ?? Infinity)
    ) return number;
    const range = most === undefined
      ? `from ${least}`
      : `from ${least} to ${most}`;
    throw new UsageError(`${source} needs a whole number ${range}`);
  };
}

/** A number of bytes. */
export const bytes: Convert<number> = wholeNumber(0);

/** A time in seconds, from a millisecond or a minimum to a maximum. */
export function seconds(most: number, least = 0.001): Convert<number> {
  return (value, source) => {
    const number = toNumber(value);
    if (number >= least && number <= most) return number;
    throw new UsageError(`${source} needs seconds from ${least} to ${most}`);
  };
}

/** The same, or 0 for never. */
export function secondsOrNever(most: number): Convert<number> {
  const read = seconds(most);
  return (value, source) => toNumber(value) === 0 ? 0 : read(value, source);
}

/** One of several words. */
export function oneOf<T extends string>(choices: readonly T[]): Convert<T> {
  return (value, source) => {
    const choice = choices.find((choice) => choice === value);
    if (choice !== undefined) return choice;
    throw new UsageError(`${source} needs one of ${choices.join(", ")}`);
  };
}

/** A list: a text with commas, or a JSON array of texts. */
export function list<T>(item: Convert<T>): Convert<T[]> {
  return (value, source) => {
    const items: unknown[] = Array.isArray(value)
      ? value
      : text(value, source).split(",");
    return items.map((one) => item(text(one, source).trim(), source));
  };
}

function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== ""
    ? Number(value)
    : Number.NaN;
}
