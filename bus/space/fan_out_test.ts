import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../../tests/support/client.ts";
import { JsonBus, say } from "../../tests/support/json_bus.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";
import type { ProgramLink } from "../../tests/property/link.ts";
import { TurnClock } from "../../tests/support/turn_clock.ts";
import { Turns } from "../../base/turns.ts";
import { Element } from "../elements/element.ts";
import { Tenure } from "../elements/restriction.ts";
import type { Watcher } from "../elements/watcher.ts";
import { COST_AT_ONCE, FanOut } from "./fan_out.ts";

const PEERS = 3;
const FETCHES = 300;
const ROUNDS = Deno.env.get("JET_TEST_ALL") ? 60 : 4;
const STEPS = 40;

/** A clock on which each look takes time. */
class SlowClock extends TurnClock {
  #looks = 0;

  override monotonic(): number {
    return ++this.#looks * 5;
  }
}

/** A bus, and peers with many fetches of all its elements. */
class World extends JsonBus {
  /** What each fetch was notified of, by its id. */
  readonly received = new Map<string, string[]>();
  readonly fetchers: readonly ProgramLink[];

  constructor(readonly clock = new SlowClock()) {
    super(clock);
    this.fetchers = Array.from(
      { length: PEERS },
      () => this.connect(({ method, params }) => this.#note(method, params)),
    );
    for (let number = 0; number < PEERS * FETCHES; number++) {
      this.fetch(number, number % 3 === 0 ? {} : { startsWith: "x" });
    }
    this.clock.finish();
  }

  #note(method: unknown, params: unknown): void {
    if (typeof method !== "string" || params === undefined) return;
    const { event, path, value } = asRecord(params);
    const events = this.received.get(method) ?? [];
    this.received.set(method, events);
    events.push(`${event} ${path} ${JSON.stringify(value)}`);
  }

  fetch(number: number, path: unknown): void {
    const type = ["state", "signal", "node"];
    const { fetchers } = this;
    const link = fetchers[number % fetchers.length];
    say(link, "fetch", { id: `f${number}`, path, type, nodes: true });
  }

  /** What a fetch was notified of, without what it began with. */
  events(number: number): readonly string[] {
    return this.received.get(`f${number}`) ?? [];
  }
}

for (const kind of ["change", "signal"] as const) {
  Deno.test(`a ${kind} for many fetches goes on in slices: another peer is answered between, the owner and its next request when all have been notified`, () => {
    const world = new World();
    const answers: unknown[] = [];
    const owner = world.connect(({ id }) => answers.push(id));
    const other = world.connect(({ id }) => answers.push(`other ${id}`));
    const isSignal = kind === "signal";
    say(
      owner,
      "add",
      isSignal ? { path: "x/1", type: "signal" } : { path: "x/1", value: 0 },
    );
    world.clock.finish();
    world.received.clear();
    answers.length = 0;

    const count = () => [...world.received.values()].flat().length;
    say(owner, kind, { path: "x/1", value: 1 });
    say(owner, kind, { path: "x/1", value: 2 });
    const atOnce = count();
    assert(atOnce > 0 && atOnce < PEERS * FETCHES, `${atOnce} at once`);
    say(other, "info", {});
    while (answers.length < 2) assert(world.clock.turn(), "no answer");
    assert(count() >= PEERS * FETCHES, "answered before all were notified");
    world.clock.finish();
    assertEquals(answers, ["other info", kind, kind]);
    const event = isSignal ? "signal" : "change";
    for (let number = 0; number < PEERS * FETCHES; number++) {
      assertEquals(world.events(number), [
        `${event} x/1 1`,
        `${event} x/1 2`,
      ]);
    }
  });
}

Deno.test("events of many elements, in slices at a time, reach each fetch in the order in which they came about", () => {
  for (let round = 0; round < ROUNDS; round++) {
    const random = seededRandom(round);
    const pick = (count: number) => Math.floor(random() * count);
    const world = new World();
    const owners = Array.from({ length: 3 }, () => world.connect(() => {}));
    const add = (number: number) => {
      const path = `x/${number}`;
      say(owners[number], "add", { path, value: -1 - pick(3), stay: 10 });
      const signal = { path: `x/s${number}`, type: "signal" };
      say(owners[number], "add", signal);
    };
    owners.forEach((_, number) => add(number));
    world.clock.finish();
    world.received.clear();
    for (let step = 0; step < STEPS; step++) {
      const number = pick(owners.length);
      const owner = owners[number];
      const path = `x/${number}`;
      switch (pick(8)) {
        case 0:
          say(owner, "remove", { path });
          say(owner, "add", { path, value: step });
          break;
        case 1:
          // Another one takes its state over, and adds its signal.
          owner.lose();
          owners[number] = world.connect(() => {});
          if (random() < 0.5) world.clock.turn();
          add(number);
          break;
        case 2:
          world.clock.turn();
          break;
        case 3:
        case 4:
          say(owner, "signal", { path: `x/s${number}`, value: step });
          break;
        default:
          say(owner, "change", { path, value: step });
      }
    }
    world.clock.finish();
    // The first fetch gets all at once.
    const expected = world.events(0);
    assert(expected.length > STEPS / 4);
    for (let number = 1; number < PEERS * FETCHES; number++) {
      assertEquals(world.events(number), expected, `round ${round}: ${number}`);
    }
  }
});

Deno.test("a fetch that begins during the fan-out of a change gets the newest value once, one that ends gets no event", () => {
  const world = new World();
  const owner = world.connect(() => {});
  say(owner, "add", { path: "x/1", value: 0 });
  world.clock.finish();
  world.received.clear();
  say(owner, "change", { path: "x/1", value: 1 });
  const last = PEERS * FETCHES - 1;
  assertEquals(world.events(last), []);
  say(world.fetchers[last % PEERS], "unfetch", { id: `f${last}` });
  world.fetch(last + 1, { startsWith: "x" });
  world.clock.finish();
  assertEquals(world.events(last), []);
  assertEquals(world.events(last + 1).filter((event) => /x\/1/.test(event)), [
    "add x/1 1",
  ]);
  assertEquals(world.events(last - 1), ["change x/1 1"]);
});

/** A watcher that takes everything. */
function watcher(): Watcher {
  return {
    asked: 0,
    filtersKinds: false,
    accepts: () => true,
    acceptsSignals: () => true,
    added() {},
    changed() {},
    noticed() {},
    signalled() {},
    removed() {},
  };
}

Deno.test("an error of one watcher is reported, and the fan-out to the others goes on", () => {
  const clock = new SlowClock();
  const errors: unknown[] = [];
  const fanOut = new FanOut(
    new Turns(clock, (error) => errors.push(error)),
  );
  const owner = { requestSet() {}, requestCall() {} };
  const element = new Element(
    "a",
    new Tenure(owner, null),
    false,
    false,
    null,
    1,
    false,
  );
  const watchers = [watcher(), watcher(), watcher()];
  const notified: number[] = [];
  fanOut.notify(element, watchers, (each) => {
    notified.push(watchers.indexOf(each));
    if (notified.length === 2) throw new Error("broken");
  }, COST_AT_ONCE);
  fanOut.whenNotified(element, () => notified.push(-1));
  assertEquals(notified, [0]);
  clock.finish();
  assertEquals([notified, errors.length], [[0, 1, 2, -1], 1]);
});
