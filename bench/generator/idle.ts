/**
 * Peers that are connected and do nothing.
 *
 * @module
 */

import { readFileLimit, readMemory, readWakeUps } from "../proc.ts";
import { FIRST_PEERS } from "../task.ts";
import type { Run } from "./run.ts";

const CONNECTIONS_PER_BATCH = 50;
const BUFFER_BYTES = 1 << 12;
/** File descriptors that both processes need for themselves. */
const RESERVED_FILES = 100;
/** Time until the memory of the daemon is read, and over which it wakes up. */
const SETTLE_S = 2;
const WAKING_S = 4;

/**
 * Figures: `memory`, kB of the daemon for each peer, if there are any; `further`,
 * for each behind the first thousand, if there are more; `wake-ups`, how often its
 * threads wake up in a second with all of them.
 */
export async function idle(run: Run, work: { peers: number }): Promise<void> {
  const room = Math.min(readFileLimit(Deno.pid), readFileLimit(run.daemon));
  const peers = Math.min(work.peers, room - RESERVED_FILES);
  const note = peers < work.peers ? `${peers} peers` : undefined;
  if (peers > 0) {
    // The first peers cost what the daemon loads and compiles for them.
    await connect(run, CONNECTIONS_PER_BATCH);
    const empty = kilobytes(run);
    const first = Math.min(peers, FIRST_PEERS);
    await connect(run, first);
    const begun = kilobytes(run);
    if (peers > first) {
      await connect(run, peers - first);
      const value = (kilobytes(run) - begun) / (peers - first);
      run.measures.push({ figure: "further", value, note });
    }
    const value = (kilobytes(run) - empty) / peers;
    run.measures.push({ figure: "memory", value, note });
  } else {
    await run.pause(SETTLE_S);
  }
  const before = readWakeUps(run.daemon);
  await run.pause(WAKING_S);
  let wakeUps = 0;
  // Threads may end meanwhile.
  for (const [thread, count] of readWakeUps(run.daemon)) {
    wakeUps += count - (before.get(thread) ?? 0);
  }
  run.measures.push({ figure: "wake-ups", value: wakeUps / WAKING_S, note });
}

/** Memory of the daemon. */
function kilobytes(run: Run): number {
  return readMemory(run.daemon).rss * 1024 / 1000;
}

/** Connects peers, and gives the daemon the time to settle. */
async function connect(run: Run, peers: number): Promise<void> {
  for (let n = 0; n < peers; n += CONNECTIONS_PER_BATCH) {
    await Promise.all(
      Array.from(
        { length: CONNECTIONS_PER_BATCH },
        () => run.connect(BUFFER_BYTES),
      ),
    );
  }
  await run.pause(SETTLE_S);
}
