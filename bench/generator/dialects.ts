/**
 * Fan-out to fetchers of two dialects at once, beside that to as many fetchers
 * of one.
 *
 * @module
 */

import { median } from "../summary.ts";
import type { Interval, Load } from "../task.ts";
import { type Dialect, dialect } from "./dialect.ts";
import { FanOut } from "./fan_out.ts";
import type { Run } from "./run.ts";

/**
 * Turns that each daemon gets; an even number, because every second time they
 * go in reverse, so that none of them is always the earlier one.
 */
const TURNS = 16;
/** Time at the beginning of a turn that is not measured. */
const RAMP_S = 0.05;

/** A population on a daemon of its own, which has never met the others. */
interface Side {
  name: string;
  fan: FanOut;
  turns: { rate: number; load: Load }[];
}

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
  /** So many fetchers, the dialects in turn. */
  const side = async (name: string, daemon: number, turn: Dialect[]) => {
    const fetchers = Array.from(
      { length: work.fetchers },
      (_, n) => turn[n % turn.length],
    );
    const fan = await FanOut.create(run, fetchers, daemon);
    return { name, fan, turns: [] };
  };
  // In the middle what is compared; the first daemon is the one whose memory
  // is looked at.
  const first: Side = await side("classic", 1, [classic]);
  const both: Side = await side("both", 0, [classic, third]);
  const last: Side = await side("3.x", 2, [third]);
  const sides = [first, both, last];

  for (const { fan } of sides) {
    fan.start(work.inFlight);
    await run.pause(work.warmUp);
    await fan.stop();
  }
  const interval = { warmUp: RAMP_S, seconds: work.seconds / TURNS };
  for (let n = 0; n < TURNS; n++) {
    for (const { fan, turns } of n % 2 === 0 ? sides : sides.toReversed()) {
      fan.start(work.inFlight);
      turns.push(await run.rate(interval, () => fan.delivered));
      await fan.stop();
    }
  }

  for (const { name, fan, turns } of sides) {
    await fan.check();
    run.measures.push({ figure: name, ...together(turns) });
  }
  const shares = both.turns.map(({ rate }, n) =>
    200 * rate / (first.turns[n].rate + last.turns[n].rate)
  );
  run.measures.push({ figure: "share", value: median(shares) });
}

/** Several turns as if they were one. */
function together(turns: Side["turns"]): { value: number; load: Load } {
  const seconds = turns.reduce((sum, { load }) => sum + load.seconds, 0);
  const mean = (value: (turn: Side["turns"][number]) => number) =>
    turns.reduce((sum, turn) => sum + value(turn) * turn.load.seconds, 0) /
    seconds;
  return {
    value: mean(({ rate }) => rate),
    load: {
      seconds,
      generator: mean(({ load }) => load.generator),
      daemon: mean(({ load }) => load.daemon),
      others: mean(({ load }) => load.others),
    },
  };
}
