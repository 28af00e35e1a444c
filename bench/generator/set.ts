/**
 * Set round trips: requester → daemon → owner → daemon → requester.
 *
 * @module
 */

import type { Interval } from "../task.ts";
import { Owner } from "./owner.ts";
import type { Run } from "./run.ts";

/** Figure: `round trips`, a second. */
export async function set(
  run: Run,
  work: { inFlight: number } & Interval,
): Promise<void> {
  const owner = await Owner.create(run, "bench/set");
  owner.answerAll();
  const requester = await run.connect();
  await run.request(requester, run.dialect.set(1, owner.paths[0], "1"));
  requester.answersOnly = true;
  const ring = owner.ring(run.dialect.set);
  const next = (count: number) =>
    ring.take(count, (bytes) => requester.send(bytes));
  requester.onFrames = next;
  next(work.inFlight);
  const { rate, load } = await run.rate(work, () => requester.frames);
  run.measures.push({ figure: "round trips", value: rate, load });
}
