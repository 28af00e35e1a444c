/**
 * Fan-out while there are many fetches of other paths.
 *
 * @module
 */

import type { Interval } from "../task.ts";
import { FanOut, fetch } from "./fan_out.ts";
import type { Run } from "./run.ts";

/** Connections that the foreign fetches are spread on. */
const FETCHING_PEERS = 10;

/**
 * Figures: `without` and `with` them, notifications a second; `share`, what is
 * left of the first.
 */
export async function foreign(
  run: Run,
  work: { fetches: number; inFlight: number } & Interval,
): Promise<void> {
  const fan = await FanOut.create(run, [run.dialect]);
  fan.start(work.inFlight);
  // Twice as warm, so that it isn't the younger one in the comparison.
  await run.pause(work.warmUp);
  const without = await run.rate(work, () => fan.done);
  run.measures.push({
    figure: "without",
    value: without.rate,
    load: without.load,
  });

  for (let n = 0; n < FETCHING_PEERS; n++) {
    const peer = await run.connect(1 << 12);
    for (let k = n; k < work.fetches; k += FETCHING_PEERS) {
      await fetch(run, peer, `f_foreign${k}`, `foreign/line${k}/`, 0);
    }
  }
  const loaded = await run.rate(work, () => fan.done);
  await fan.check();
  run.measures.push({ figure: "with", value: loaded.rate, load: loaded.load });
  run.measures.push({
    figure: "share",
    value: 100 * loaded.rate / without.rate,
  });
}
