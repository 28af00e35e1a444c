/**
 * Links that die without a word, daemons that are not there yet, requests that
 * nothing answers: how long a peer waits for each.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  ConnectionClosed,
  InvalidArgument,
  Method,
  Peer,
  type PeerOptions,
  PeerTimeout,
  State,
  Unauthorized,
} from "../../peer.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { u32 } from "../support/binary_client.ts";
import { connectedBinary, info, option } from "../support/scripted_binary.ts";
import {
  added,
  AT_ONCE,
  begin,
  ScriptedDaemon,
  type ScriptedLink,
  turn,
} from "../support/scripted_daemon.ts";

/** Its parts are loaded when there is a link: before time can pass. */
await import("../../peer/connection/liveness.ts");

/** A scripted daemon, with time that passes when a test says so. */
class World {
  readonly clock = new VirtualClock();
  readonly daemon = new ScriptedDaemon();
  readonly events: string[] = [];

  peer(options: PeerOptions = {}): Peer {
    const { clock } = this;
    const peer = new Peer(this.daemon.connector, { clock, ...options });
    for (
      const type of ["connect", "disconnect", "reconnect", "close"] as const
    ) {
      peer.addEventListener(type, (event) => {
        this.events.push(type);
        if (event.reason !== undefined) this.events.push(event.reason.message);
      });
    }
    return peer;
  }

  async connected(
    options: PeerOptions = {},
  ): Promise<{ peer: Peer; link: ScriptedLink }> {
    const peer = this.peer(options);
    const link = await this.daemon.link();
    await peer.connected;
    await turn();
    this.events.length = 0;
    return { peer, link };
  }

  /** Lets time pass; what it begins happens in between. */
  async pass(seconds: number): Promise<void> {
    await this.clock.passSettled(seconds * 1000, turn);
    await turn();
  }
}

function questions(link: ScriptedLink): number {
  return link.infos - 1;
}

Deno.test("a daemon that is silent is asked, and lives if anything comes back", async () => {
  const world = new World();
  const { peer, link } = await world.connected();
  await world.pass(19);
  assertEquals(questions(link), 0);
  await world.pass(6);
  assertEquals(questions(link), 1);
  // One in each interval: proxies cut what is quiet for longer.
  await world.pass(60);
  assertEquals(questions(link), 4);
  assert(peer.open);
  // An error, a notification, a message that means nothing.
  link.answersInfo = false;
  for (const sign of [{ id: 99, error: {} }, { method: "x" }, {}]) {
    const before = questions(link);
    for (let at = 0; at < 30 && questions(link) === before; at++) {
      await world.pass(1);
    }
    await world.pass(1);
    link.push(sign);
    await world.pass(5);
    assert(peer.open);
  }
  assertEquals(world.events, []);
  await peer.close();
});

Deno.test("while messages arrive nothing is asked", async () => {
  const world = new World();
  const { peer, link } = await world.connected();
  for (let at = 0; at < 10; at++) {
    await world.pass(15);
    link.push({ method: "x", params: {} });
  }
  assertEquals(questions(link), 0);
  await peer.close();
});

Deno.test("a link whose daemon does not answer is lost, and the peer comes back", async () => {
  const world = new World();
  const { peer, link } = await world.connected();
  const fetching = peer.fetch();
  link.answer(await link.next("fetch"), true);
  await fetching.ready;
  const waiting = assertRejects(
    () => peer.set("a", 1),
    ConnectionClosed,
    "nothing was received for 25 s",
  );
  link.answersInfo = false;
  await world.pass(31);
  await waiting;
  assertEquals(world.events, [
    "disconnect",
    "the connection to the bus ended: nothing was received for 25 s",
    "reconnect",
  ]);
  assert(link.closed);
  assertEquals(world.daemon.dials, 2);
  await (await world.daemon.link()).next("fetch");
  await peer.close();
});

Deno.test("binary Jet asks with PING where the daemon has it", async () => {
  for (const [features, fn] of [[3, 21], [11, 22]]) {
    const clock = new VirtualClock();
    const options = { clock, heartbeat: 4, reconnect: false };
    const first = info(option(1, u32(features)));
    const { peer, link } = await connectedBinary(options, first);
    await turn();
    await clock.passSettled(5000, turn);
    const id = await link.request(fn);
    link.answer(id);
    await clock.passSettled(4000, turn);
    link.answer(await link.request(fn));
    await clock.passSettled(2000, turn);
    assert(peer.open);
    await clock.passSettled(10_000, turn);
    assert(link.closed);
    await peer.close();
  }
});

Deno.test("the heartbeat is an option, in seconds", async () => {
  const world = new World();
  const never = await world.connected({ heartbeat: 0 });
  const often = await world.connected({ heartbeat: 2 });
  never.link.answersInfo = often.link.answersInfo = false;
  await world.pass(5);
  assertEquals([questions(never.link), questions(often.link)], [0, 1]);
  assertEquals([never.link.closed, often.link.closed], [false, true]);
  await world.pass(100);
  assertEquals(questions(never.link), 0);
  for (const heartbeat of [-1, NaN, Infinity]) {
    assertThrows(() => world.peer({ heartbeat }), RangeError);
  }
  await never.peer.close();
  await often.peer.close();
});

Deno.test("incomplete messages and output that goes on are signs of life", async () => {
  const world = new World();
  const { peer, link } = await world.connected();
  link.answersInfo = false;
  link.bytesReceived = 0;
  for (let at = 0; at < 60; at++) {
    await world.pass(1);
    link.bytesReceived += 1000;
  }
  assertEquals(questions(link), 0);
  link.backlog = 1_000_000;
  for (let at = 0; at < 60; at++) {
    await world.pass(1);
    link.backlog -= 1000;
  }
  assertEquals(questions(link), 1);
  assert(peer.open);
  await world.pass(10);
  assert(link.closed);
  await peer.close();
});

Deno.test("after the machine slept the daemon is asked first", async () => {
  const world = new World();
  let asleep = 0;
  const clock = {
    now: () => world.clock.now() + asleep,
    after: (ms: number, task: () => void) => world.clock.after(ms, task),
  };
  const { peer, link } = await world.connected({ clock });
  // Before the question, and while its answer is under way.
  asleep += 3_600_000;
  await world.pass(5);
  assertEquals(questions(link), 1);
  link.answersInfo = false;
  await world.pass(21);
  assertEquals(questions(link), 2);
  asleep += 3_600_000;
  await world.pass(5);
  assertEquals(questions(link), 3);
  link.push({});
  await world.pass(5);
  assert(peer.open);
  assertEquals(world.events, []);
  await peer.close();
});

Deno.test("a page whose timers are held back asks, and notices a dead link", async () => {
  const world = new World();
  // Once a minute, as in a hidden page.
  const clock = {
    now: () => world.clock.now(),
    after: (ms: number, task: () => void) => {
      const at = world.clock.now() + ms;
      return world.clock.after(Math.ceil(at / 60_000) * 60_000 - at + ms, task);
    },
  };
  const { peer, link } = await world.connected({ clock });
  await world.pass(600);
  assert(peer.open);
  assert(questions(link) >= 4);
  link.answersInfo = false;
  await world.pass(360);
  assert(link.closed);
  await peer.close();
});

Deno.test("the pauses grow until a connection has held", async () => {
  const world = new World();
  const { peer, link } = await world.connected();
  link.drop();
  for (let at = 0; at < 80; at++) {
    await world.pass(0.25);
    const next = world.daemon.waiting;
    if (next !== undefined) {
      await turn();
      next.drop();
    }
  }
  // 20 s: 0.2 + 0.4 + 0.8 + 1.6 + 3.2 + 6.4, half of it chance.
  assert(world.daemon.dials <= 9, `${world.daemon.dials} connections`);
  for (let at = 0; at < 60 && !peer.open; at++) await world.pass(0.25);
  await world.pass(11);
  assert(peer.open);
  const { dials } = world.daemon;
  world.daemon.waiting?.drop();
  await world.pass(0.5);
  assertEquals(world.daemon.dials, dials + 1);
  await peer.close();
});

Deno.test("a daemon that says when to come back is left alone until then", async () => {
  const world = new World();
  const { peer, link } = await world.connected();
  world.daemon.failure = Object.assign(new Error("status code: 503"), {
    retryAfterMs: 30_000,
  });
  world.daemon.refuses = 1;
  link.drop();
  await world.pass(1);
  assertEquals(world.daemon.dials, 2);
  await world.pass(29);
  assertEquals(world.daemon.dials, 2);
  await world.pass(1);
  assertEquals(world.daemon.dials, 3);
  assert(peer.open);
  await peer.close();
});

Deno.test("with retry the first connection is tried until there is one", async () => {
  const world = new World();
  world.daemon.refuses = 5;
  const peer = world.peer({ retry: true });
  const answer = peer.get("a");
  const state = peer.add(new State("b", 1));
  await world.pass(30);
  assertEquals(world.events, ["connect"]);
  assertEquals(world.daemon.dials, 6);
  await peer.connected;
  const link = await world.daemon.link();
  link.answer(await link.next("add"), true);
  await state;
  const get = await link.next("get");
  link.answer(get, [{ path: "a", value: 7 }]);
  assertEquals(await answer, 7);
  await peer.close();
});

Deno.test("retry ends with the signal, with close and with what is final", async () => {
  const world = new World();
  world.daemon.refuses = 1000;
  const stop = new AbortController();
  const stopped = world.peer({ retry: true, signal: stop.signal });
  const closed = world.peer({ retry: true });
  await world.pass(60);
  assert(world.daemon.dials > 10);
  stop.abort(new Error("enough"));
  await assertRejects(() => stopped.connected, Error, "enough");
  await closed.close();
  await assertRejects(() => closed.connected, ConnectionClosed);
  const { dials } = world.daemon;
  await world.pass(60);
  assertEquals(world.daemon.dials, dials);

  for (const code of [401, 403, 404]) {
    world.daemon.failure = new Error(`Invalid status code: ${code}`);
    const peer = world.peer({ retry: true });
    await assertRejects(() => peer.connected, ConnectionClosed, `${code}`);
    assert(peer.closed);
  }
  world.daemon.refuses = 0;
  const peer = world.peer({ retry: true, user: "joe", password: "x" });
  const link = await world.daemon.link();
  link.refuse(await link.next("authenticate"), -32602, { invalidUser: true });
  await assertRejects(() => peer.connected, Unauthorized);
});

Deno.test("an attempt is aborted by its time limit, and when the peer is closed", async () => {
  const world = new World();
  const signals: AbortSignal[] = [];
  const connector = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<ScriptedLink>(() => {});
  };
  const { clock } = world;
  const late = new Peer(connector, { clock, connectTimeout: 3 });
  await world.pass(2);
  assertEquals(signals.map(({ aborted }) => aborted), [false]);
  await world.pass(2);
  await assertRejects(() => late.connected, ConnectionClosed, "within 3 s");
  const closed = new Peer(connector, { clock });
  await turn();
  await closed.close();
  assertEquals(signals.map(({ aborted }) => aborted), [true, true]);
});

Deno.test("without retry the first connection is tried once", async () => {
  const world = new World();
  world.daemon.refuses = 1;
  const peer = world.peer();
  await assertRejects(() => peer.connected, ConnectionClosed);
  assert(peer.closed);
});

Deno.test("every request settles: after the deadline, or its own timeout", async () => {
  const world = new World();
  const { peer, link } = await world.connected();
  const settled: string[] = [];
  const note = (name: string, request: Promise<unknown>) =>
    begin(request.catch((error) => {
      assert(error instanceof PeerTimeout, `${error}`);
      settled.push(name);
    }));
  note("set", peer.set("a", 1));
  note("get", peer.get());
  note("add", peer.add(new State("b", 1)));
  note("call", peer.call("c", [], { timeout: 100 }));
  await world.pass(59);
  assertEquals(settled, []);
  await world.pass(17);
  assertEquals(settled.toSorted(), ["add", "get", "set"]);
  // The daemon may have it after all.
  assertEquals(link.sent.at(-1)?.method, "remove");
  note("late", peer.set("a", 1));
  await world.pass(26);
  assertEquals(settled.at(-1), "call");
  await world.pass(60);
  assertEquals(settled.at(-1), "late");
  assertEquals(peer.pending, 0);
  assert(peer.open && !link.closed);
  await peer.close();
});

Deno.test("a change of a state whose path is still taken goes with the next add", async () => {
  const world = new World();
  const { peer, link } = await world.connected({ reconnect: "manual" });
  const state = await added(peer, link, new State("s", 1));
  const other = await added(peer, link, new State("t", 1));
  link.drop();
  await peer.resume();
  const next = await world.daemon.link();
  const [first, second] = [await next.next("add"), await next.next("add")];
  const changes = [state.change(2), peer.changeBelow("", { t: 2 })];
  const [one, both] = [await next.next("change"), await next.next("change")];
  for (const [request, path] of [[first, "s"], [second, "t"]] as const) {
    next.refuse(request, -32602, { pathAlreadyExists: path });
  }
  next.refuse(one, -32602, { foreignPath: "s" });
  next.refuse(both, -32602, { foreignPath: "t" });
  await world.pass(1);
  for (const _ of changes) {
    const add = await next.next("add");
    assertEquals(add.params?.value, 2);
    next.answer(add, true);
  }
  await Promise.all(changes);
  assertEquals([state.value, other.value], [2, 2]);
  await peer.close();
});

Deno.test("the deadline is an option, in seconds", async () => {
  const world = new World();
  const short = await world.connected({ deadline: 4 });
  const none = await world.connected({ deadline: 0 });
  const refused = assertRejects(() => short.peer.get(), PeerTimeout);
  begin(none.peer.get());
  await world.pass(5);
  await refused;
  await world.pass(500);
  assertEquals(none.peer.pending, 1);
  for (const deadline of [-1, NaN]) {
    assertThrows(() => world.peer({ deadline }), RangeError);
  }
  await short.peer.close();
  await none.peer.close();
});

Deno.test("a message that the daemon would not take is refused here", async () => {
  const world = new World();
  world.daemon.info = { features: { maxMessage: 1000 } };
  const { peer, link } = await world.connected();
  const state = await added(peer, link, new State<string>("s", "a"));
  const long = "é".repeat(500);
  const requests = [
    () => peer.set("s", long),
    () => peer.call("m", [long]),
    () => peer.add(new State("t", long)),
    () => state.change(long),
    () => peer.changeBelow("", { s: long }),
  ];
  for (const request of requests) {
    await assertRejects(request, InvalidArgument, "at most 1000");
  }
  assertThrows(() => state.value = long, InvalidArgument, "at most 1000");
  assertEquals(peer.pending, 0);
  assertEquals(link.sent.length, 1);
  assert(peer.open);
  await peer.close();
});

Deno.test("a value set without a connection that is too large takes itself back", async () => {
  const world = new World();
  world.daemon.info = { features: { maxMessage: 1000 } };
  const { peer, link } = await world.connected({ reconnect: "manual" });
  const errors: string[] = [];
  peer.addEventListener("error", ({ path, reason }) => {
    errors.push(`${path}: ${reason?.name}: ${reason?.message}`);
  });
  const first = await added(peer, link, new State<string>("first", "a"));
  const second = await added(peer, link, new State<string>("second", "a"));
  first.value = "b";
  link.drop();
  const long = "x".repeat(2000);
  first.value = long;
  const refused = assertRejects(
    () => second.change(long),
    InvalidArgument,
    "at most 1000",
  );
  await peer.resume();
  const next = await world.daemon.link();
  await refused;
  const values: unknown[] = [];
  for (let count = 0; count < 2; count++) {
    const add = await next.next("add");
    values.push([add.params?.path, add.params?.value]);
    next.answer(add, true);
  }
  await turn();
  assertEquals(values, [["first", "b"], ["second", "a"]]);
  assertEquals([first.value, second.value], ["b", "a"]);
  assert(first.added && second.added);
  assertEquals(errors.length, 2);
  assertMatch(
    errors[0],
    /^first: InvalidArgument: a message of 2\d\d\d bytes: .* at most 1000$/,
  );
  await peer.close();
});

Deno.test("an owner that is displaced reports it, and adds again if it may wait", async () => {
  const world = new World();
  world.daemon.info = { features: { displaced: true } };
  const { peer, link } = await world.connected();
  const errors: string[] = [];
  peer.addEventListener("error", ({ path, reason }) => {
    errors.push(`${path}: ${reason?.name}`);
  });
  const gone = new State("gone", 1);
  const waits = new State("waits", 1, { occupied: "wait" });
  for (const state of [gone, waits]) {
    const adding = peer.add(state);
    const add = await link.next("add");
    link.answer(add, true);
    await adding;
    link.push({
      method: add.params?.displaced,
      params: { path: state.path },
    });
  }
  assertEquals(errors, ["gone: Occupied", "waits: Occupied"]);
  assertEquals([gone.added, waits.added], [false, false]);
  waits.value = 2;
  await world.pass(1);
  const again = await link.next("add");
  assertEquals([again.params?.path, again.params?.value], ["waits", 2]);
  link.answer(again, true);
  await turn();
  assert(waits.added);
  // Nothing refers to it any more: it can be added like a new one.
  const adding = peer.add(gone);
  link.answer(await link.next("add"), true);
  await adding;
  await peer.close();
});

Deno.test("a result that the daemon would not take is an error for the caller", async () => {
  const world = new World();
  world.daemon.info = { features: { maxMessage: 1000 } };
  const { peer, link } = await world.connected();
  await added(peer, link, new Method("m", () => "x".repeat(1000)));
  link.push({ id: "1", method: "m", params: [] });
  const { id, error } = await link.next();
  assertEquals([id, error?.code], ["1", -32603]);
  await peer.close();
});

// After a restart of the daemon: owners come back later than this peer

/** A peer with a fetch of three states, and its next link. */
async function restarted() {
  const world = new World();
  const { peer, link } = await world.connected({ reconnect: "manual" });
  const seen: string[] = [];
  const fetcher = peer.fetch<number>({}, ({ event, path, value }) => {
    seen.push(`${event} ${path} ${value}`);
  });
  const fetch = await link.next("fetch");
  for (const path of ["a", "b", "c"]) {
    link.notify(fetch, { path, event: "add", value: 1 });
  }
  link.answer(fetch, true);
  await fetcher.ready;
  seen.length = 0;
  const next = async (link: ScriptedLink) => {
    link.drop();
    begin(peer.resume());
    const next = await world.daemon.link();
    const again = await next.next("fetch");
    next.answer(again, true);
    await turn();
    const notify = (path: string, event: string, value: number) =>
      next.notify(again, { path, event, value });
    return { link: next, notify };
  };
  return { world, peer, fetcher, seen, first: await next(link), next };
}

Deno.test("elements that come back within the grace are notified if they differ", async () => {
  const { world, peer, fetcher, seen, first } = await restarted();
  assertEquals(fetcher.entries.map(({ path }) => path), ["a", "b", "c"]);
  await world.pass(4);
  // The daemon may still have had it from its owner's former connection.
  first.notify("a", "add", 1);
  first.notify("a", "remove", 1);
  first.notify("a", "add", 1);
  first.notify("c", "add", 1);
  first.notify("c", "remove", 1);
  first.notify("b", "add", 2);
  first.notify("b", "change", 3);
  await world.pass(4);
  assertEquals(seen, ["change b 2", "change b 3"]);
  await world.pass(4);
  assertEquals(seen.slice(2), ["remove c 1"]);
  first.notify("c", "add", 1);
  first.notify("a", "remove", 1);
  assertEquals(seen.slice(3), ["add c 1", "remove a 1"]);
  await peer.close();
});

Deno.test("a link lost within the grace begins it anew", async () => {
  const { world, peer, seen, first, next } = await restarted();
  await world.pass(8);
  first.notify("a", "add", 1);
  const second = await next(first.link);
  await world.pass(8);
  assertEquals(seen, []);
  second.notify("a", "add", 1);
  second.notify("b", "add", 1);
  await world.pass(4);
  assertEquals(seen, ["remove c 1"]);
  await peer.close();
});

Deno.test("without a connection nothing is reported as removed", async () => {
  const { world, peer, seen, first } = await restarted();
  first.link.drop();
  await world.pass(30);
  assertEquals([peer.open, seen], [false, []]);
  await peer.close();
});

Deno.test("rows that come back within the grace are notified if they differ", async () => {
  const world = new World();
  const { peer, link } = await world.connected({ reconnect: AT_ONCE });
  const seen: string[] = [];
  const fetcher = peer.fetch({ sort: {} }, (rows) => {
    seen.push(rows.map(({ path, value }) => `${path}${value}`).join());
  });
  const rows = (...shown: [path: string, value: number][]) => ({
    changes: shown.map(([path, value], at) => ({ path, value, index: at + 1 })),
    n: shown.length,
  });
  let request = await link.next("fetch");
  link.notify(request, rows(["a", 1], ["b", 1]));
  link.answer(request, true);
  await fetcher.ready;
  let at = link;
  const next = async () => {
    at.drop();
    await turn();
    world.clock.pass(0);
    at = await world.daemon.link();
    request = await at.next("fetch");
    at.notify(request, rows());
    at.answer(request, true);
    await turn();
  };
  await next();
  at.notify(request, rows(["b", 1]));
  assertEquals(fetcher.entries.length, 2);
  at.notify(request, rows(["a", 1], ["b", 1]));
  await world.pass(12);
  assertEquals(seen, ["a1,b1"]);
  at.notify(request, rows(["a", 2]));
  assertEquals(seen.splice(0), ["a1,b1", "a2"]);
  await next();
  at.notify(request, rows(["a", 2], ["c", 1]));
  assertEquals(seen.splice(0), ["a2,c1"]);
  await next();
  at.notify(request, rows(["c", 1]));
  assertEquals(seen, []);
  await world.pass(12);
  assertEquals(seen, ["c1"]);
  await peer.close();
});
