/**
 * How long it takes until a put is acknowledged as kept.
 *
 * @module
 */
import { WARM_UP, type Work } from "../task.ts";
import { fill, puts } from "./graph.ts";
import { eachAnswered, Sequence } from "./messages.ts";
import type { Run } from "./run.ts";
import { Window } from "./window.ts";

/** Without an answer for this time the next puts are sent. */
const STALL_MS = 2000;
/** Time for the last answers. */
const LAST_ANSWERS_S = 0.5;

/** Figures: `p50` and `p99` of the milliseconds from the write to its `ok`. */
export async function acks(
  run: Run,
  work: Extract<Work, { kind: "acks" }>,
): Promise<void> {
  const writer = await run.connect();
  const first = await fill(run, writer);
  const began = new Map<number, number>();
  let times: number[] = [];
  let done = 0;
  writer.onMessage = (message) => {
    const now = performance.now();
    eachAnswered(message, (number) => {
      const at = began.get(number);
      if (at === undefined) return;
      began.delete(number);
      times.push(now - at);
      done++;
    });
  };
  const window = new Window(
    writer,
    new Sequence(puts(), 1, first),
    () => done,
    work.inFlight,
    STALL_MS,
  );
  window.onSend = (first, count) => {
    const now = performance.now();
    for (let n = first; n < first + count; n++) began.set(n, now);
  };
  writer.onRead = window.pump;
  window.begin();
  await run.pause(WARM_UP);
  times = [];
  const end = run.start();
  await run.pause(work.seconds);
  const load = end();
  window.stop();
  const all = times;
  times = [];
  await run.pause(LAST_ANSWERS_S);
  const { missing } = window;
  run.times(
    all,
    load,
    missing > 0 ? `${missing} were never acknowledged` : undefined,
  );
}
