/**
 * A random program of peers at the members of a cluster, and what must hold for
 * each of them.
 */
import { assert, assertEquals } from "@std/assert";
import { type Change, Peer, State } from "../../peer.ts";
import { seededRandom } from "../support/seeded_random.ts";
import { within } from "../support/within.ts";

const PATHS = ["a", "a/x", "a/y", "a/y/z", "b", "b/x", "c/x", "c/y", "d"];

/** A value: who has announced it, and its how manieth this is. */
type Announced = readonly [peer: number, count: number];

/** What a watcher at one member has seen. */
class Watcher {
  readonly states: Map<string, Announced> = new Map();
  /** What must not have happened. */
  readonly faults: string[] = [];
  readonly #newest = new Map<string, number>();

  readonly take = ({ event, path, value }: Change<Announced>): void => {
    const before = this.states.get(path);
    if ((before === undefined) !== (event === "add")) {
      this.faults.push(`${event} of ${path} after ${before}`);
    }
    if (event === "remove" || value === undefined) {
      this.states.delete(path);
      return;
    }
    const [peer, count] = value;
    const key = `${path} of ${peer}`;
    if (count < (this.#newest.get(key) ?? 0)) {
      this.faults.push(`${event} ${key}: ${count} is old`);
    }
    if (event === "change" && before?.[0] !== peer) {
      this.faults.push(`${path} went from ${before?.[0]} to ${peer}`);
    }
    this.#newest.set(key, count);
    this.states.set(path, value);
  };
}

/** A peer that owns, changes, removes and sets. */
class Actor {
  readonly #peer: Peer;
  readonly #number: number;
  readonly #holders: Map<string, number>;
  readonly own: Map<string, State<Announced>> = new Map();
  #count = 0;

  constructor(peer: Peer, number: number, holders: Map<string, number>) {
    this.#peer = peer;
    this.#number = number;
    this.#holders = holders;
  }

  #next(): Announced {
    return [this.#number, ++this.#count];
  }

  async step(random: () => number): Promise<void> {
    const path = PATHS[Math.floor(random() * PATHS.length)];
    const state = this.own.get(path);
    const kind = random();
    if (kind < 0.15) await this.#peer.set(path, null).catch(() => {});
    else if (kind < 0.25) await this.#check(path);
    else if (state === undefined) await this.#add(path);
    else if (kind < 0.8) state.value = this.#next();
    else {
      this.own.delete(path);
      this.#holders.delete(path);
      await state.remove();
    }
  }

  async #add(path: string): Promise<void> {
    const state = new State<Announced>(path, this.#next(), {
      set: () => ({ value: this.#next() }),
    });
    const isOurs = await this.#peer.add(state).then(() => true, () => false);
    if (!isOurs) return;
    // Its holder before has not asked for its removal.
    for (const [held, peer] of this.#holders) {
      const conflicts = held === path || held.startsWith(`${path}/`) ||
        path.startsWith(`${held}/`);
      assert(
        !conflicts,
        `${path} of ${this.#number} beside ${held} of ${peer}`,
      );
    }
    this.#holders.set(path, this.#number);
    this.own.set(path, state);
  }

  /** What is acknowledged is found, at whichever member. */
  async #check(path: string): Promise<void> {
    const before = this.#holders.get(path);
    const found = await this.#peer.get({ path: { equals: path } });
    const isSame = this.#holders.get(path) === before;
    if (before !== undefined && isSame && found.length === 0) {
      // It may have been removed and added again meanwhile.
      const again = await this.#peer.get({ path: { equals: path } });
      const isThere = this.#holders.get(path) !== before || again.length === 1;
      assert(isThere, `${path} of ${before} is not found`);
    }
  }
}

/**
 * Runs one program.
 *
 * @param urls Addresses of the members.
 * @param steps Steps of each peer.
 */
export async function runProgram(
  urls: readonly string[],
  seed: number,
  steps: number,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const connect = async (url: string) => stack.use(await Peer.connect(url));
  const holders = new Map<string, number>();
  const actors: Actor[] = [];
  const watchers: Watcher[] = [];
  for (const url of urls) {
    const watcher = new Watcher();
    watchers.push(watcher);
    const peer = await connect(url);
    await peer.fetch<Announced>({}, watcher.take).ready;
    for (let i = 0; i < 2; i++) {
      // Elements of the program before may still be going.
      const number = seed * 100 + actors.length;
      actors.push(new Actor(await connect(url), number, holders));
    }
  }
  await Promise.all(actors.map(async (actor, i) => {
    const random = seededRandom(seed * 100 + i);
    for (let step = 0; step < steps; step++) await actor.step(random);
  }));
  const expected = new Map(
    actors.flatMap(({ own }) =>
      [...own].map(([path, { value }]) => [path, value] as const)
    ),
  );
  const differs = () =>
    watchers.find(({ states }) => !isSame(states, expected));
  await within(
    (async () => {
      while (differs() !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })(),
    `all members show the same, seed ${seed}`,
    20,
  ).catch(() => {
    assertEquals(differs()?.states, expected, `seed ${seed}`);
  });
  for (const { faults } of watchers) assertEquals(faults, [], `seed ${seed}`);
}

function isSame(
  states: ReadonlyMap<string, Announced>,
  expected: ReadonlyMap<string, Announced>,
): boolean {
  if (states.size !== expected.size) return false;
  for (const [path, [peer, count]] of expected) {
    const found = states.get(path);
    if (found?.[0] !== peer || found[1] !== count) return false;
  }
  return true;
}
