/**
 * Fan-out to fetchers of two dialects at once, beside that to as many fetchers
 * of one.
 *
 * @module
 */

import { median } from "../median.ts";
import type { Interval } from "../task.ts";
import { type Dialect, dialect } from "./dialect.ts";
import { FanOut } from "./fan_out.ts";
import type { Run } from "./run.ts";
import { compare, Side } from "./turns.ts";

const TURN_S = 0.125;

/**
 * Figures: `classic` and `3.x`, notifications a second to fetchers of only that
 * dialect; `both`, to half as many of each; `share`, what `both` is of the mean
 * of the other two, the median of the turns: something else on the machine
 * slows a few of them down a lot.
 */
export async function dialects(
  run: Run,
  work: { fetchers: number; inFlight: number } & Interval,
): Promise<void> {
  const classic = dialect("classic");
  const third = dialect("3.x");
  /** Connects fetchers, the dialects in turn. */
  const side = async (name: string, daemon: number, turn: Dialect[]) => {
    const fetchers = Array.from(
      { length: work.fetchers },
      (_, n) => turn[n % turn.length],
    );
    return new Side(name, await FanOut.create(run, fetchers, { daemon }));
  };
  // In the middle what is compared; the first daemon is the one whose memory
  // is looked at.
  const first = await side("classic", 1, [classic]);
  const both = await side("both", 0, [classic, third]);
  const last = await side("3.x", 2, [third]);
  await compare(run, [first, both, last], work, TURN_S);
  const [before, after] = [first.rates, last.rates];
  const shares = both.rates.map((rate, n) =>
    200 * rate / (before[n] + after[n])
  );
  run.measures.push({ figure: "share", value: median(shares) });
}
