/**
 * Figures of the daemon: memory, delay of its event loop, what it holds.
 *
 * @module
 */
import { systemClock } from "../../base/system_clock.ts";
import type { Bus } from "../../bus/bus.ts";
import { residentMemory, runtimeVersions } from "../runtime/figures.ts";
import type { LoopDelay } from "./loop_delay.ts";

/** Name and version of the runtime. */
export function runtimeName(): string {
  const { deno, bun, node } = runtimeVersions();
  return deno !== undefined
    ? `deno ${deno}`
    : bun !== undefined
    ? `bun ${bun}`
    : `node ${node}`;
}

/** What counts the requests of proxies that are not trusted. */
interface ForwardCounter {
  readonly untrustedForwards: number;
}

/**
 * Gives the figures of a daemon.
 *
 * @param busOf Its bus, when it has been made.
 */
export function statusOf(
  busOf: () => Bus,
  forwards: ForwardCounter,
  loopDelay: LoopDelay,
): () => Record<string, unknown> {
  const begunAt = systemClock.monotonic();
  return () => {
    const bus = busOf();
    let fetches = 0;
    let backlog = 0;
    for (const session of bus.sessions) {
      fetches += session.fetchCount;
      backlog += session.link.backlog;
    }
    const { federation } = bus.space;
    return {
      uptime: Math.round((systemClock.monotonic() - begunAt) / 1000),
      memory: residentMemory(),
      loopDelay: loopDelay.recent(),
      elements: bus.space.elements.byPath.size,
      peers: bus.sessions.size,
      fetches,
      backlog,
      untrustedForwards: forwards.untrustedForwards,
      // Without a cluster it is not there.
      ...(federation && { cluster: federation.info }),
      limits: bus.limits.report(),
    };
  };
}
