/**
 * Streams that are cut at random and go on where they were.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { State } from "../../peer.ts";
import { Mirror } from "../support/mirror.ts";
import { seededRandom } from "../support/seeded_random.ts";

/** Paths of the states. */
const PATHS = Array.from({ length: 40 }, (_, n) => `s/${n}`);
/** Values; a stream with a rule sees those above. */
const MAX_VALUE = 100;
const ABOVE = 50;
/** Longest part of a stream before it is cut. */
const MAX_CUT = 3000;

/** A whole number from 0 up to a limit. */
type Below = (limit: number) => number;

/** A mirror of a stream, and what belongs to that. */
class RuledMirror extends Mirror {
  /** @param sees Whether a value belongs to the fetch. */
  constructor(
    readonly url: string,
    readonly sees: (value: number) => boolean,
  ) {
    super();
  }
}

/** An owner whose states come, change and go. */
class Owner {
  readonly states = new Map<string, State<number>>();
  readonly #peer;
  readonly #random: Below;

  constructor(daemon: Daemon, random: Below) {
    this.#peer = daemon.peer();
    this.#random = random;
  }

  /** Makes some random changes. */
  async work(): Promise<void> {
    const done: Promise<unknown>[] = [];
    for (let n = this.#random(8); n >= 0; n--) {
      const path = PATHS[this.#random(PATHS.length)];
      const state = this.states.get(path);
      const value = this.#random(MAX_VALUE);
      if (state === undefined) {
        const added = new State(path, value);
        this.states.set(path, added);
        done.push(this.#peer.add(added));
      } else if (this.#random(4) === 0) {
        this.states.delete(path);
        done.push(state.remove());
      } else {
        state.value = value;
      }
    }
    await Promise.all(done);
    await this.#peer.info();
  }

  close(): Promise<void> {
    return this.#peer.close();
  }
}

/**
 * Reads on, up to a cut or until all that matched was there.
 *
 * @param goesOn Whether it then waits for a change.
 */
async function readOn(
  mirror: RuledMirror,
  cut: number,
  work: () => Promise<void>,
  goesOn = false,
): Promise<void> {
  const headers: Record<string, string> = { Accept: "text/event-stream" };
  if (mirror.id !== "") headers["Last-Event-ID"] = mirror.id;
  const { status, body } = await fetch(mirror.url, { headers });
  assertEquals(status, 200);
  assert(body !== null);
  mirror.begin();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  await work();
  let left = cut;
  while (left > 0) {
    const { value, done } = await reader.read();
    if (done) break;
    const text = decoder.decode(value, { stream: true }).slice(0, left);
    left -= text.length;
    if (mirror.take(text) && !goesOn) break;
    // Every change belongs to it: one comes.
    if (goesOn) await work();
  }
  await reader.cancel();
}

/**
 * Cuts two streams again and again, one of them with a rule on the value.
 *
 * @returns How often they were resumed.
 */
export async function cutAgainAndAgain(
  rounds: number,
  seed: number,
  progress: (rounds: number) => void = () => {},
): Promise<number> {
  const next = seededRandom(seed);
  const random = (limit: number) => Math.floor(next() * limit);
  await using daemon = new Daemon();
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  const owner = new Owner(daemon, random);
  const url = `http://localhost:${port}/v1/fetch?startsWith=s/`;
  const mirrors = [
    new RuledMirror(url, () => true),
    new RuledMirror(
      `${url}&value.greaterThan=${ABOVE}`,
      (value) => value > ABOVE,
    ),
  ];
  const work = () => owner.work();
  for (let round = 0; round < rounds; round++) {
    await work();
    for (const mirror of mirrors) {
      await readOn(mirror, random(MAX_CUT), work, mirror === mirrors[0]);
    }
    progress(round + 1);
  }
  let resumed = 0;
  for (const mirror of mirrors) {
    await readOn(mirror, Infinity, () => Promise.resolve());
    const expected = [...owner.states]
      .map(([path, { value }]): [string, unknown] => [path, value])
      .filter(([, value]) => mirror.sees(Number(value)));
    assertEquals([...mirror.values].sort(), expected.sort());
    resumed += mirror.modes.resume;
  }
  await owner.close();
  return resumed;
}
