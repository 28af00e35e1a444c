/**
 * Figures of measurements.
 *
 * @module
 */

/** Statistics of measured times, in milliseconds. */
export interface Figures {
  readonly count: number;
  /** How many in a second. */
  readonly rate: number;
  readonly median: number;
  /** 99 of 100 were quicker. */
  readonly p99: number;
  readonly slowest: number;
}

/**
 * Sums up a measurement.
 *
 * @param times What each one took, in milliseconds.
 * @param elapsed What all took together, in milliseconds.
 */
export function figuresOf(times: readonly number[], elapsed: number): Figures {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return {
    count: times.length,
    rate: elapsed > 0 ? times.length / elapsed * 1000 : 0,
    median: at(0.5),
    p99: at(0.99),
    slowest: sorted.at(-1) ?? 0,
  };
}

/** A rate with blanks between the thousands. */
export function rateText(rate: number): string {
  const digits = Math.round(rate).toString();
  return digits.replace(/\B(?=(\d{3})+$)/g, " ");
}

/** A short time in milliseconds, with as many digits as make sense. */
export function timeText(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 3 : 1);
}
