/**
 * Figures of the last values of a state.
 *
 * @module
 */
import type { History } from "../bus/history.ts";
import { asNumber } from "../values/kinds.ts";

/** Length of the time that figures are about, in ms. */
export const FIGURES_MS = 60_000;

/** Figures of the last minute. */
export interface Figures {
  readonly min: number;
  readonly max: number;
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
      min = Math.min(min, number);
      max = Math.max(max, number);
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
  return { min, max, mean, rate: Math.max(0, changes - 1) / Math.max(span, 1) };
}

/** A figure with the digits that the values have. */
export function formatFigure(value: number, places: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-6)) return value.toPrecision(4);
  return value.toFixed(places);
}

/** Digits behind the point of a number as it was written. */
export function placesOf(digits: string): number {
  const dot = digits.indexOf(".");
  return dot < 0 || /[eE]/.test(digits) ? 0 : digits.length - dot - 1;
}

/** The difference of two numbers, with a sign. */
export function differenceOf(value: unknown, before: unknown): string {
  const [to, from] = [asNumber(value), asNumber(before)];
  if (to === undefined || from === undefined) return "";
  if (typeof value === "boolean") return "";
  const places = Math.max(placesOf(String(to)), placesOf(String(from)));
  const text = (to - from).toFixed(Math.min(places, 12));
  const zero = Number(text) === 0;
  return zero
    ? text.replace("-", "")
    : to > from
    ? `+${text}`
    : text.replace("-", "−");
}
