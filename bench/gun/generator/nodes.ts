/**
 * Many nodes.
 *
 * @module
 */
import { readMemory } from "../../proc.ts";
import type { Work } from "../task.ts";
import { eachAnswered, letters, Once, put, Sequence } from "./messages.ts";
import type { Run } from "./run.ts";
import { Window } from "./window.ts";

const KEYS = ["first", "second", "third"];
/** Without an answer for this time the next puts are sent. */
const STALL_MS = 5000;
/** Time until the memory of the relay is read. */
const SETTLE_S = 1;

/**
 * Figures: `time`, seconds until all nodes are acknowledged; `memory`, MiB of
 * the relay a little later, and `peak`, the most that it ever had.
 */
export async function nodes(
  run: Run,
  work: Extract<Work, { kind: "nodes" }>,
): Promise<void> {
  const writer = await run.connect();
  const before = readMemory(run.daemon).rss;
  const puts = Array.from(
    { length: work.nodes },
    (_, n) => put(`node${letters(n)}`, KEYS),
  );
  const done = new Once();
  const window = new Window(
    writer,
    new Sequence(puts),
    () => done.count,
    work.inFlight,
    STALL_MS,
    work.nodes,
  );
  const all = new Promise<number>((resolve) => {
    writer.onMessage = (message) => {
      eachAnswered(message, (number) => done.add(number));
    };
    writer.onRead = () => {
      window.pump();
      if (done.count >= work.nodes) resolve(performance.now());
    };
  });
  const end = run.start();
  const began = performance.now();
  window.begin();
  const over = await run.until(all);
  const load = end();
  window.stop();
  await run.pause(SETTLE_S);
  const { rss, peak } = readMemory(run.daemon);
  run.measures.push(
    {
      figure: "time",
      value: (over - began) / 1000,
      load,
    },
    {
      figure: "memory",
      value: rss / 1024,
      note: `${Math.round(before / 1024)} MiB before`,
    },
    { figure: "peak", value: peak / 1024 },
  );
}
