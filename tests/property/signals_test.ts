/**
 * Signals to peers that read slowly: each is sent in order, or counted.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Bus } from "../../bus/bus.ts";
import type { LimitValues } from "../../bus/limits/limits.ts";
import { Dialects } from "../../protocol/dialects/detect.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { asRecord } from "../support/client.ts";
import { Chance } from "./chance.ts";
import { type Message, ProgramLink } from "./link.ts";

const encoder = new TextEncoder();
const PATHS = ["a", "b", "c"];

type Members = Record<string, unknown>;

function newBus(limits: Partial<LimitValues>): Bus {
  return new Bus({
    info: {
      name: "signals",
      version: "0",
      authentication: false,
      separator: "/",
      maxMessage: 1 << 20,
    },
    timeout: 5,
    softBacklog: 300,
    hardBacklog: 1 << 20,
    stallTimeout: 1_000_000,
    clock: new VirtualClock(1000),
    limits,
  });
}

/** A peer within the program. */
class Participant {
  readonly link: ProgramLink;
  readonly events: Members[] = [];
  #id = 0;

  constructor(
    bus: Bus,
    name: string,
    slow: boolean,
    dialect: "classic" | "cjet" = "classic",
  ) {
    this.link = new ProgramLink(name, slow, (message) => this.#take(message));
    const { [dialect]: spoken } = new Dialects();
    bus.connect(this.link, spoken);
  }

  #take(message: Message): void {
    if (typeof message !== "string") throw new TypeError("no text");
    const { method, params, error } = asRecord(JSON.parse(message));
    assertEquals(error, undefined);
    if (method === "f") this.events.push(asRecord(params));
  }

  say(method: string, params: Members): void {
    const message = { id: ++this.#id, method, params };
    this.link.say(encoder.encode(JSON.stringify(message)));
  }

  /** Reads everything. */
  readAll(): void {
    while (this.link.waits) this.link.drain(1000, true);
  }
}

/** What has been sent for one path. */
interface Sent {
  isSignal: boolean;
  isState: boolean;
  last: number;
}

/** Compares what a fetch that asks for signals gets with what was sent. */
class AskingView {
  readonly #sent: ReadonlyMap<string, Sent>;
  readonly #last = new Map<string, number>();
  readonly #known = new Map<string, string>();
  missed = 0;
  lost = 0;

  constructor(sent: ReadonlyMap<string, Sent>) {
    this.#sent = sent;
  }

  take({ path, event, type, value, lost = 0 }: Members): void {
    const key = String(path);
    const kind = this.#known.get(key);
    if (event === "add") {
      assertEquals(kind, undefined, `${path} is added twice`);
      this.#known.set(key, type === "signal" ? "signal" : "state");
      return;
    }
    assert(kind !== undefined, `${event} of ${path}, which was not added`);
    this.lost += Number(lost);
    if (event === "remove") this.#known.delete(key);
    if (event !== "signal") return;
    assertEquals(kind, "signal");
    const number = Number(asRecord(value).n);
    this.#miss(key, number - 1);
    this.#last.set(key, number);
  }

  #miss(path: string, to: number): void {
    const last = this.#last.get(path) ?? 0;
    assert(to >= last, `${path}: ${to + 1} comes after ${last}`);
    this.missed += to - last;
    this.#last.set(path, to);
  }

  /** Everything has been read, and one more signal has come. */
  end(): void {
    for (const [path, { isSignal, isState, last }] of this.#sent) {
      const kind = isSignal ? "signal" : isState ? "state" : undefined;
      assertEquals(this.#known.get(path), kind, `${path} in the end`);
      this.#miss(path, last);
    }
    assertEquals(this.lost, this.missed, "lost signals");
  }
}

/** What a fetch of states gets: each signal is added and removed at once. */
function checkPairs(events: readonly Members[]): number {
  const last = new Map<string, number>();
  const states = new Set<string>();
  let count = 0;
  for (let i = 0; i < events.length; i++) {
    const { path, event, value } = events[i];
    const key = String(path);
    const n = Number(Object(value).n ?? 0);
    if (n === 0) {
      if (event === "add") states.add(key);
      else if (event === "remove") states.delete(key);
      continue;
    }
    assert(!states.has(key), `${path} is a state`);
    assertEquals(event, "add");
    const { path: same, event: then } = events[++i];
    assertEquals([same, then], [path, "remove"]);
    assert(n > (last.get(key) ?? 0), `${path}: ${n} after ${last.get(key)}`);
    last.set(key, n);
    count++;
  }
  return count;
}

function run(seed: number): void {
  const chance = new Chance(seed);
  const bus = newBus({
    maxSignals: 1 + chance.below(6),
    maxSignalBytes: chance.of([1, 500, 1 << 20]),
  });
  const owner = new Participant(bus, "owner", false);
  const sent = new Map<string, Sent>(
    PATHS.map((path) => [path, { isSignal: false, isState: false, last: 0 }]),
  );
  const asking = (["classic", "cjet"] as const).map((dialect) => {
    const peer = new Participant(bus, "asking", true, dialect);
    peer.say("fetch", { id: "f", type: ["signal", "state"] });
    return peer;
  });
  const pairs = new Participant(bus, "pairs", true);
  pairs.say("fetch", { id: "f" });
  const fetchers = [...asking, pairs];
  const signal = (path: string, state: Sent) => {
    // Some are too large for cjet's peers.
    const more = chance.is(0.002) ? "x".repeat(1 << 18) : undefined;
    owner.say("signal", { path, value: { n: ++state.last, more } });
  };
  const step = () => {
    const path = chance.of(PATHS);
    const state = sent.get(path);
    if (state === undefined) return;
    if (state.isSignal && chance.is(0.8)) signal(path, state);
    else if (state.isSignal || state.isState) {
      state.isSignal = state.isState = false;
      owner.say("remove", { path });
    } else if (chance.is(0.8)) {
      state.isSignal = true;
      owner.say("add", { path, type: "signal" });
    } else {
      state.isState = true;
      owner.say("add", { path, value: { n: 0 } });
    }
  };
  for (let i = 0; i < 200; i++) {
    step();
    if (chance.is(0.15)) {
      chance.of(fetchers).link.drain(1 + chance.below(8), true);
    }
  }
  for (const peer of fetchers) peer.readAll();
  // One more of each tells what was lost.
  for (const [path, state] of sent) {
    if (state.isState) owner.say("remove", { path });
    if (!state.isSignal) owner.say("add", { path, type: "signal" });
    state.isSignal = true;
    state.isState = false;
    owner.say("signal", { path, value: { n: ++state.last } });
  }
  for (const peer of fetchers) peer.readAll();
  for (const peer of asking) {
    const view = new AskingView(sent);
    for (const event of peer.events) view.take(event);
    view.end();
  }
  checkPairs(pairs.events);
  bus.close(1000, "done");
}

Deno.test("signals of slow peers come in order, or are counted", () => {
  for (let seed = 1; seed <= 150; seed++) {
    try {
      run(seed);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
});

Deno.test("what is lost of a signal that goes is in its remove", () => {
  const bus = newBus({ maxSignals: 1 });
  const owner = new Participant(bus, "owner", false);
  const peer = new Participant(bus, "slow", true);
  peer.say("fetch", { id: "f", type: ["signal"] });
  owner.say("add", { path: "a", type: "signal" });
  peer.readAll();
  for (let n = 1; n <= 12; n++) owner.say("signal", { path: "a", value: n });
  owner.say("remove", { path: "a" });
  peer.readAll();
  const reported = peer.events.filter(({ event }) => event === "signal");
  const removed = peer.events.at(-1);
  assertEquals(removed, {
    path: "a",
    event: "remove",
    type: "signal",
    lost: 12 - reported.length,
  });
  assert(reported.length < 12);
  const { maxSignals } = bus.limits.report();
  assert(maxSignals.reached > 0);
  bus.close(1000, "done");
});

Deno.test("pairs of a signal that are lost are counted in the limits", () => {
  const bus = newBus({ maxSignals: 3 });
  const owner = new Participant(bus, "owner", false);
  const peer = new Participant(bus, "slow", true);
  peer.say("fetch", { id: "f" });
  owner.say("add", { path: "a", type: "signal" });
  for (let n = 1; n <= 50; n++) {
    owner.say("signal", { path: "a", value: { n } });
  }
  peer.readAll();
  const count = checkPairs(peer.events);
  assertEquals(bus.limits.report().maxSignals.reached, 50 - count);
  assert(count < 50);
  bus.close(1000, "done");
});

Deno.test("maxSignalBytes: what waits beyond it is lost, and counted", () => {
  const bus = newBus({ maxSignalBytes: 3 });
  const owner = new Participant(bus, "owner", false);
  const peer = new Participant(bus, "slow", true);
  peer.say("fetch", { id: "f", type: ["signal"] });
  owner.say("add", { path: "a", type: "signal" });
  for (let n = 1; n <= 50; n++) owner.say("signal", { path: "a", value: n });
  peer.readAll();
  const reported = peer.events.filter(({ event }) => event === "signal");
  const { maxSignalBytes } = bus.limits.report();
  assert(maxSignalBytes.reached > 0);
  assertEquals(reported.length + maxSignalBytes.reached, 50);
  bus.close(1000, "done");
});

Deno.test("the signals that wait in all fetches of a peer share its hard limit", () => {
  const bus = newBus({});
  const owner = new Participant(bus, "owner", false);
  const peer = new Participant(bus, "slow", true);
  for (const id of [...Array(200).keys(), "f"]) {
    peer.say("fetch", { id, type: ["signal"] });
    peer.readAll();
  }
  owner.say("add", { path: "a", type: "signal" });
  peer.readAll();
  const value = "x".repeat(1000);
  for (let n = 0; n < 100; n++) owner.say("signal", { path: "a", value });
  const { maxSignals, maxSignalBytes } = bus.limits.report();
  // Each has room for 1 MiB divided by the number of fetches.
  assertEquals(maxSignals.reached, 0);
  assert(maxSignalBytes.reached > 201 * 90, `${maxSignalBytes.reached}`);
  peer.readAll();
  const lost = peer.events.map(({ lost = 0 }) => Number(lost));
  assert(lost.reduce((sum, count) => sum + count) > 90, lost.join());
  bus.close(1000, "done");
});
