/**
 * Gets that are answered.
 *
 * @module
 */
import { WARM_UP, type Work } from "../task.ts";
import { answered } from "./graph.ts";
import { eachAnswered, get, letters, Once, put, Sequence } from "./messages.ts";
import type { Run } from "./run.ts";
import { Window } from "./window.ts";

const NODES = 1000;
const KEYS = ["first", "second", "third"];
const CONNECTIONS_PER_BATCH = 50;
/** Without an answer for this time the next gets are sent. */
const STALL_MS = 500;
/** Time for the last answers. */
const LAST_ANSWERS_S = 0.5;

const soul = (n: number) => `node${letters(n).slice(-3)}`;

/** Figure: `gets`, those that are answered in a second. */
export async function gets(
  run: Run,
  work: Extract<Work, { kind: "gets" }>,
): Promise<void> {
  const asker = await run.connect();
  const souls = Array.from({ length: NODES }, (_, n) => soul(n));
  const nodes = new Sequence(souls.map((soul) => put(soul, KEYS)));
  await answered(run, asker, nodes, NODES);
  for (let n = 0; n < work.idle; n += CONNECTIONS_PER_BATCH) {
    await Promise.all(
      Array.from({ length: CONNECTIONS_PER_BATCH }, () => run.connect(1 << 14)),
    );
  }
  const done = new Once();
  const window = new Window(
    asker,
    new Sequence(souls.map(get)),
    () => done.count,
    work.inFlight,
    STALL_MS,
  );
  asker.onMessage = (message) =>
    eachAnswered(message, (number) => done.add(number));
  asker.onRead = window.pump;
  window.begin();
  const { rate, load } = await run.rate({
    warmUp: WARM_UP,
    seconds: work.seconds,
  }, () => done.count);
  window.stop();
  await run.pause(LAST_ANSWERS_S);
  const { missing } = window;
  run.measures.push({
    figure: "gets",
    value: rate,
    load,
    note: missing > 0 ? `${missing} were never answered` : undefined,
  });
}
