/**
 * The bus of benchmarks and tests that run in one process.
 *
 * @module
 */
import { Bus, type BusOptions } from "../bus/bus.ts";
import type { VirtualClock } from "../testing/clock.ts";

/** Options of a bus without limits of backlogs. */
export function plainOptions(clock: BusOptions["clock"]): BusOptions {
  return {
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
  };
}

/**
 * Makes such a bus.
 *
 * @param more Options instead of these.
 */
export function plainBus(
  clock: VirtualClock,
  more: Partial<BusOptions> = {},
): Bus {
  return new Bus({ ...plainOptions(clock), ...more });
}
