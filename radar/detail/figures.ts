/**
 * Figures of the last values of a state.
 *
 * @module
 */
import type { History } from "../bus/history.ts";
import { addDecimals } from "../values/decimal.ts";
import { asNumber, digitsOf, kindOf } from "../values/kinds.ts";

/** Length of the time that figures are about, in ms. */
export const FIGURES_MS = 60_000;

/** Figures of the last minute. */
export interface Figures {
  /** The least value, as its owner wrote it. */
  readonly least: string;
  /** The greatest value, as its owner wrote it. */
  readonly greatest: string;
  /** Weighed by how long each value held. */
  readonly mean: number;
  /** Changes a second. */
  readonly rate: number;
}

/** The figures of the last minute; `undefined` without a number in it. */
export function figuresOf(history: History, now: number): Figures | undefined {
  const since = now - FIGURES_MS;
  let until = now;
  let min = Infinity;
  let max = -Infinity;
  let least = "";
  let greatest = "";
  let sum = 0;
  let time = 0;
  let changes = 0;
  let first = now;
  for (let age = 0; age < history.length; age++) {
    const past = history.newest(age);
    if (past === undefined) break;
    const number = typeof past.value === "boolean"
      ? undefined
      : asNumber(past.value);
    const from = Math.max(past.at, since);
    if (number !== undefined) {
      if (number < min) [min, least] = [number, digitsOf(past.value)];
      if (number > max) [max, greatest] = [number, digitsOf(past.value)];
      sum += number * (until - from);
      time += until - from;
    }
    until = from;
    first = from;
    if (past.at <= since) break;
    changes++;
  }
  if (min > max) return undefined;
  const span = Math.max(1, now - first) / 1000;
  const mean = time > 0 ? sum / time : (min + max) / 2;
  const rate = Math.max(0, changes - 1) / Math.max(span, 1);
  return { least, greatest, mean, rate };
}

/** A figure with the digits that the values have. */
export function formatFigure(value: number, places: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-6)) return value.toPrecision(4);
  return value.toFixed(places);
}

/** The difference of two numbers, with a sign and so many digits at least. */
export function differenceOf(
  value: unknown,
  before: unknown,
  places = 0,
): string {
  if (kindOf(value) !== "number" || kindOf(before) !== "number") return "";
  const [to, from] = [digitsOf(value), digitsOf(before)];
  const text = addDecimals(to, from, -1, places) ??
    String(Number(to) - Number(from));
  if (text.startsWith("-")) return text.replace("-", "−");
  return Number(text) === 0 ? text : `+${text}`;
}
