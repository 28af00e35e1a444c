/**
 * What the rounds of one figure come to at one server.
 *
 * @module
 */
import { median } from "./median.ts";
import type { Load, Measure, Outcome } from "./task.ts";

/** What one server reached in one figure. */
export interface Reached {
  /** The median of all rounds; `null` if there is none. */
  readonly value: number | null;
  /** Largest distance of a round from the median, as a share of it. */
  readonly spread: number;
  /** How busy both sides were, if it was measured for this figure. */
  readonly load: Load | null;
  /** What to know about it, or why there is none. */
  readonly note: string | undefined;
}

/**
 * The medians of the rounds.
 *
 * @param outcomes All rounds of the server.
 * @param measureOf The measure of the figure in a round, if there is one.
 */
export function reached(
  outcomes: readonly Outcome[],
  measureOf: (outcome: Outcome) => Measure | undefined,
): Reached {
  const measures = outcomes.flatMap((outcome) => measureOf(outcome) ?? []);
  const values = measures.flatMap(({ value }) => value ?? []);
  const loads = measures.flatMap(({ load }) => load ?? []);
  const value = median(values);
  const failure = outcomes.map(({ failure }) => failure).find(Boolean);
  const share = (name: keyof Load) =>
    median(loads.map((load) => load[name])) ?? 0;
  return {
    value,
    spread: value === null || value === 0 ? 0 : Math.max(
      ...values.map((other) => Math.abs(other - value) / value),
    ),
    load: loads.length === 0 ? null : {
      seconds: share("seconds"),
      generator: share("generator"),
      daemon: share("daemon"),
      others: share("others"),
    },
    note: measures.map(({ note }) => note).find(Boolean) ??
      (values.length < outcomes.length ? failure : undefined),
  };
}
