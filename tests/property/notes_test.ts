/**
 * Random programs whose elements have metadata, times, qualities and ages: what
 * fetches of the library show and report is compared with a model of its own.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type {
  Change,
  Entry,
  Fetcher,
  FetchRules,
  Meta,
  Peer,
  StateEntry,
} from "../../peer.ts";
import { State } from "../../peer.ts";
import { TestBus } from "../../testing.ts";
import { WHOLE_MATRIX } from "../support/runtimes.ts";
import { Chance } from "./chance.ts";

const ROUNDS = Number(
  Deno.env.get("JET_PROPERTY_ROUNDS") ?? (WHOLE_MATRIX ? 400 : 30),
);
const FIRST_SEED = Number(Deno.env.get("JET_PROPERTY_SEED") ?? 1);
const STEPS = 60;
/** A value may become stale so much later than promised, in milliseconds. */
const SLACK_MS = 150;
/** After it a peer has come back, and what is missing is reported. */
const BACK_MS = 11_000;

const PATHS = ["a", "b/x", "b/y", "__proto__"];
const METAS: readonly (Meta | undefined)[] = [
  undefined,
  { unit: "V" },
  { unit: "A", max: 3 },
  { title: "Ü\n", nested: { list: [1, null] } },
];

/** A state as it has to be. */
interface Thing {
  readonly path: string;
  readonly state: State<number>;
  readonly expires: number | undefined;
  value: number;
  meta: Meta | undefined;
  at: number | undefined;
  quality: string | undefined;
  time: number;
  revision: number;
  stale: boolean;
}

/** What a fetch asks for. */
type Asked = Pick<FetchRules, "meta" | "times">;

/** A thing as a fetch has to show it. */
function shown(
  { path, value, meta, at, quality, time, revision, stale }: Thing,
  asked: Asked,
): StateEntry<number> {
  return {
    path,
    type: "state",
    value,
    fetchOnly: true,
    ...(asked.meta && meta !== undefined ? { meta } : {}),
    ...(asked.times
      ? {
        time,
        revision,
        ...(at === undefined ? {} : { at }),
        ...(quality === undefined ? {} : { quality }),
        ...(stale ? { stale } : {}),
      }
      : {}),
  };
}

/** A fetch and what is known of it. */
class View {
  readonly peer: Peer;
  readonly asked: Asked;
  readonly least: number | undefined;
  readonly fetcher: Fetcher<number>;
  readonly events: Change<number>[] = [];
  /** Events that have to come, unless the peer was away. */
  readonly expected: Change<number>[] = [];
  /** What it shows by its events alone. */
  readonly #replayed = new Map<string, Entry<number>>();
  /** Revisions by paths as they were reported: not with every change. */
  readonly #revisions = new Map<string, number>();

  constructor(peer: Peer, chance: Chance) {
    this.peer = peer;
    this.asked = { meta: chance.is(0.6), times: chance.is(0.6) };
    this.least = chance.is(0.7) ? undefined : 5;
    const value = this.least === undefined
      ? undefined
      : { greaterThan: this.least };
    const rules = { ...this.asked, value };
    this.fetcher = peer.fetch<number>(rules, (change) => {
      this.events.push(change);
      const { event, ...entry } = change;
      if (event === "remove") this.#replayed.delete(entry.path);
      else this.#replayed.set(entry.path, entry);
    });
  }

  has({ value }: Thing): boolean {
    return this.least === undefined || value > this.least;
  }

  expect(thing: Thing, event: Exclude<Change["event"], "signal">): void {
    this.#revisions.set(thing.path, thing.revision);
    this.expected.push({ ...this.#shown(thing), event });
  }

  #shown(thing: Thing): StateEntry<number> {
    const revision = this.#revisions.get(thing.path) ?? thing.revision;
    return shown({ ...thing, revision }, this.asked);
  }

  /** Fails unless entries and events are what follows from the things. */
  check(things: Iterable<Thing>, wasAway: boolean, seed: string): void {
    const all = [...things];
    if (wasAway) {
      for (const thing of all) {
        this.#revisions.set(thing.path, thing.revision);
      }
    }
    const wanted = all.filter((thing) => this.has(thing))
      .map((thing) => this.#shown(thing));
    assertEquals(byPath(this.fetcher.entries), byPath(wanted), seed);
    // Times of what is the same again after a reconnect are not reported.
    const replayed = [...this.#replayed.values()];
    assertEquals(
      byPath(replayed.map(withoutStamps)),
      byPath(wanted.map(withoutStamps)),
      seed,
    );
    // Values grow old in the order of their promises: each element by itself.
    if (!wasAway) {
      assertEquals(byPath(this.events), byPath(this.expected), seed);
    }
    this.events.length = 0;
    this.expected.length = 0;
  }
}

function byPath<E extends Entry<number>>(entries: readonly E[]): E[] {
  return entries.toSorted((one, other) =>
    one.path < other.path ? -1 : one.path > other.path ? 1 : 0
  );
}

function withoutStamps(entry: Entry<number>): Entry<number> {
  const { time: _time, revision: _revision, ...rest } = entry;
  return rest;
}

/** One random program. */
class Program {
  readonly #chance: Chance;
  readonly #seed: string;
  readonly #bus = new TestBus();
  readonly #things = new Map<string, Thing>();
  #views: View[] = [];
  #revision = 0;

  constructor(seed: number) {
    this.#chance = new Chance(seed);
    this.#seed = `JET_PROPERTY_SEED=${seed}`;
  }

  async run(): Promise<void> {
    await using bus = this.#bus;
    const owner = await bus.peer();
    for (let each = 0; each < 3; each++) {
      this.#views.push(new View(await bus.peer(), this.#chance));
    }
    for (let step = 0; step < STEPS; step++) {
      const away = await this.#step(owner);
      await bus.settle();
      this.#age();
      for (const view of this.#views) {
        const wasAway = away === true || away === view.peer;
        view.check(this.#things.values(), wasAway, this.#seed);
      }
    }
  }

  /** @returns who was away, or whether all events may differ. */
  async #step(owner: Peer): Promise<Peer | boolean> {
    const chance = this.#chance;
    const path = chance.of(PATHS);
    const thing = this.#things.get(path);
    if (chance.is(0.12)) {
      await this.#bus.advance(chance.of([10, 300, 700, 2500]));
      return false;
    }
    if (chance.is(0.06)) return await this.#disconnect(owner);
    if (thing === undefined) await this.#add(owner, path);
    else await this.#act(thing);
    return false;
  }

  async #add(owner: Peer, path: string): Promise<void> {
    const chance = this.#chance;
    const value = chance.below(10);
    const meta = chance.of(METAS);
    const expires = chance.of([undefined, 1, 3]);
    const notes = this.#notes();
    const state = new State(path, value, { meta, expires, ...notes });
    const rest = { at: notes.at, quality: notes.quality };
    const thing: Thing = {
      path,
      state,
      expires,
      value,
      meta,
      ...rest,
      time: this.#bus.now,
      revision: ++this.#revision,
      stale: false,
    };
    this.#things.set(path, thing);
    for (const view of this.#views) {
      if (view.has(thing)) view.expect(thing, "add");
    }
    await owner.add(state);
  }

  async #act(thing: Thing): Promise<void> {
    const chance = this.#chance;
    const { state } = thing;
    await chance.weighted<() => Promise<void>>([
      [4, async () => {
        // The quality alone may change.
        const value = chance.is(0.5) ? thing.value : chance.below(10);
        const notes = this.#notes();
        this.#change(thing, value, notes);
        await state.change(value, notes);
      }],
      [2, () => {
        const value = chance.below(10);
        this.#change(thing, value, {});
        state.value = value;
        return Promise.resolve();
      }],
      [3, async () => {
        const meta = chance.of(METAS);
        thing.meta = meta;
        thing.revision = ++this.#revision;
        for (const view of this.#views) {
          if (view.asked.meta && view.has(thing)) view.expect(thing, "meta");
        }
        await state.setMeta(meta);
      }],
      [1, async () => {
        this.#things.delete(thing.path);
        thing.time = this.#bus.now;
        thing.revision = ++this.#revision;
        for (const view of this.#views) {
          if (view.has(thing)) view.expect(thing, "remove");
        }
        await state.remove();
      }],
    ])();
  }

  #change(
    thing: Thing,
    value: number,
    { at, quality }: { at?: number; quality?: string },
  ): void {
    const had = this.#views.map((view) => view.has(thing));
    const time = this.#bus.now;
    const revision = ++this.#revision;
    Object.assign(thing, { value, at, quality, time, revision, stale: false });
    for (const [each, view] of this.#views.entries()) {
      const has = view.has(thing);
      if (has) view.expect(thing, had[each] ? "change" : "add");
      else if (had[each]) view.expect(thing, "remove");
    }
  }

  /** A peer loses its connection, and has come back in the end. */
  async #disconnect(owner: Peer): Promise<Peer | boolean> {
    const chance = this.#chance;
    const view = chance.of(this.#views);
    const isOwner = chance.is(0.3);
    await this.#bus.disconnect(isOwner ? owner : view.peer);
    if (isOwner) this.#revision += this.#things.size;
    const things = [...this.#things.values()];
    // The owner gives metadata and a value while it is away.
    if (isOwner && chance.is(0.5)) {
      for (const thing of things) {
        thing.meta = chance.of(METAS);
        thing.value = chance.below(10);
        thing.at = thing.quality = undefined;
        thing.state.setMeta(thing.meta).catch(() => {});
        thing.state.value = thing.value;
      }
    }
    if (!isOwner && things.length > 0 && chance.is(0.5)) {
      await this.#act(chance.of(things));
    }
    const from = this.#bus.now;
    await this.#bus.advance(BACK_MS);
    if (!isOwner) return view.peer;
    for (const thing of things) {
      const [entry] = await owner.get({ path: thing.path, times: true });
      assert(Number(entry.time) > from, "it is added again");
      thing.time = Number(entry.time);
      thing.revision = ++this.#revision;
      thing.stale = false;
    }
    return true;
  }

  /** Values grow old. */
  #age(): void {
    for (const thing of this.#things.values()) {
      const { expires, stale, time } = thing;
      if (expires === undefined || stale) continue;
      const over = this.#bus.now - time - expires * 1000;
      const views = this.#views.filter((view) =>
        view.asked.times && view.has(thing)
      );
      const reported = views.some(({ events }) =>
        events.some(({ path, event }) =>
          path === thing.path && event === "stale"
        )
      );
      if (over < 0) continue;
      // Within the slack it is as it is.
      thing.stale = over > SLACK_MS || reported;
      if (!thing.stale) continue;
      for (const view of views) view.expect(thing, "stale");
    }
  }

  #notes(): { at?: number; quality?: string } {
    const chance = this.#chance;
    return {
      at: chance.is(0.7) ? undefined : chance.below(2000) + 0.5,
      quality: chance.of([undefined, undefined, "good", "bad"]),
    };
  }
}

Deno.test(`metadata, times and ages follow from ${ROUNDS} random programs`, async () => {
  for (let i = 0; i < ROUNDS; i++) await new Program(FIRST_SEED + i).run();
});
