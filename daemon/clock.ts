/**
 * The time that drives the bus's timeouts.
 *
 * @module
 */
import type { Clock } from "../bus/collections/timer_wheel.ts";

// What setTimeout can wait at most.
const LONGEST = 0x7fffffff;

/**
 * The system's clock.
 *
 * @param advance Called when the time that was last asked for has come.
 */
export function systemClock(advance: () => void): Clock {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    now: () => performance.now(),
    wake(at) {
      clearTimeout(timer);
      const delay = Math.ceil(at - performance.now());
      timer = setTimeout(advance, Math.min(Math.max(delay, 0), LONGEST));
    },
  };
}
