/**
 * Unfetched changes: the cost of accepting a value.
 *
 * @module
 */

import type { Interval } from "../task.ts";
import { fetch } from "./fan_out.ts";
import { frames } from "./frames.ts";
import { Owner } from "./owner.ts";
import type { Run } from "./run.ts";

/** Changes of one burst; the last of them asks for an answer. */
const BURST_CHANGES = 512;
/** Unanswered bursts, so that the daemon is never idle. */
const MAX_BURSTS = 2;

/** Figure: `changes`, a second. */
export async function unfetched(run: Run, work: Interval): Promise<void> {
  const owner = await Owner.create(run, "bench/alone");
  const burst = (value: number) =>
    frames(
      owner.peer.wire,
      Array.from({ length: BURST_CHANGES }, (_, n) => {
        const path = owner.paths[n % owner.paths.length];
        // No two changes of one state in a row have the same value.
        const text = String(value + Math.floor(n / owner.paths.length));
        return n === BURST_CHANGES - 1
          ? run.dialect.changeRequest(n, path, text)
          : run.dialect.change(n, path, text);
      }),
    );
  const bursts = [burst(100_000), burst(200_000)];
  const answers = (BURST_CHANGES - 1) * run.dialect.answersToChange + 1;

  const before = owner.peer.frames;
  let sent = 0;
  let stopped = false;
  const next = () => {
    const done = Math.floor((owner.peer.frames - before) / answers);
    while (!stopped && sent - done < MAX_BURSTS) {
      owner.peer.send(bursts[sent++ % bursts.length]);
    }
  };
  owner.peer.onFrames = next;
  next();
  const { rate, load } = await run.rate(
    work,
    () => (owner.peer.frames - before) / answers * BURST_CHANGES,
  );
  stopped = true;
  await run.until(owner.peer.arrived(before + sent * answers));
  run.measures.push({ figure: "changes", value: rate, load });

  // Changes without an id bring no error, so see that they had an effect.
  const last = sent % bursts.length === 0 ? "200007" : "100007";
  const witness = await run.connect();
  let seen = 0;
  await fetch(run, witness, "f_see", "bench/alone/", owner.paths.length, {
    see: (text) => seen += text.includes(last) ? 1 : 0,
  });
  if (seen !== owner.paths.length) {
    throw new Error(`${seen} of ${owner.paths.length} states have their value`);
  }
}
