/**
 * Latency of a put to its subscriber without other load.
 *
 * @module
 */
import { WARM_UP, type Work } from "../task.ts";
import { fill, puts, subscribe } from "./graph.ts";
import { eachValue, Sequence } from "./messages.ts";
import type { Run } from "./run.ts";

const PUT_INTERVAL_MS = 4;

/** Figures: `p50` and `p99` of the milliseconds from the write to the read. */
export async function latency(
  run: Run,
  work: Extract<Work, { kind: "latency" }>,
): Promise<void> {
  const writer = await run.connect();
  const first = await fill(run, writer);
  const subscriber = await subscribe(run);
  const began = new Map<number, number>();
  let times: number[] = [];
  subscriber.onMessage = (message) => {
    const now = performance.now();
    eachValue(message, (number) => {
      const at = began.get(number);
      if (at === undefined) return;
      began.delete(number);
      times.push(now - at);
    });
  };
  const sequence = new Sequence(puts(), 1, first);
  const timer = setInterval(() => {
    began.set(sequence.next, performance.now());
    writer.send(sequence.take(1));
  }, PUT_INTERVAL_MS);
  await run.pause(WARM_UP);
  times = [];
  const end = run.start();
  await run.pause(work.seconds);
  const load = end();
  clearInterval(timer);
  run.times(times, load);
}
