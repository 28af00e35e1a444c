/**
 * Fetches that ask for everything, of peers that read slowly and whose rights
 * change, while owners come and go: in the end each knows what `get` gives.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Bus, type BusOptions } from "../../bus/bus.ts";
import type { SessionUser } from "../../bus/elements/access.ts";
import type { Session } from "../../bus/sessions/session.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { asRecord } from "../support/client.ts";
import { Chance } from "./chance.ts";
import { type Message, ProgramLink } from "./link.ts";

const encoder = new TextEncoder();
const PATHS = ["a", "b/c", "b/d", "e/f/g"];

type Members = Record<string, unknown>;

function newBus(
  clock: VirtualClock,
  slice?: number,
  onError?: BusOptions["onError"],
): Bus {
  return new Bus({
    info: {
      name: "notices",
      version: "0",
      authentication: true,
      separator: "/",
      maxMessage: 1 << 20,
    },
    timeout: 5,
    softBacklog: 300,
    hardBacklog: 1 << 24,
    stallTimeout: 1_000_000,
    clock,
    accessControl: true,
    slice,
    onError,
  });
}

function userOf(name: string, groups: readonly string[]): SessionUser {
  const rights = { fetchGroups: groups, setGroups: groups, callGroups: groups };
  return { name, admin: false, rights };
}

const READERS = [
  null,
  userOf("one", ["g1"]),
  userOf("two", ["g2"]),
  userOf("both", ["g1", "g2"]),
];
const OWNERS = [null, userOf("device", ["g1"])];

/** What a fetch is sent. */
class View {
  readonly rules: Members;
  readonly entries = new Map<string, Members>();
  readonly events: Members[] = [];
  readonly rows = new Map<unknown, Members>();

  constructor(rules: Members) {
    this.rules = rules;
  }

  take(params: Members): void {
    this.events.push(params);
    if (Array.isArray(params.changes)) {
      return this.#takeRows(params.changes, params.n);
    }
    const { path, event, value, meta, type: _, ...rest } = params;
    const key = String(path);
    const entry = this.entries.get(key);
    if (event === "add") {
      assert(entry === undefined, `${key} is added twice`);
      const { event: _, ...added } = params;
      this.entries.set(key, added);
      return;
    }
    assert(entry !== undefined, `${event} of ${key}, which was not added`);
    if (event === "remove") return void this.entries.delete(key);
    if (event === "signal") return assertEquals(entry.type, "signal");
    if (event === "meta") {
      if (meta === null) delete entry.meta;
      else entry.meta = meta;
    } else if (event === "away") {
      assert(entry.away !== true, `${key} is away twice`);
      entry.away = true;
    } else if (event === "back") {
      assert(entry.away === true, `${key} is back, but was not away`);
      delete entry.away;
    } else if (event === "stale") {
      entry.stale = true;
    } else {
      assertEquals(event, "change");
      if (value !== undefined) entry.value = value;
      for (const name of ["at", "quality", "stale"]) delete entry[name];
      Object.assign(entry, rest);
    }
    for (const name of ["time", "revision"]) {
      if (name in rest) entry[name] = Object(rest)[name];
    }
  }

  #takeRows(rows: readonly unknown[], n: unknown): void {
    for (const row of rows.map(asRecord)) this.rows.set(row.index, row);
    for (const index of this.rows.keys()) {
      if (Number(index) > Number(n)) this.rows.delete(index);
    }
  }
}

/** A peer within the program. */
class Participant {
  readonly link: ProgramLink;
  readonly session: Session;
  readonly answers = new Map<unknown, Members>();
  view: View | undefined;
  #id = 0;

  constructor(bus: Bus, slow: boolean, user: SessionUser | null) {
    this.link = new ProgramLink("peer", slow, (message) => this.#take(message));
    this.session = bus.connect(
      this.link,
      new Dialects().classic,
      undefined,
      user,
    );
  }

  #take(message: Message): void {
    if (typeof message !== "string") throw new TypeError("no text");
    const { method, params, id, ...answer } = asRecord(JSON.parse(message));
    if (method === "f") this.view?.take(asRecord(params));
    else if (id !== undefined && method === undefined) {
      this.answers.set(id, answer);
    }
  }

  say(method: string, params: unknown): number {
    const id = ++this.#id;
    this.link.say(encoder.encode(JSON.stringify({ id, method, params })));
    return id;
  }

  fetch(rules: Members): View {
    this.view = new View(rules);
    this.say("fetch", { id: "f", ...rules });
    return this.view;
  }

  /** Reads everything. */
  readAll(clock: VirtualClock): void {
    clock.settle();
    while (this.link.waits && !this.link.closing) {
      this.link.drain(3, true);
      clock.settle();
    }
  }
}

const ALL = { meta: true, times: true, presence: true };
const RULES: readonly Members[] = [
  ALL,
  { meta: true },
  { presence: true },
  { times: true },
  { ...ALL, path: { startsWith: "b" } },
  { ...ALL, nodes: true },
  { ...ALL, value: { greaterThan: 1 } },
  { ...ALL, rate: 5 },
  { ...ALL, rate: 20, deadband: { absolute: 1 } },
  { ...ALL, rate: 5, nodes: true, path: { contains: "/" } },
  { ...ALL, sort: { byPath: true, from: 1, to: 3 } },
  { ...ALL, sort: { byValue: "number", descending: true }, rate: 10 },
];

function run(seed: number): void {
  const chance = new Chance(seed);
  const clock = new VirtualClock(1000);
  const errors: unknown[] = [];
  const slice = chance.of([1, 500, 1 << 20]);
  const bus = newBus(clock, slice, (_, error) => errors.push(error));
  const meta = () => ({ n: chance.below(3) });
  const value = () => chance.below(4);
  const access = () =>
    chance.of([
      undefined,
      undefined,
      { fetchGroups: ["g1"] },
      { fetchGroups: ["g2"] },
    ]);
  const notes = () => ({
    ...chance.is(0.3) ? { meta: chance.is(0.2) ? undefined : meta() } : {},
    ...chance.is(0.3) ? { quality: chance.of(["bad", "good"]) } : {},
    ...chance.is(0.2) ? { at: chance.below(5) } : {},
  });
  // What the owners of a path add.
  const fixed = new Map(
    PATHS.map((
      path,
    ) => [path, {
      access: access(),
      stay: chance.of([undefined, 0.3, 2, 60]),
      expires: chance.of([undefined, 0.2, 1]),
    }]),
  );
  const fetchers = Array.from({ length: 4 }, () => {
    const peer = new Participant(bus, chance.is(0.7), chance.of(READERS));
    peer.fetch(chance.of(RULES));
    return peer;
  });
  let owner: Participant | undefined;
  const connect = () => {
    owner = new Participant(bus, false, chance.is(0.2) ? null : OWNERS[1]);
    if (chance.is(0.5)) owner.fetch(chance.of(RULES));
  };
  const add = (peer: Participant, path: string) => {
    const isMethod = chance.is(0.05);
    peer.say("add", {
      path,
      value: isMethod ? undefined : value(),
      ...fixed.get(path),
      ...chance.is(0.1) ? { access: access() } : {},
      ...isMethod ? { meta: meta() } : notes(),
    });
  };
  const step = () => {
    if (owner === undefined) {
      if (chance.is(0.5)) connect();
      return;
    }
    const path = chance.of(PATHS);
    switch (chance.below(12)) {
      case 0:
        owner.link.lose();
        owner = undefined;
        if (chance.is(0.6)) {
          connect();
          if (owner) { for (const each of PATHS) add(owner, each); }
        }
        return;
      case 1:
        return owner.say("remove", { path });
      case 2:
      case 3:
      case 4:
        return add(owner, path);
      case 5:
        return owner.say("change", {
          path,
          meta: chance.is(0.3) ? null : meta(),
        });
      case 6:
        return owner.say("change", { path, quality: "uncertain" });
      default:
        return owner.say("change", { path, value: value(), ...notes() });
    }
  };
  for (let i = 0; i < 120; i++) {
    step();
    if (chance.is(0.3)) clock.settle();
    if (chance.is(0.2)) clock.pass(chance.below(400));
    if (chance.is(0.3)) {
      chance.of(fetchers).link.drain(1 + chance.below(8), true);
    }
    if (chance.is(0.1)) chance.of(fetchers).session.login(chance.of(READERS));
  }
  for (let i = 0; i < 3; i++) {
    for (const peer of fetchers) peer.readAll(clock);
    clock.pass(3000);
  }
  for (const peer of owner ? [...fetchers, owner] : fetchers) {
    peer.readAll(clock);
    const { view } = peer;
    if (view === undefined) continue;
    const { rate: _, deadband, ...rules } = view.rules;
    const id = peer.say("get", rules);
    peer.readAll(clock);
    const result = peer.answers.get(id)?.result;
    assert(Array.isArray(result), "the answer of get");
    const comparable = (entry: Members): Members => {
      const { event: _, fetchOnly: __, ...rest } = entry;
      if (deadband !== undefined) {
        for (const name of ["value", "time", "revision"]) delete rest[name];
        for (const name of ["at", "quality", "stale"]) delete rest[name];
      }
      if (rules.meta !== true) delete rest.revision;
      return rest;
    };
    const byPath = (entries: Iterable<Members>) =>
      [...entries].map(comparable).sort((a, b) =>
        String(a.path) < String(b.path) ? -1 : 1
      );
    const known = rules.sort === undefined ? view.entries : view.rows;
    assertEquals(
      byPath(known.values()),
      byPath(result.map(asRecord)),
      JSON.stringify(rules),
    );
  }
  assertEquals(errors, []);
  bus.close(1000, "done");
}

Deno.test("fetches that ask for everything know it in the end", () => {
  for (let seed = 1; seed <= 40; seed++) {
    try {
      run(seed);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
});

/** A bus, an owner, and the events of a peer that fetches everything. */
function pair(
  slice?: number,
): [Bus, VirtualClock, Participant, Members[]] {
  const clock = new VirtualClock(1000);
  const bus = newBus(clock, slice);
  const peer = new Participant(bus, false, null);
  const { events } = peer.fetch({ meta: true, presence: true });
  return [bus, clock, new Participant(bus, false, null), events];
}

Deno.test("an owner that is back with another value and other notes reports both at once", () => {
  const [bus, clock, owner, events] = pair();
  const path = "a";
  const first = { path, value: 1, quality: "bad", meta: { n: 1 }, stay: 60 };
  owner.say("add", first);
  const timed = new Participant(bus, false, null).fetch({ times: true });
  owner.link.lose();
  clock.settle();
  events.length = timed.events.length = 0;
  const again = new Participant(bus, false, null);
  again.say("add", { ...first, value: 2, quality: "good" });
  assertEquals(timed.events, [
    {
      path,
      event: "change",
      value: 2,
      time: 1000,
      revision: 2,
      quality: "good",
    },
  ]);
  assertEquals(events, [
    { path, event: "back" },
    { path, event: "change", value: 2 },
  ]);
  bus.close(1000, "done");
});

Deno.test("an owner that is back before its absence was reported is not reported", () => {
  const [bus, clock, owner, events] = pair(1);
  const first = { path: "b", value: 1, stay: 60 };
  owner.say("add", { path: "a", value: 1, stay: 60 });
  owner.say("add", first);
  clock.settle();
  events.length = 0;
  owner.link.lose();
  new Participant(bus, false, null).say("add", first);
  clock.settle();
  assertEquals(events, [{ path: "a", event: "away" }]);
  bus.close(1000, "done");
});

Deno.test("other metadata of an owner that is back is a change of its own revision", () => {
  const [bus, clock, owner] = pair();
  owner.say("add", { path: "a", value: 1, meta: { n: 1 }, stay: 60 });
  owner.link.lose();
  clock.settle();
  const { revision } = bus.space.stamps;
  const again = new Participant(bus, false, null);
  again.say("add", { path: "a", value: 1, meta: { n: 2 }, stay: 60 });
  assertEquals(bus.space.find("a")?.revision, revision + 1);
  bus.close(1000, "done");
});

Deno.test("nothing of an owner is held when another one has all that has stayed", () => {
  const [bus, clock, first] = pair();
  let owner = first;
  for (let i = 0; i < 20; i++) {
    owner.say("add", { path: "a", value: 1, stay: 60 });
    owner.say("add", { path: "b", value: 1, stay: 30 });
    owner.link.lose();
    clock.settle();
    // One for each duration, and none of those before.
    assertEquals(bus.timers.size, 2);
    owner = new Participant(bus, false, null);
  }
  owner.say("add", { path: "a", value: 1, stay: 60 });
  // Another kind takes the place of the other one.
  owner.say("add", { path: "b" });
  assertEquals(bus.timers.size, 0);
  bus.close(1000, "done");
});

Deno.test("an owner that ends its side before its connection is away once", () => {
  const [bus, clock, owner, events] = pair();
  const other = new Participant(bus, false, null);
  other.say("add", { path: "m" });
  owner.say("add", { path: "a", value: 1, stay: 60 });
  clock.settle();
  events.length = 0;
  // It still gets the answer.
  owner.say("call", { path: "m" });
  owner.session.input.inputEnded?.("ended");
  clock.settle();
  owner.link.lose();
  clock.settle();
  assertEquals(events, [{ path: "a", event: "away" }]);
  bus.close(1000, "done");
});

Deno.test("nothing is due after the end of a bus with elements that stay or expire", () => {
  const awaited = new Set<() => void>();
  class WatchedClock extends VirtualClock {
    override after(ms: number, task: () => void): () => void {
      const cancel = super.after(ms, task);
      awaited.add(task);
      return () => {
        awaited.delete(task);
        cancel();
      };
    }
  }
  const clock = new WatchedClock(1000);
  const bus = newBus(clock);
  const owner = new Participant(bus, false, null);
  owner.say("add", { path: "a", value: 1, stay: 60 });
  owner.say("add", { path: "b", value: 1, expires: 60 });
  clock.settle();
  assertEquals(awaited.size, 1);
  bus.close(1000, "done");
  clock.settle();
  assertEquals(awaited.size, 0);
});

Deno.test("a fetch of the owner that is back gets the elements that only the owner can read", () => {
  const [bus, clock, owner] = pair();
  const element = { path: "b/c", value: 1, access: { fetchGroups: ["g"] } };
  owner.say("add", { ...element, stay: 60 });
  owner.link.lose();
  clock.settle();
  const again = new Participant(bus, false, null);
  const view = again.fetch({ nodes: true });
  again.say("add", { ...element, stay: 60 });
  again.say("change", { path: "b/c", value: 2 });
  assertEquals([...view.entries.values()], [
    { path: "b", type: "node" },
    { path: "b/c", value: 2 },
  ]);
  bus.close(1000, "done");
});

Deno.test("what changed while it was hidden is reported when it was never reported as hidden", () => {
  const clock = new VirtualClock(1000);
  const bus = newBus(clock, 1);
  const [none, one] = READERS;
  const peer = new Participant(bus, false, one);
  const view = peer.fetch({ meta: true });
  const owner = new Participant(bus, false, null);
  const access = { fetchGroups: ["g1"] };
  for (const path of PATHS) {
    owner.say("add", { path, value: 1, meta: { n: 1 }, access });
  }
  clock.settle();
  bus.turns.left = 0;
  peer.session.login(none);
  owner.say("change", { path: PATHS[3], meta: { n: 2 } });
  peer.session.login(one);
  clock.settle();
  assertEquals(view.entries.get(PATHS[3])?.meta, { n: 2 });
  bus.close(1000, "done");
});

function runSignals(seed: number): void {
  const chance = new Chance(seed);
  const clock = new VirtualClock(1000);
  const errors: unknown[] = [];
  const slice = chance.of([1, 400, 1 << 20]);
  const bus = newBus(clock, slice, (_, error) => errors.push(error));
  const peer = new Participant(bus, true, chance.of(READERS));
  const view = peer.fetch({ type: ["signal", "state"], meta: chance.is(0.5) });
  const owner = new Participant(bus, false, null);
  const groups = new Map(
    PATHS.map((path) => [path, chance.of(["g1", "g2"])]),
  );
  const kinds = new Map<string, string>();
  for (let i = 0; i < 150; i++) {
    const path = chance.of(PATHS);
    const type = kinds.get(path);
    if (type === "signal" && chance.is(0.7)) {
      owner.say("signal", { path, value: "x".repeat(chance.below(60)) });
    } else if (type !== undefined) {
      owner.say("remove", { path });
      kinds.delete(path);
    } else {
      const isSignal = chance.is(0.8);
      const kind = isSignal ? { type: "signal" } : { value: 0 };
      const access = { fetchGroups: [groups.get(path)] };
      owner.say("add", { path, access, ...kind });
      kinds.set(path, isSignal ? "signal" : "state");
    }
    if (chance.is(0.15)) peer.session.login(chance.of(READERS));
    if (chance.is(0.3)) clock.settle();
    if (chance.is(0.2)) peer.link.drain(1 + chance.below(5), true);
  }
  peer.readAll(clock);
  const readable = peer.session.user?.rights.fetchGroups ?? [];
  const known = PATHS.filter((path) =>
    kinds.has(path) && readable.includes(groups.get(path) ?? "")
  );
  assertEquals([...view.entries.keys()].sort(), known);
  assertEquals(errors, []);
  bus.close(1000, "done");
}

Deno.test("signals of a peer whose rights change are those of elements that it knows", () => {
  for (let seed = 1; seed <= 100; seed++) {
    try {
      runSignals(seed);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
});
