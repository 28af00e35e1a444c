/**
 * From what is typed to a value, and back.
 *
 * @module
 */
import { addDecimals, placesOf } from "../values/decimal.ts";
import { exactJson, parseExact, plainText } from "../values/exact.ts";
import { problemOfJson } from "../values/json_place.ts";
import { digitsOf, kindOf } from "../values/kinds.ts";
import { texts } from "../texts.ts";
import type { EditMode } from "../page/drafts.ts";

/** How a value is edited unless the user chooses. */
export function modeOf(value: unknown): EditMode {
  switch (kindOf(value)) {
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "string":
      return "text";
    default:
      return "json";
  }
}

/** The text of a value in the field. */
export function fieldText(value: unknown, mode: EditMode): string {
  switch (mode) {
    case "number":
      return digitsOf(value);
    case "text":
      return typeof value === "string" ? plainText(value) : exactJson(value);
    case "boolean":
      return String(value === true);
    default:
      return exactJson(value, 2);
  }
}

/** A value that was read from a field, or why it is none. */
export type ReadValue =
  | { readonly value: unknown; readonly json: string }
  | { readonly error: string; readonly position?: number };

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const HEX = /^0x[\da-f]+$/i;

/** Reads what is typed. */
export function readField(text: string, mode: EditMode): ReadValue {
  switch (mode) {
    case "number": {
      const typed = text.trim().replace(",", ".");
      const digits = HEX.test(typed) ? BigInt(typed).toString() : typed;
      return NUMBER.test(digits)
        ? { value: parseExact(digits), json: digits }
        : { error: texts.notNumber };
    }
    case "text": {
      const json = JSON.stringify(text);
      return { value: parseExact(json), json };
    }
    case "boolean":
      return { value: text === "true", json: String(text === "true") };
    default:
      return readJson(text);
  }
}

function readJson(text: string): ReadValue {
  try {
    const value = parseExact(text);
    return { value, json: exactJson(value) };
  } catch {
    return problemOfJson(text);
  }
}

/** Adds a step to a number in decimal, so that 0.1 + 0.2 is 0.3. */
export function addStep(text: string, step: string, times: number): string {
  const typed = HEX.test(text.trim())
    ? BigInt(text.trim()).toString()
    : text.trim();
  return addDecimals(typed, step, times) ?? text;
}

/** A step for a number without one: one in its last place. */
export function stepFor(digits: string, step: number | undefined): string {
  if (step !== undefined && step > 0) return String(step);
  const places = placesOf(digits);
  return places === 0 ? "1" : `0.${"0".repeat(places - 1)}1`;
}
