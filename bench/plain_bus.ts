/**
 * The bus of benchmarks and tests that run in one process.
 *
 * @module
 */
import { Bus, type BusOptions } from "../bus/bus.ts";
import type { VirtualClock } from "../testing/clock.ts";

/**
 * Makes a bus without limits of backlogs.
 *
 * @param more Options instead of these.
 */
export function plainBus(
  clock: VirtualClock,
  more: Partial<BusOptions> = {},
): Bus {
  return new Bus({
    info: {
      name: "bench",
      version: "0",
      authentication: false,
      separator: "/",
      maxMessage: 1 << 20,
    },
    timeout: 5,
    softBacklog: Infinity,
    hardBacklog: Infinity,
    stallTimeout: 60,
    clock,
    ...more,
  });
}
