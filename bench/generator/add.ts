/**
 * Many states: an owner adds them, then new peers fetch all of them.
 *
 * @module
 */

import { fetch } from "./fan_out.ts";
import { frame, Ring } from "./frames.ts";
import { pipeline } from "./pipeline.ts";
import type { Run } from "./run.ts";

/** States added and removed beforehand to warm up the code. */
const WARM_UP_STATES = 1000;
/** Numbers start here, so that all are written with equally many digits. */
const FIRST_NUMBER = 100_000;

/**
 * Figures: `add`, from the first add to the last answer; `fetch all`, from the
 * fetch of a new peer to its last add (the median of several peers); `add and
 * fetch all`, their sum. All in milliseconds.
 */
export async function add(
  run: Run,
  work: { states: number; inFlight: number; fetches: number },
): Promise<void> {
  const owner = await run.connect();
  owner.answersOnly = true;
  let done = 0;
  const ring = (messages: string[]) => new Ring(owner.wire, messages);
  const send = (messages: Ring) =>
    pipeline(run, owner, messages, work.inFlight, (count) => done = count);

  await send(ring(adds(run, "bench/warm", WARM_UP_STATES)));
  await send(
    ring(Array.from(
      { length: WARM_UP_STATES },
      (_, n) => run.dialect.remove(FIRST_NUMBER + n, path("bench/warm", n)),
    )),
  );

  const messages = ring(adds(run, "bench/add", work.states));
  run.progress = () => `${done} of ${work.states} states were added`;
  const endAdd = run.start();
  await send(messages);
  const adding = endAdd();
  run.measures.push({
    figure: "add",
    value: adding.seconds * 1000,
    load: adding,
  });

  let fetched = 0;
  run.progress = () => `${fetched} of ${work.states} states were fetched`;
  const times: number[] = [];
  const endFetch = run.start();
  for (let n = 0; n < work.fetches; n++) {
    const peer = await run.connect();
    // The adds and the answer.
    const all = peer.frames + work.states + 1;
    peer.onFrames = () => fetched = peer.frames - 1;
    const began = performance.now();
    peer.send(frame(peer.wire, run.dialect.fetch(1, `f_all${n}`, "")));
    await run.until(peer.arrived(all));
    times.push(performance.now() - began);
  }
  const fetching = endFetch();
  await see(run, work.states);
  const time = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  run.measures.push({ figure: "fetch all", value: time, load: fetching });
  run.measures.push({
    figure: "add and fetch all",
    value: adding.seconds * 1000 + time,
  });
}

/** Whether a fetch brings each state, with its value. */
async function see(run: Run, states: number): Promise<void> {
  const paths = new Set<string>();
  const witness = await run.connect();
  await fetch(run, witness, "f_see", "", states, {
    see: (text) => {
      const path = /"path":"([^"]*)"/.exec(text);
      if (path && /"value":\d{6}/.test(text)) paths.add(path[1]);
    },
  });
  if (paths.size !== states) {
    throw new Error(`${paths.size} of ${states} states were fetched`);
  }
}

function adds(run: Run, prefix: string, states: number): string[] {
  return Array.from(
    { length: states },
    (_, n) =>
      run.dialect.add(
        FIRST_NUMBER + n,
        path(prefix, n),
        String(FIRST_NUMBER + n),
      ),
  );
}

/** A hundred states in each node. */
function path(prefix: string, n: number): string {
  const node = String(Math.floor(n / 100)).padStart(4, "0");
  return `${prefix}/node${node}/state${String(n % 100).padStart(2, "0")}`;
}
