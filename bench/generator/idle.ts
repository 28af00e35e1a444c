/**
 * Peers that are connected and do nothing.
 *
 * @module
 */

import { readFileLimit, readMemory } from "../proc.ts";
import type { Interval } from "../task.ts";
import type { Run } from "./run.ts";
import { set } from "./set.ts";

const CONNECTIONS_PER_BATCH = 50;
/** File descriptors that both processes need for themselves. */
const RESERVED_FILES = 100;
/** Time until the memory of the daemon is read. */
const SETTLE_S = 1;

/**
 * Figures: `memory`, KiB of the daemon for each peer; `round trips`, set round
 * trips a second with the idle peers there, one in flight.
 */
export async function idle(
  run: Run,
  work: { peers: number } & Interval,
): Promise<void> {
  const room = Math.min(readFileLimit(Deno.pid), readFileLimit(run.daemon));
  const peers = Math.min(work.peers, room - RESERVED_FILES);
  // The first peers cost what the daemon loads and compiles for them.
  for (let n = 0; n < CONNECTIONS_PER_BATCH; n++) await run.connect(1 << 12);
  await run.pause(SETTLE_S);
  const before = readMemory(run.daemon).rss;
  for (let n = 0; n < peers; n += CONNECTIONS_PER_BATCH) {
    await Promise.all(
      Array.from({ length: CONNECTIONS_PER_BATCH }, () => run.connect(1 << 12)),
    );
  }
  await run.pause(SETTLE_S);
  const grown = readMemory(run.daemon).rss - before;
  run.measures.push({
    figure: "memory",
    value: grown / peers,
    note: peers < work.peers ? `${peers} peers` : undefined,
  });
  await set(run, { ...work, inFlight: 1 });
}
