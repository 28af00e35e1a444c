/**
 * Limits of time for requests.
 *
 * @module
 */

/** The longest delay of `setTimeout`. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Seconds as milliseconds for a timer.
 *
 * @throws {RangeError} if it is no number above 0.
 */
export function milliseconds(seconds: number): number {
  if (!(seconds > 0)) throw new RangeError("timeout takes seconds, above 0");
  return Math.min(seconds * 1000, MAX_TIMER_MS);
}
