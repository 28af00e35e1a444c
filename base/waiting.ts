/**
 * Waiting that a signal can end.
 *
 * @module
 */
import { ignore } from "./narrowing.ts";
import { type PeerClock, timers } from "./clock.ts";

/**
 * The promise's outcome, or the signal's reason if that comes first; `late`
 * takes what the promise gives afterwards.
 */
export function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  late: (value: T) => void = ignore,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      promise.then(late, ignore);
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", abort);
    });
  });
}

/** Waits; returns early when the signal is aborted. */
export function pause(
  milliseconds: number,
  signal: AbortSignal,
  clock: PeerClock = timers,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(milliseconds, done);
    signal.addEventListener("abort", done);
  });
}
