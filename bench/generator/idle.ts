/**
 * Peers that are connected and do nothing.
 *
 * @module
 */

import { readFileLimit, readMemory } from "../proc.ts";
import type { Interval } from "../task.ts";
import type { Run } from "./run.ts";
import { set } from "./set.ts";

/** Connections opened at a time. */
const AT_ONCE = 50;
/** Files that both processes need for themselves. */
const RESERVE = 100;
/** Seconds that the daemon gets to come to rest. */
const REST = 1;

/**
 * Figures: `memory`, KiB of the daemon for each peer; `round trips`, set round
 * trips a second with the idle peers there, one in flight.
 */
export async function idle(
  run: Run,
  work: { peers: number } & Interval,
): Promise<void> {
  const room = Math.min(readFileLimit(Deno.pid), readFileLimit(run.daemon));
  const peers = Math.min(work.peers, room - RESERVE);
  // The first peers cost what the daemon loads and compiles for them.
  for (let n = 0; n < AT_ONCE; n++) await run.connect(1 << 12);
  await run.pause(REST);
  const before = readMemory(run.daemon).rss;
  for (let n = 0; n < peers; n += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, () => run.connect(1 << 12)),
    );
  }
  await run.pause(REST);
  const grown = readMemory(run.daemon).rss - before;
  run.measures.push({
    figure: "memory",
    value: grown / peers,
    note: peers < work.peers ? `${peers} peers` : undefined,
  });
  await set(run, { ...work, inFlight: 1 });
}
