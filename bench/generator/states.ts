/**
 * What states occupy, and what is left of that when they have gone.
 *
 * @module
 */

import { readMemory } from "../proc.ts";
import { Ring } from "./frames.ts";
import { pipeline } from "./pipeline.ts";
import type { Run } from "./run.ts";

const IN_FLIGHT = 100;
/** States whose messages are prepared at a time. */
const PORTION = 10_000;
/** Numbers start here, so that all are written with equally many digits. */
const FIRST_NUMBER = 1_000_000;
const SETTLE_S = 2;
/** Time after which the runtime may have collected what is garbage. */
const IDLE_S = 20;
const GONE_S = 60;

/**
 * Figures: `memory`, bytes of the daemon for each state (a path of 27
 * characters, a whole number), soon after the last; `idle`, the same when
 * nothing has happened for a while; or `gone`, the memory a minute after their
 * owner has gone, as a multiple of that before.
 */
export async function states(
  run: Run,
  work: { states: number; gone: boolean },
): Promise<void> {
  const owner = await run.connect();
  owner.answersOnly = true;
  await run.pause(SETTLE_S);
  const before = readMemory(run.daemon).rss;
  run.progress = () => `${owner.frames} of ${work.states} states were added`;
  for (let from = 0; from < work.states; from += PORTION) {
    const count = Math.min(PORTION, work.states - from);
    const messages = Array.from({ length: count }, (_, n) => {
      const number = FIRST_NUMBER + from + n;
      const path = `bench/states/number/${number}`;
      return run.dialect.add(number, path, String(number));
    });
    await pipeline(run, owner, new Ring(owner.wire, messages), IN_FLIGHT);
  }
  await run.pause(SETTLE_S);
  const each = () => (readMemory(run.daemon).rss - before) * 1024 / work.states;
  if (work.gone) {
    owner.close();
    await run.pause(GONE_S);
    const value = readMemory(run.daemon).rss / before;
    run.measures.push({ figure: "gone", value });
    return;
  }
  run.measures.push({ figure: "memory", value: each() });
  await run.pause(IDLE_S);
  run.measures.push({ figure: "idle", value: each() });
}
