/**
 * Figures of the daemon: memory, delay of its event loop, what it holds.
 *
 * @module
 */
import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { memoryUsage } from "node:process";
import { clearTimeout, setTimeout } from "node:timers";
import type { Clock } from "../base/clock.ts";
import type { Bus } from "../bus/bus.ts";

/** Time without a question after which the delay is not measured, in ms. */
const IDLE_MS = 15_000;
/** Resolution of the delay, in ms. */
const RESOLUTION_MS = 10;

/** Measures the delay of the event loop while it is asked for. */
class LoopDelay {
  #histogram: IntervalHistogram | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #usable = true;

  /** The 99th percentile since the last question, in ms. */
  read(): number | undefined {
    clearTimeout(this.#timer);
    const histogram = this.#histogram ?? this.#begin();
    this.#timer = setTimeout(() => this.#end(), IDLE_MS);
    this.#timer.unref();
    if (histogram === undefined) return undefined;
    const nanoseconds = histogram.percentile(99);
    histogram.reset();
    if (!(nanoseconds > 0)) return undefined;
    return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  }

  #begin(): IntervalHistogram | undefined {
    if (!this.#usable) return undefined;
    try {
      this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      this.#histogram.enable();
    } catch {
      // Not every runtime has it.
      this.#usable = false;
    }
    return this.#histogram;
  }

  #end(): void {
    this.#histogram?.disable();
    this.#histogram = undefined;
  }
}

/**
 * Gives the figures of a daemon.
 *
 * @param busOf Its bus, when it has been made.
 */
export function statusOf(
  busOf: () => Bus,
  clock: Pick<Clock, "monotonic">,
): () => Record<string, unknown> {
  const begunAt = clock.monotonic();
  const loopDelay = new LoopDelay();
  return () => {
    const bus = busOf();
    let fetches = 0;
    let backlog = 0;
    for (const session of bus.sessions) {
      fetches += session.fetchCount;
      backlog += session.link.backlog;
    }
    return {
      uptime: Math.round((clock.monotonic() - begunAt) / 1000),
      memory: memoryUsage().rss,
      loopDelay: loopDelay.read(),
      elements: bus.space.elements.byPath.size,
      peers: bus.sessions.size,
      fetches,
      backlog,
      limits: bus.limits.report(),
    };
  };
}
