/**
 * The clock of the bus's timeouts.
 *
 * @module
 */
import type { Clock } from "../bus/collections/timer_wheel.ts";

// The longest delay of setTimeout.
const MAX_TIMER_MS = 0x7fffffff;

/**
 * The system's clock.
 *
 * @param advance Called at the time that was last given to `wake`.
 */
export function systemClock(advance: () => void): Clock {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    now: () => performance.now(),
    wake(at) {
      clearTimeout(timer);
      const delay = Math.ceil(at - performance.now());
      timer = setTimeout(advance, Math.min(Math.max(delay, 0), MAX_TIMER_MS));
    },
  };
}
