/**
 * What limits the time of requests.
 *
 * @module
 */

/** Longest time that can be asked for, in seconds: timers take 31 bits. */
const MAX_TIMEOUT_S = 2_000_000;

/** What limits a request. */
export interface Limits {
  /**
   * Seconds that the answer may take. Without it, the time that the owner gave
   * its element applies, or the daemon's own (5 s), and the peer's `deadline`.
   */
  timeout?: number;
  /** Gives the request up; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** For requests that are sent again anyway: they may take any time. */
export const UNLIMITED: Limits = { timeout: Infinity };

/**
 * Checks a time in seconds.
 *
 * @throws {RangeError} unless it is above 0 and finite.
 */
export function checkTimeout(timeout: number | undefined): void {
  if (timeout === undefined) return;
  if (!(timeout > 0 && timeout <= MAX_TIMEOUT_S)) {
    throw new RangeError(
      `a time is a number of seconds above 0, up to ${MAX_TIMEOUT_S}`,
    );
  }
}
