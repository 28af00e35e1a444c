/**
 * Many states in a tree, beside as many that are all at the top.
 *
 * @module
 */

import { median } from "../median.ts";
import type { Load } from "../task.ts";
import { Ring } from "./frames.ts";
import { pipeline } from "./pipeline.ts";
import type { RawPeer } from "./raw_peer.ts";
import type { Run } from "./run.ts";

/** How often all are added on each daemon; the first time is not measured. */
const TURNS = 7;
/** Numbers start here, so that all are written with equally many digits. */
const FIRST_NUMBER = 100_000;

/** A population on a daemon of its own. */
interface Side {
  name: string;
  owner: RawPeer;
  adds: Ring;
  removes: Ring;
  turns: Load[];
}

/**
 * Figures: `flat` and `tree`, milliseconds from the first add to the last
 * answer, the median of several turns; `share`, the speed in the tree as a
 * share of that of its neighbour in time.
 */
export async function tree(
  run: Run,
  work: { states: number; inFlight: number },
): Promise<void> {
  const side = async (name: string, daemon: number, separator: string) => {
    const owner = await run.connect(undefined, { daemon });
    owner.answersOnly = true;
    const ring = (message: (n: number) => string) =>
      new Ring(
        owner.wire,
        Array.from({ length: work.states }, (_, n) => message(n)),
      );
    const one: Side = {
      name,
      owner,
      adds: ring((n) =>
        run.dialect.add(
          FIRST_NUMBER + n,
          path(n, separator),
          String(FIRST_NUMBER + n),
        )
      ),
      removes: ring((n) =>
        run.dialect.remove(FIRST_NUMBER + n, path(n, separator))
      ),
      turns: [],
    };
    return one;
  };
  const [flat, deep] = [await side("flat", 1, "-"), await side("tree", 0, "/")];
  const sides = [flat, deep];
  for (let n = 0; n < TURNS; n++) {
    for (const one of n % 2 === 0 ? sides : sides.toReversed()) {
      run.progress = () => `${one.name}, turn ${n}`;
      const end = run.start();
      await pipeline(run, one.owner, one.adds, work.inFlight);
      const load = end();
      if (n > 0) one.turns.push(load);
      // Except for the last time, so that the memory can be looked at.
      if (n === TURNS - 1) continue;
      await pipeline(run, one.owner, one.removes, work.inFlight);
    }
  }
  for (const { name, turns } of sides) {
    const times = turns.map(({ seconds }) => seconds * 1000);
    const [load] = turns;
    run.measures.push({ figure: name, value: median(times), load });
  }
  const shares = deep.turns.map(({ seconds }, n) =>
    100 * flat.turns[n].seconds / seconds
  );
  run.measures.push({ figure: "share", value: median(shares) });
}

/** A hundred states in each of a thousand nodes, which are in ten. */
function path(n: number, separator: string): string {
  const digits = String(n).padStart(6, "0");
  const parts = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)];
  return ["bench", ...parts].join(separator);
}
