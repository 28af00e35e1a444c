/**
 * Puts that are passed on to subscribers.
 *
 * @module
 */
import { WARM_UP, type Work } from "../task.ts";
import { fill, puts, subscribe } from "./graph.ts";
import { Sequence, valuesIn } from "./messages.ts";
import type { Run } from "./run.ts";
import { Window } from "./window.ts";

/** Without an arrival for this time the next puts are sent. */
const STALL_MS = 100;
/** Time for the last arrivals. */
const LAST_ARRIVALS_S = 0.5;

/** Figure: `puts`, those that arrive at each subscriber in a second. */
export async function relayed(
  run: Run,
  work: Extract<Work, { kind: "relayed" }>,
): Promise<void> {
  const writer = await run.connect();
  const first = await fill(run, writer);
  const counts: number[] = [];
  const slowest = () => counts.reduce((a, b) => Math.min(a, b), Infinity);
  const sequence = new Sequence(puts(), work.packed, first);
  const window = new Window(
    writer,
    sequence,
    slowest,
    work.inFlight,
    STALL_MS,
  );
  for (let n = 0; n < work.subscribers; n++) {
    const subscriber = await subscribe(run);
    counts.push(0);
    subscriber.onMessage = (message) => counts[n] += valuesIn(message);
    subscriber.onRead = window.pump;
  }
  window.begin();
  const arrived = () => counts.reduce((a, b) => a + b, 0) / counts.length;
  const { rate, load } = await run.rate({
    warmUp: WARM_UP,
    seconds: work.seconds,
  }, arrived);
  window.stop();
  await run.pause(LAST_ARRIVALS_S);
  const { missing } = window;
  run.measures.push({
    figure: "puts",
    value: rate,
    load,
    note: missing > 0 ? `${missing} have never arrived` : undefined,
  });
}
