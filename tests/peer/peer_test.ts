/**
 * The peer library against a daemon that says what each test tells it to.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  type Change,
  ConnectionClosed,
  FetchOnly,
  InvalidArgument,
  JetError,
  Method,
  NotFound,
  Occupied,
  Peer,
  PeerError,
  type PeerLink,
  PeerTimeout,
  type Row,
  State,
  Unauthorized,
} from "../../peer.ts";
import { ChangeBacklog } from "../../peer/fetch/backlog.ts";
import { conflate } from "../../peer/fetch/conflate.ts";
import { FakeStream } from "../support/fake_stream.ts";
import { FramedLink } from "../../transport/links/framed_link.ts";
import { parseTarget } from "../../transport/links/address.ts";
import { encodeFrame, FrameReader } from "../../protocol/frame.ts";
import { isRecord } from "../../base/narrowing.ts";
import { errorFromWire, errorToWire } from "../../protocol/errors/wire.ts";
import {
  added,
  AT_ONCE,
  begin,
  connected,
  event,
  type Message,
  ScriptedDaemon,
  ScriptedLink,
  turn,
} from "../support/scripted_daemon.ts";

// Connecting

Deno.test("a peer knows the daemon it has connected to", async () => {
  const { peer } = await connected();
  assertEquals(peer.daemon?.name, "scripted");
  assertEquals((await peer.info()).name, "scripted");
  await peer.close();
});

Deno.test("a first connection that fails rejects and is not tried again", async () => {
  const daemon = new ScriptedDaemon();
  daemon.refuses = 9;
  const peer = new Peer(daemon.connector, { reconnect: AT_ONCE });
  const closed = event(peer, "close");
  const request = peer.set("a", 1);
  const error = await assertRejects(() => peer.connected, ConnectionClosed);
  assertEquals(error.message, "no connection to the bus: no daemon");
  await assertRejects(() => request, ConnectionClosed);
  await closed;
  await turn();
  assertEquals(daemon.dials, 1);
  assert(peer.closed);
});

Deno.test("a daemon that ends the link while it is greeted fails the connect", async () => {
  const link = new ScriptedLink();
  link.answersInfo = false;
  const connecting = Peer.connect(() => link);
  await turn();
  link.drop(new Error("full"));
  const error = await assertRejects(() => connecting, ConnectionClosed);
  assertEquals(error.message, "no connection to the bus: full");
});

Deno.test("a daemon that says nothing fails the connect in time", async () => {
  const link = new ScriptedLink();
  link.answersInfo = false;
  await assertRejects(
    () => Peer.connect(() => link, { connectTimeout: 0.01 }),
    ConnectionClosed,
    "no answer within",
  );
  assert(link.closed);
});

Deno.test("a link that comes after the peer was closed is closed", async () => {
  const { promise, resolve } = Promise.withResolvers<PeerLink>();
  const peer = new Peer(() => promise);
  await turn();
  await peer.close();
  await assertRejects(() => peer.connected, ConnectionClosed);
  const link = new ScriptedLink();
  resolve(link);
  await turn();
  assert(link.closed);
});

Deno.test("a daemon that does not know info can be used", async () => {
  const link = new ScriptedLink();
  link.answersInfo = false;
  const plain = link.send.bind(link);
  link.send = (text) => {
    const message: Message = JSON.parse(text);
    if (message.method === "info") link.refuse(message, -32601, "info");
    else plain(text);
  };
  const peer = await Peer.connect(() => link);
  assertEquals(peer.daemon?.name, "");
  await peer.close();
});

Deno.test("the peer tells its name", async () => {
  const { peer, link } = await connected({ name: "pump" });
  const config = await link.next("config");
  assertEquals(config.params, { name: "pump" });
  await peer.close();
});

Deno.test("user and password are sent before anything else", async () => {
  const daemon = new ScriptedDaemon();
  const peer = new Peer(daemon.connector, { user: "john", password: "pw" });
  const adding = peer.add(new State("a", 1));
  const link = await daemon.link();
  const login = await link.next("authenticate");
  assertEquals(login.params, { user: "john", password: "pw" });
  await turn();
  assertEquals(link.sent.length, 1);
  link.answer(login, {});
  link.answer(await link.next("add"), true);
  await adding;
  await peer.close();
});

Deno.test("a refused user ends the peer", async () => {
  const daemon = new ScriptedDaemon();
  const connecting = Peer.connect(daemon.connector, {
    user: "john",
    password: "?",
  });
  const link = await daemon.link();
  link.refuse(await link.next(), -32602, { invalidPassword: true });
  await assertRejects(() => connecting, Unauthorized, "wrong password");
  assert(link.closed);
});

Deno.test("a signal closes the peer", async () => {
  const stop = new AbortController();
  const { peer, link } = await connected({ signal: stop.signal });
  const request = peer.set("a", 1);
  const reason = new Error("enough");
  stop.abort(reason);
  assertStrictEquals(await request.catch((error: unknown) => error), reason);
  assert(peer.closed);
  assert(link.closed);
});

Deno.test("a target that is no address is refused at once", () => {
  assertThrows(() => new Peer("http://localhost"), TypeError, "jetbs://");
  assertThrows(() => new Peer("localhost:11122"), TypeError);
  assertThrows(() => new Peer("unix:"), TypeError);
});

Deno.test("addresses have Jet's ports by default", () => {
  assertEquals(parseTarget("tcp://box"), {
    kind: "tcp",
    hostname: "box",
    port: 11122,
    binary: false,
    tls: false,
  });
  assertEquals(parseTarget("tcp://[::1]:99"), {
    kind: "tcp",
    hostname: "::1",
    port: 99,
    binary: false,
    tls: false,
  });
  assertEquals(parseTarget("tls://box"), {
    kind: "tcp",
    hostname: "box",
    port: 11122,
    binary: false,
    tls: true,
  });
  assertEquals(parseTarget("ws://box"), { kind: "ws", url: "ws://box:11123/" });
  assertEquals(parseTarget("ws://box:80/x"), {
    kind: "ws",
    url: "ws://box/x",
  });
  assertEquals(parseTarget("wss://box/api/jet/"), {
    kind: "ws",
    url: "wss://box/api/jet/",
  });
  assertEquals(parseTarget("unix:/run/jet"), {
    kind: "unix",
    path: "/run/jet",
  });
  assertEquals(parseTarget("unix:@jet"), { kind: "unix", path: "\0jet" });
  assertEquals(parseTarget("unix:\0jet"), { kind: "unix", path: "\0jet" });
});

// Owning

Deno.test("a state without handler is fetch-only, with one it is not", async () => {
  const { peer, link } = await connected();
  begin(peer.add(new State("a", 1)));
  begin(peer.add(new State("b", 2, { set() {} })));
  begin(peer.add(new State("c", 3, { fetchOnly: false })));
  assertEquals((await link.next("add")).params, {
    path: "a",
    value: 1,
    fetchOnly: true,
  });
  assertEquals((await link.next("add")).params, { path: "b", value: 2 });
  assertEquals((await link.next("add")).params, { path: "c", value: 3 });
  await peer.close();
});

Deno.test("access and timeout of an element reach the daemon", async () => {
  const { peer, link } = await connected();
  const access = { callGroups: ["admin"] };
  begin(peer.add(new Method("m", () => 1, { access, timeout: 2.5 })));
  assertEquals((await link.next("add")).params, {
    path: "m",
    access,
    timeout: 2.5,
  });
  assertThrows(() => new Method("m", () => 1, { timeout: 0 }), RangeError);
  await peer.close();
});

Deno.test("a path that is taken is refused, also by the peer itself", async () => {
  const { peer, link } = await connected();
  const adding = peer.add(new State("a", 1));
  await assertRejects(() => peer.add(new State("a", 2)), Occupied);
  link.refuse(await link.next("add"), -32602, { pathAlreadyExists: "a" });
  const error = await assertRejects(() => adding, Occupied);
  assertEquals(error.path, "a");
  // It is free for the next attempt.
  const again = peer.add(new State("a", 3));
  link.answer(await link.next("add"), true);
  await again;
  await peer.close();
});

Deno.test("assigning and change() announce the value", async () => {
  const { peer, link } = await connected();
  const state = await added(peer, link, new State("a", 1));
  state.value = 2;
  assertEquals(await link.next(), {
    method: "change",
    params: { path: "a", value: 2 },
  });
  const changed = state.change(3);
  const change = await link.next("change");
  assertEquals(change.params, { path: "a", value: 3 });
  link.answer(change, true);
  await changed;
  assertEquals(state.value, 3);
  await peer.close();
});

Deno.test("a value that is no JSON is refused and changes nothing", async () => {
  const { peer, link } = await connected();
  const state = new State<unknown>("a", 1);
  const adding = peer.add(state);
  link.answer(await link.next("add"), true);
  await adding;
  assertThrows(() => state.value = undefined, TypeError);
  assertThrows(() => state.value = [NaN], TypeError);
  await assertRejects(() => state.change(() => {}), TypeError);
  await assertRejects(() => peer.set("b", undefined), TypeError);
  await assertRejects(() => peer.call("b", [[new Map()]]), TypeError);
  assertEquals(state.value, 1);
  assertEquals(link.sent.length, 1);
  await peer.close();
});

Deno.test("a state removed and added again announces once", async () => {
  const { peer, link } = await connected();
  const state = await added(peer, link, new State("a", 1));
  const removing = state.remove();
  assert(!state.added);
  state.value = 2;
  const remove = await link.next("remove");
  assertEquals(remove.params, { path: "a" });
  link.answer(remove, true);
  await removing;
  const adding = state.add();
  const add = await link.next("add");
  assertEquals(add.params?.value, 2);
  link.answer(add, true);
  await adding;
  assert(state.added);
  state.value = 3;
  await link.next("change");
  await turn();
  assertEquals(link.sent.length, 4);
  await peer.close();
});

Deno.test("an element belongs to one peer at a time", async () => {
  const one = await connected();
  const other = await connected();
  const state = await added(one.peer, one.link, new State("a", 1));
  await assertRejects(() => other.peer.add(state), JetError, "another peer");
  await assertRejects(() => new State("b", 1).add(), JetError, "no peer");
  await one.peer.close();
  await added(other.peer, other.link, state);
  await other.peer.close();
});

Deno.test("a set without opinion announces the value, and then answers", async () => {
  const { peer, link } = await connected();
  const state = await added(peer, link, new State("a", 1, { set() {} }));
  link.push({ id: "x", method: "a", params: { value: 5 } });
  assertEquals(link.sent.slice(1), [
    { method: "change", params: { path: "a", value: 5 } },
    { id: "x", result: true },
  ]);
  assertEquals(state.value, 5);
  await peer.close();
});

Deno.test("an adapted value is announced and given to who asks for it", async () => {
  const { peer, link } = await connected();
  const seen: unknown[] = [];
  await added(
    peer,
    link,
    new State<number>("a", 1, {
      set(value, context) {
        const { path, valueAsResult } = context;
        seen.push({ path, valueAsResult });
        return Promise.resolve({ value: Math.min(value, 100) });
      },
    }),
  );
  link.push({ id: 1, method: "a", params: { value: 500 } });
  await link.next("change");
  assertEquals(await link.next(), { id: 1, result: true });
  link.push({
    id: 2,
    method: "a",
    params: { value: 500, valueAsResult: true },
  });
  assertEquals((await link.next("change")).params?.value, 100);
  assertEquals(await link.next(), { id: 2, result: 100 });
  assertEquals(seen, [
    { path: "a", valueAsResult: false },
    { path: "a", valueAsResult: true },
  ]);
  await peer.close();
});

Deno.test("dontNotify announces nothing and keeps the value", async () => {
  const { peer, link } = await connected();
  const state = await added(
    peer,
    link,
    new State<number>("a", 1, { set: () => ({ dontNotify: true }) }),
  );
  link.push({ id: 2, method: "a", params: { value: 5, valueAsResult: true } });
  assertEquals(link.sent.slice(1), [{ id: 2, result: 1 }]);
  assertEquals(state.value, 1);
  await peer.close();
});

Deno.test("falsy values are set like all others", async () => {
  const { peer, link } = await connected();
  const state = new State<unknown>("a", 1, {
    set: (value) => value === 0 ? { value: null } : undefined,
  });
  const adding = peer.add(state);
  link.answer(await link.next("add"), true);
  await adding;
  for (const value of [null, false, "", 0]) {
    link.push({ id: 1, method: "a", params: { value, valueAsResult: true } });
  }
  const results = link.sent.filter((sent) => sent.id === 1 && !sent.method)
    .map((sent) => sent.result);
  assertEquals(results, [null, false, "", null]);
  await peer.close();
});

Deno.test("what a handler throws is the caller's error", async () => {
  const { peer, link } = await connected();
  const thrown: unknown[] = [
    new Error("no bad"),
    new InvalidArgument("too much"),
    { code: 17, message: "own", data: [1] },
    "a string",
    new NotFound("b"),
    new JetError("own", { code: 5 }),
  ];
  await added(
    peer,
    link,
    new Method("m", (args: number[]) => {
      throw thrown[args[0]];
    }),
  );
  thrown.forEach((_, at) => link.push({ id: at, method: "m", params: [at] }));
  const [internal, invalid, own, text, missing, coded] = link.sent.slice(1)
    .map((sent) => sent.error);
  assertEquals(internal, {
    code: -32603,
    message: "Internal error",
    data: { message: "no bad", stack: "Error: no bad" },
  });
  assertEquals(invalid?.code, -32602);
  assertEquals(invalid?.message, "Invalid params");
  assertInstanceOf(errorFromWire(invalid), InvalidArgument);
  assertEquals(errorFromWire(invalid).message, "too much");
  assertEquals(own, { code: 17, message: "own", data: [1] });
  assertEquals(text?.data, {
    message: "a string",
    stack: "no stack available",
  });
  assertEquals(missing, {
    code: -32602,
    message: "Invalid params",
    data: { pathNotExists: "b" },
  });
  assertEquals(coded, { code: 5, message: "own" });
  await peer.close();
});

Deno.test("a handler that fails late is answered, and no value announced", async () => {
  const { peer, link } = await connected();
  const state = await added(
    peer,
    link,
    new State<number>("a", 1, {
      set: () => Promise.reject(new InvalidArgument("late")),
    }),
  );
  link.push({ id: "x", method: "a", params: { value: 5 } });
  assertEquals((await link.next()).error?.code, -32602);
  assertEquals(state.value, 1);
  await peer.close();
});

Deno.test("methods give their results, {} for nothing", async () => {
  const { peer, link } = await connected();
  const results: unknown[] = [6, null, undefined, Promise.resolve(7), () => {}];
  await added(
    peer,
    link,
    new Method("m", (args: number[]) => results[args[0]]),
  );
  results.forEach((_, at) => link.push({ id: at, method: "m", params: [at] }));
  await turn();
  const answers = new Map(link.sent.slice(1).map((sent) => [sent.id, sent]));
  assertEquals(answers.get(0)?.result, 6);
  assertEquals(answers.get(1)?.result, null);
  assertEquals(answers.get(2)?.result, {});
  assertEquals(answers.get(3)?.result, 7);
  assertEquals(answers.get(4)?.error?.code, -32603);
  await peer.close();
});

Deno.test("a call without arguments comes as an empty array", async () => {
  const { peer, link } = await connected();
  const seen: unknown[] = [];
  const method = new Method("m", (args: number[]) => seen.push(args));
  await added(peer, link, method);
  link.push({ id: 1, method: "m" });
  link.push({ id: 2, method: "m", params: { x: 1 } });
  assertEquals(seen, [[], { x: 1 }]);
  await peer.close();
});

Deno.test("a request without id is carried out and not answered", async () => {
  const { peer, link } = await connected();
  const state = await added(peer, link, new State("a", 1, { set() {} }));
  link.push({ method: "a", params: { value: 5 } });
  link.push({ id: null, method: "a", params: { value: 6 } });
  link.push({ method: "unknown", params: { value: 6 } });
  await turn();
  assertEquals(link.sent.slice(1).map((sent) => sent.method), [
    "change",
    "change",
  ]);
  assertEquals(state.value, 6);
  await peer.close();
});

Deno.test("requests that make no sense are refused", async () => {
  const { peer, link } = await connected();
  await added(peer, link, new State("ro", 1));
  await added(peer, link, new State("a", 1, { set() {} }));
  link.push({ id: 1, method: "ro", params: { value: 5 } });
  link.push({ id: 2, method: "a", params: {} });
  link.push({ id: 3, method: "a" });
  link.push({ id: 4, method: "nothing", params: [] });
  const errors = link.sent.slice(2).map((sent) => errorFromWire(sent.error));
  assertInstanceOf(errors[0], FetchOnly);
  assertInstanceOf(errors[1], InvalidArgument);
  assertInstanceOf(errors[2], InvalidArgument);
  assertInstanceOf(errors[3], NotFound);
  await peer.close();
});

Deno.test("paths that are members of every object are ordinary", async () => {
  const { peer, link } = await connected();
  for (const path of ["__proto__", "toString", "constructor", ""]) {
    link.push({ id: path, method: path, params: { value: 5 } });
    assertInstanceOf(
      errorFromWire((await link.next()).error),
      NotFound,
    );
    const state = await added(peer, link, new State(path, 1, { set() {} }));
    link.push({ id: "x", method: path, params: { value: 5 } });
    assertEquals(state.value, 5);
    await link.next("change");
    await link.next();
  }
  await peer.close();
});

Deno.test("arrays of messages are taken like single ones, garbage is ignored", async () => {
  const { peer, link } = await connected();
  const state = await added(peer, link, new State("a", 1, { set() {} }));
  const request = peer.set("b", 1);
  const { id } = await link.next("set");
  link.onmessage("{");
  link.push(null, 1, "x", [null, [[]]], { id: "?", result: 1 }, { error: 5 });
  link.push([
    { id: "x", method: "a", params: { value: 5 } },
    { id, result: true },
  ]);
  await request;
  assertEquals(state.value, 5);
  await peer.close();
});

// Requests

Deno.test("set, call and get say what the protocol asks for", async () => {
  const { peer, link } = await connected();
  const set = peer.set<number>("a", 5, { timeout: 2, valueAsResult: true });
  const call = peer.call<number>("m", { x: 1 });
  const plain = peer.call("m");
  const get = peer.get<number>({ path: "a", value: { lessThan: 3 } });
  const [one, two, three, four] = link.sent;
  assertEquals(typeof one.id, "number");
  assertEquals(one.params, {
    path: "a",
    value: 5,
    timeout: 2,
    valueAsResult: true,
  });
  assertEquals(two.params, { path: "m", args: { x: 1 } });
  assertEquals(three.params, { path: "m", args: [] });
  assertEquals(four.params, {
    path: { equals: "a" },
    value: { lessThan: 3 },
  });
  link.answer(two, 7);
  link.answer(one, 6);
  link.answer(three, {});
  link.answer(four, [
    { path: "a", event: "add", value: 1, fetchOnly: true, index: 1 },
    { path: "m" },
    { value: 1 },
    null,
  ]);
  assertEquals(await set, { value: 6 });
  assertEquals(await call, 7);
  await plain;
  assertEquals(await get, [
    { path: "a", type: "state", value: 1, fetchOnly: true, index: 1 },
    { path: "m", type: "method" },
  ]);
  await peer.close();
});

Deno.test("get with a path gives the value of a state", async () => {
  const { peer, link } = await connected();
  const [value, method, none] = ["a", "m", "x"].map((path) => peer.get(path));
  const [first, ...others] = link.sent;
  assertEquals(first.params, { path: { equals: "a" } });
  link.answer(first, [{ path: "a", value: 7 }]);
  link.answer(others[0], [{ path: "m" }]);
  link.answer(others[1], []);
  assertEquals(await value, 7);
  await assertRejects(() => method, InvalidArgument, "is not a state");
  await assertRejects(() => none, NotFound);
  await peer.close();
});

Deno.test("errors of the daemon are typed", async () => {
  const { peer, link } = await connected();
  const request = peer.set("nope", 1);
  link.refuse(await link.next("set"), -32602, { pathNotExists: "nope" });
  const error = await assertRejects(() => request, NotFound);
  assertEquals(error.path, "nope");
  await peer.close();
});

Deno.test("a daemon that is silent does not hold a request for ever", async () => {
  const { peer } = await connected({ timeout: 0.001 });
  await assertRejects(() => peer.call("m"), PeerTimeout);
  await assertRejects(() => peer.set("a", 1, { timeout: 0 }), RangeError);
  await peer.close();
});

Deno.test("an aborted request rejects with the reason, its answer is dropped", async () => {
  const { peer, link } = await connected();
  const stop = new AbortController();
  const request = peer.set("a", 1, { signal: stop.signal });
  const set = await link.next("set");
  const reason = new Error("enough");
  stop.abort(reason);
  assertStrictEquals(await request.catch((error: unknown) => error), reason);
  link.answer(set, true);
  const late = peer.set("a", 1, { signal: stop.signal });
  assertStrictEquals(await late.catch((error: unknown) => error), reason);
  await turn();
  assertEquals(link.sent.length, 1);
  await peer.close();
});

Deno.test("requests made before the first connection wait for it", async () => {
  const daemon = new ScriptedDaemon();
  const peer = new Peer(daemon.connector);
  const stop = new AbortController();
  const given = peer.set("never", 1, { signal: stop.signal });
  stop.abort();
  await assertRejects(() => given);
  const request = peer.call("m", [1]);
  const adding = peer.add(new State("a", 1));
  const link = await daemon.link();
  link.answer(await link.next("add"), true);
  link.answer(await link.next("call"), 5);
  await adding;
  assertEquals(await request, 5);
  await peer.close();
});

Deno.test("closing fails what waits, and everything afterwards", async () => {
  const { peer, link } = await connected();
  const request = peer.call("m");
  const adding = peer.add(new State("a", 1));
  const fetcher = peer.fetch();
  const closed = event(peer, "close");
  await peer.close();
  await closed;
  assert(link.closed);
  await assertRejects(() => request, ConnectionClosed);
  await assertRejects(() => adding, ConnectionClosed);
  await assertRejects(() => fetcher.ready, ConnectionClosed);
  await assertRejects(() => peer.get(), ConnectionClosed);
  await assertRejects(() => peer.add(new State("b", 1)), ConnectionClosed);
  await assertRejects(() => peer.fetch().ready, ConnectionClosed);
  await peer.close();
});

// Fetching

Deno.test("a fetch tells what matches and what happens to it", async () => {
  const { peer, link } = await connected();
  const seen: Change<number>[] = [];
  const fetcher = peer.fetch<number>(
    { path: { startsWith: "a" } },
    (change) => seen.push(change),
  );
  const fetch = await link.next("fetch");
  assertEquals(fetch.params?.path, { startsWith: "a" });
  // Before the answer, as cjet has it.
  link.notify(fetch, { path: "a", event: "add", value: 1, fetchOnly: true });
  link.answer(fetch, true);
  link.notify(fetch, { path: "am", event: "add" });
  await fetcher.ready;
  link.notify(fetch, { path: "a", event: "change", value: 2 });
  assertEquals(fetcher.entries, [
    { path: "a", type: "state", value: 2, fetchOnly: true },
    { path: "am", type: "method" },
  ]);
  link.notify(fetch, { path: "a", event: "remove", value: 2 });
  link.notify(fetch, { path: "zz", event: "remove" });
  link.notify(fetch, { path: 5, event: "add" });
  link.notify(fetch, { path: "a", event: "boom" });
  assertEquals(seen, [
    { event: "add", type: "state", path: "a", value: 1, fetchOnly: true },
    { event: "add", type: "method", path: "am" },
    { event: "change", type: "state", path: "a", value: 2, fetchOnly: true },
    { event: "remove", type: "state", path: "a", value: 2, fetchOnly: true },
  ]);
  await peer.close();
});

Deno.test("refused rules reject ready and the iterator", async () => {
  const { peer, link } = await connected();
  const fetcher = peer.fetch({ path: { contains: "" } });
  const loop = fetcher[Symbol.asyncIterator]().next();
  link.refuse(await link.next("fetch"), -32602, { reason: "nonsense" });
  await assertRejects(() => fetcher.ready, InvalidArgument, "nonsense");
  await assertRejects(() => loop, InvalidArgument, "nonsense");
  assert(fetcher.closed);
  // Without an unhandled rejection.
  peer.fetch();
  link.refuse(await link.next("fetch"), -32602, { reason: "nonsense" });
  await turn();
  await peer.close();
});

Deno.test("leaving the loop ends the fetch at the daemon", async () => {
  const { peer, link } = await connected();
  const serve = (async () => {
    const fetch = await link.next("fetch");
    link.answer(fetch, true);
    link.notify(fetch, { path: "a", event: "add", value: 1 });
    link.notify(fetch, { path: "b", event: "add", value: 2 });
    const unfetch = await link.next("unfetch");
    assertEquals(unfetch.params, { id: fetch.params?.id });
    link.answer(unfetch, true);
    // What was under way is dropped.
    link.notify(fetch, { path: "c", event: "add", value: 3 });
  })();
  const seen: unknown[] = [];
  for await (const { path, value } of peer.fetch<number>()) {
    seen.push([path, value]);
    if (path === "b") break;
  }
  await serve;
  assertEquals(seen, [["a", 1], ["b", 2]]);
  await peer.close();
});

Deno.test("closing the fetcher ends loop and stream", async () => {
  const { peer, link } = await connected();
  const fetcher = peer.fetch();
  const reader = fetcher.readable.getReader();
  const loop = fetcher[Symbol.asyncIterator]();
  const fetch = await link.next("fetch");
  link.answer(fetch, true);
  link.notify(fetch, { path: "a", event: "add", value: 1 });
  assertEquals((await loop.next()).value?.path, "a");
  const more = loop.next();
  const closing = fetcher.close();
  link.answer(await link.next("unfetch"), true);
  await closing;
  assertEquals((await more).done, true);
  assertEquals((await reader.read()).value?.path, "a");
  assertEquals((await reader.read()).done, true);
  await fetcher.close();
  await peer.close();
});

Deno.test("cancelling the stream ends the fetch", async () => {
  const { peer, link } = await connected();
  const fetcher = peer.fetch();
  const cancelled = fetcher.readable.cancel();
  link.answer(await link.next("fetch"), true);
  link.answer(await link.next("unfetch"), true);
  await cancelled;
  assert(fetcher.closed);
  await peer.close();
});

Deno.test("a signal ends the fetch", async () => {
  const { peer, link } = await connected();
  const stop = new AbortController();
  const fetcher = peer.fetch({}, { signal: stop.signal });
  const loop = fetcher[Symbol.asyncIterator]().next();
  await link.next("fetch");
  const reason = new Error("enough");
  stop.abort(reason);
  await link.next("unfetch");
  assertEquals((await loop).done, true);
  const ready = await fetcher.ready.catch((error: unknown) => error);
  assertStrictEquals(ready, reason);
  const late = peer.fetch({}, { signal: stop.signal });
  assert(late.closed);
  await turn();
  assertEquals(link.sent.length, 2);
  await peer.close();
});

Deno.test("a later listener gets what is known already", async () => {
  const { peer, link } = await connected();
  const fetcher = peer.fetch<number>();
  const fetch = await link.next("fetch");
  link.answer(fetch, true);
  link.notify(fetch, { path: "a", event: "add", value: 1 });
  link.notify(fetch, { path: "a", event: "change", value: 2 });
  const seen: Change<number>[] = [];
  const off = fetcher.on((change) => seen.push(change));
  const loop = fetcher[Symbol.asyncIterator]();
  link.notify(fetch, { path: "a", event: "change", value: 3 });
  off();
  link.notify(fetch, { path: "a", event: "change", value: 4 });
  assertEquals(seen.map(({ event, value }) => [event, value]), [
    ["add", 2],
    ["change", 3],
  ]);
  assertEquals((await loop.next()).value, {
    event: "add",
    path: "a",
    type: "state",
    value: 2,
  });
  await peer.close();
});

Deno.test("a reader that is away gets the newest of each path", async () => {
  const { peer, link } = await connected();
  const fetcher = peer.fetch<number>({}, { backlog: 4 });
  const loop = fetcher[Symbol.asyncIterator]();
  const fetch = await link.next("fetch");
  link.answer(fetch, true);
  for (let value = 1; value <= 100; value++) {
    link.notify(fetch, {
      path: "a",
      event: value === 1 ? "add" : "change",
      value,
    });
  }
  const seen: Change<number>[] = [];
  for (let at = 0; at < 100 && seen.at(-1)?.value !== 100; at++) {
    const { value } = await loop.next();
    if (value !== undefined) seen.push(value);
  }
  assertEquals(seen[0].event, "add");
  assertEquals(seen.at(-1)?.value, 100);
  assert(seen.length <= 4);
  await peer.close();
});

Deno.test("conflated changes say the same as all of them", () => {
  const backlog = new ChangeBacklog<number>(0, conflate);
  const take = () => {
    const taken: string[] = [];
    for (let one = backlog.take(); one; one = backlog.take()) {
      taken.push(`${one.event} ${one.path} ${one.value}`);
    }
    return taken;
  };
  const push = (
    event: Exclude<Change["event"], "signal">,
    path: string,
    value: number,
  ) => backlog.push({ event, path, type: "state", value });
  push("add", "kept", 1);
  push("add", "gone", 1);
  push("change", "known", 1);
  push("remove", "back", 1);
  push("change", "kept", 2);
  push("remove", "gone", 1);
  push("remove", "known", 1);
  push("add", "back", 2);
  // Room for twice the paths is left; what is pushed then waits as it came.
  for (let value = 3; value < 10; value++) push("change", "kept", value);
  assertEquals(take().sort(), [
    "add kept 9",
    "change back 2",
    "remove known 1",
  ]);
  push("change", "kept", 12);
  assertEquals(take(), ["change kept 12"]);
});

Deno.test("a sorted fetch gives the current rows", async () => {
  const { peer, link } = await connected();
  const seen: Row<number>[][] = [];
  const fetcher = peer.fetch<number>(
    { sort: { byPath: true, from: 2, to: 4 } },
    (rows) => seen.push(rows),
  );
  const fetch = await link.next("fetch");
  assertEquals(fetch.params?.sort, { byPath: true, from: 2, to: 4 });
  link.answer(fetch, true);
  link.notify(fetch, { changes: [], n: 0 });
  link.notify(fetch, {
    changes: [
      { path: "c", value: 3, index: 3 },
      { path: "b", value: 2, index: 2, fetchOnly: true },
      { path: "x", index: "2" },
      { index: 4 },
    ],
    n: 2,
  });
  link.notify(fetch, { n: 1, changes: [{ path: "c", value: 3, index: 2 }] });
  link.notify(fetch, { changes: "?", n: 1 });
  await fetcher.ready;
  assertEquals(seen, [
    [],
    [
      { path: "b", type: "state", value: 2, index: 2, fetchOnly: true },
      { path: "c", type: "state", value: 3, index: 3 },
    ],
    [{ path: "c", type: "state", value: 3, index: 2 }],
  ]);
  assertEquals(fetcher.entries, seen[2]);
  // A reader that comes late only needs the newest.
  const loop = fetcher[Symbol.asyncIterator]();
  link.notify(fetch, { n: 0, changes: [] });
  assertEquals((await loop.next()).value, []);
  await peer.close();
});

Deno.test("an element with a path like a fetch id gets its requests", async () => {
  const { peer, link } = await connected();
  peer.fetch();
  const fetch = await link.next("fetch");
  const path = String(fetch.params?.id);
  const state = await added(peer, link, new State(path, 1, { set() {} }));
  link.push({ id: "x", method: path, params: { value: 5 } });
  assertEquals(state.value, 5);
  link.push({ method: path, params: { value: 6 } });
  assertEquals(state.value, 6);
  await peer.close();
});

// Coming back

Deno.test("a lost connection fails what waits and is reported with its reason", async () => {
  const { peer, link, daemon } = await connected();
  const request = peer.call("m");
  const lost = event(peer, "disconnect");
  const back = event(peer, "reconnect");
  link.drop(new Error("pulled"));
  await assertRejects(() => request, ConnectionClosed, "pulled");
  await assertRejects(() => peer.call("m"), ConnectionClosed, "now");
  await lost;
  await daemon.link();
  await back;
  await peer.close();
});

Deno.test("the peer tries again until the daemon is back", async () => {
  const { peer, link, daemon } = await connected();
  daemon.refuses = 3;
  const back = event(peer, "reconnect");
  link.drop();
  await daemon.link();
  await back;
  assertEquals(daemon.dials, 5);
  await peer.close();
});

Deno.test("closing ends the attempts to come back", async () => {
  const { peer, link, daemon } = await connected({
    reconnect: { min: 60, max: 60 },
  });
  link.drop();
  await peer.close();
  assertEquals(daemon.dials, 1);
});

Deno.test("without reconnect a lost connection closes the peer", async () => {
  const { peer, link } = await connected({ reconnect: false });
  const loop = peer.fetch()[Symbol.asyncIterator]().next();
  const closed = event(peer, "close");
  link.drop(new Error("pulled"));
  await closed;
  assert(peer.closed);
  await assertRejects(() => loop, ConnectionClosed, "pulled");
});

Deno.test("a connector that says closed ends the attempts to come back", async () => {
  const { peer, link, daemon } = await connected();
  daemon.failure = new ConnectionClosed("the daemon is closed");
  daemon.refuses = 9;
  const closed = event(peer, "close");
  link.drop();
  await closed;
  assertEquals(daemon.dials, 2);
  await assertRejects(() => peer.call("m"), ConnectionClosed);
});

Deno.test("elements are added again with their values of then", async () => {
  const { peer, link, daemon } = await connected();
  const state = await added(peer, link, new State("a", 1));
  await added(peer, link, new Method("m", () => 1));
  const early = peer.add(new State("unanswered", 1));
  link.drop();
  assert(!state.added);
  state.value = 2;
  const changed = state.change(3);
  const late = peer.add(new State("late", 1));
  const next = await daemon.link();
  const paths: unknown[] = [];
  for (let at = 0; at < 4; at++) {
    const add = await next.next("add");
    paths.push([add.params?.path, add.params?.value]);
    next.answer(add, true);
  }
  assertEquals(paths, [
    ["a", 3],
    ["m", undefined],
    ["unanswered", 1],
    ["late", 1],
  ]);
  await Promise.all([early, late, changed]);
  assert(state.added);
  await peer.close();
});

Deno.test("an element removed while the connection is lost stays removed", async () => {
  const { peer, link, daemon } = await connected();
  const state = await added(peer, link, new State("a", 1));
  const removing = state.remove();
  link.drop();
  await removing;
  const next = await daemon.link();
  await event(peer, "reconnect");
  assertEquals(next.sent, []);
  await peer.close();
});

Deno.test("a path still taken by the lost connection is asked for again", async () => {
  const { peer, link, daemon } = await connected();
  const state = await added(peer, link, new State("a", 1));
  link.drop();
  const next = await daemon.link();
  next.refuse(await next.next("add"), -32602, { pathAlreadyExists: "a" });
  next.answer(await next.next("add"), true);
  await turn();
  assert(state.added);
  await peer.close();
});

Deno.test("an answer for a lost connection is not sent over the next one", async () => {
  const { peer, link, daemon } = await connected();
  const result = Promise.withResolvers<void>();
  const state = await added(
    peer,
    link,
    new State<number>("a", 1, { set: () => result.promise }),
  );
  link.push({ id: "x", method: "a", params: { value: 5 } });
  link.drop();
  const next = await daemon.link();
  next.answer(await next.next("add"), true);
  result.resolve();
  assertEquals((await next.next("change")).params?.value, 5);
  await turn();
  assertEquals(next.sent.length, 2);
  assertEquals(state.value, 5);
  await peer.close();
});

Deno.test("after a reconnect a fetch tells the differences only", async () => {
  const { peer, link, daemon } = await connected({ grace: 0 });
  const seen: Change<number>[] = [];
  const fetcher = peer.fetch<number>({}, (change) => seen.push(change));
  const fetch = await link.next("fetch");
  link.answer(fetch, true);
  for (const path of ["same", "other", "gone"]) {
    link.notify(fetch, { path, event: "add", value: 1 });
  }
  await fetcher.ready;
  seen.length = 0;
  link.drop();
  const next = await daemon.link();
  const again = await next.next("fetch");
  assertEquals(again.params, fetch.params);
  next.notify(again, { path: "same", event: "add", value: 1 });
  next.notify(again, { path: "other", event: "add", value: 2 });
  next.notify(again, { path: "new", event: "add", value: 3 });
  next.answer(again, true);
  await turn();
  assertEquals(seen, [
    { event: "change", type: "state", path: "other", value: 2 },
    { event: "add", type: "state", path: "new", value: 3 },
    { event: "remove", type: "state", path: "gone", value: 1 },
  ]);
  await peer.close();
});

Deno.test("a sorted fetch tells its rows again only if they differ", async () => {
  const { peer, link, daemon } = await connected({ grace: 0 });
  const seen: Row<number>[][] = [];
  const fetcher = peer.fetch<number>({ sort: {} }, (rows) => seen.push(rows));
  const rows = (...paths: string[]) => ({
    changes: paths.map((path, at) => ({ path, value: 1, index: at + 1 })),
    n: paths.length,
  });
  const fetch = await link.next("fetch");
  link.answer(fetch, true);
  link.notify(fetch, rows("a", "b"));
  await fetcher.ready;
  link.drop();
  let next = await daemon.link();
  let again = await next.next("fetch");
  next.answer(again, true);
  next.notify(again, rows("a", "b"));
  await turn();
  assertEquals(seen.length, 1);
  next.drop();
  next = await daemon.link();
  again = await next.next("fetch");
  next.answer(again, true);
  next.notify(again, rows("a"));
  await turn();
  assertEquals(seen.length, 2);
  assertEquals(seen[1].map((row) => row.path), ["a"]);
  await peer.close();
});

Deno.test("a fetch begun without a connection is made with the next one", async () => {
  const { peer, link, daemon } = await connected();
  link.drop();
  const fetcher = peer.fetch();
  const closed = peer.fetch();
  await closed.close();
  const next = await daemon.link();
  const fetch = await next.next("fetch");
  assertEquals(fetch.params?.id, "__f__1");
  next.answer(fetch, true);
  await fetcher.ready;
  assertEquals(next.sent.length, 1);
  await peer.close();
});

// Links

Deno.test("what is sent in one turn leaves in one write", async () => {
  const stream = new FakeStream();
  stream.takesAtOnce = false;
  const link = new FramedLink(stream, 100);
  stream.handler = link;
  const writes = () =>
    stream.writes.map((bytes) => {
      const messages: string[] = [];
      new FrameReader().push(bytes, bytes.length, (all, start, end) => {
        messages.push(new TextDecoder().decode(all.subarray(start, end)));
      });
      return messages;
    });
  link.send("1");
  link.send('"ü"');
  await turn();
  // The socket is busy: this has to wait.
  link.send("3");
  await turn();
  link.send("4");
  link.close();
  link.send("too late");
  await turn();
  assertEquals(writes(), [["1", '"ü"']]);
  stream.take();
  assertEquals(writes(), [["1", '"ü"'], ["3", "4"]]);
  assertEquals(stream.calls, []);
  stream.take();
  assertEquals(stream.calls, ["endWriting"]);
  link.ended();
});

Deno.test("a frame that is too large ends the link with a reason", () => {
  const stream = new FakeStream();
  let reason: Error | undefined;
  const link = new FramedLink(stream, 10);
  link.onclose = (error) => reason = error;
  const frame = encodeFrame('"longer than ten bytes"');
  link.received(frame, frame.length);
  assertEquals(stream.calls, ["destroy"]);
  assert(reason?.message.includes("at most 10"));
});

Deno.test("a peer talks over TCP in frames cut anywhere", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    const connection = await listener.accept();
    const reader = new FrameReader();
    const chunk = new Uint8Array(1000);
    for (;;) {
      const length = await connection.read(chunk);
      if (length === null) break;
      const requests: Message[] = [];
      reader.push(chunk, length, (bytes, start, end) => {
        const text = new TextDecoder().decode(bytes.subarray(start, end));
        requests.push(JSON.parse(text));
      });
      for (const { id } of requests) {
        const frame = encodeFrame(
          JSON.stringify({ id, result: { name: "ü" } }),
        );
        for (const byte of frame) await connection.write(Uint8Array.of(byte));
      }
    }
    connection.close();
  })();
  const peer = await Peer.connect(`tcp://127.0.0.1:${listener.addr.port}`);
  assertEquals(peer.daemon?.name, "ü");
  assertEquals(await peer.call("m"), { name: "ü" });
  await peer.close();
  await serving;
  listener.close();
  await assertRejects(
    () => Peer.connect(`tcp://127.0.0.1:${listener.addr.port}`),
    ConnectionClosed,
    "no connection to tcp://127.0.0.1",
  );
});

// Errors

Deno.test("errors of the wire become the classes they mean", () => {
  const cases: [unknown, abstract new (...args: never[]) => JetError][] = [
    [{ code: -32602, data: { pathNotExists: "a" } }, NotFound],
    [{ code: -32602, data: { "not exists": "a" } }, NotFound],
    [{ code: -32602, data: { name: "jet.NotFound", details: "a" } }, NotFound],
    [{ code: -32602, name: "jet.NotFound" }, NotFound],
    [{ code: -32602, data: { pathAlreadyExists: "" } }, Occupied],
    [{ code: -32602, data: { exists: "a" } }, Occupied],
    [{ code: -32602, data: { pathIsNode: "a" } }, Occupied],
    [{ code: -32602, data: { parentIsLeaf: "a" } }, Occupied],
    [{ code: -32602, data: { emptySegment: "a//b" } }, InvalidArgument],
    [{ code: -32602, data: { fetchOnly: "a" } }, FetchOnly],
    [{ code: -32602, data: { noAccess: "a" } }, Unauthorized],
    [{ code: -32602, data: { "request not authorized": "a" } }, Unauthorized],
    [{ code: -32602, data: { invalidUser: true } }, Unauthorized],
    [{ code: -32602, data: { invalidPassword: true } }, Unauthorized],
    [{ code: -32602, data: { invalidArgument: {} } }, InvalidArgument],
    [{ code: -32602, data: { name: "jet.InvalidParam" } }, InvalidArgument],
    [{ code: -32602, data: null }, InvalidArgument],
    [{ code: -32602 }, InvalidArgument],
    [{ code: -32602, data: { fetchOnly: 5 } }, InvalidArgument],
    [{ code: -32001, data: 5 }, PeerTimeout],
    [
      { code: -32603, data: { reason: "timeout for routed request" } },
      PeerTimeout,
    ],
    [{ code: -32603, data: { reason: "peer shuts down" } }, PeerError],
    [{ code: -32603, data: "text" }, PeerError],
    [{ code: -32603 }, PeerError],
    [{ code: "x", message: 5 }, JetError],
    [{ code: 17, message: "own" }, JetError],
    ["text", JetError],
    [null, JetError],
    [[], JetError],
  ];
  for (const [error, type] of cases) {
    assertInstanceOf(errorFromWire(error), type, JSON.stringify(error));
  }
  const own = errorFromWire({ code: 17, message: "own", data: [1] });
  assertEquals([own.code, own.message, own.data], [17, "own", [1]]);
  const owner = errorFromWire({
    code: -32603,
    message: "Internal error",
    data: { message: "no bad", stack: "Error: no bad\n at x" },
  });
  if (!(owner instanceof PeerError)) throw owner;
  assertEquals(owner.message, "no bad");
  assertEquals(owner.remoteStack, "Error: no bad\n at x");
});

Deno.test("errors survive the way over the wire and back", () => {
  for (
    const error of [
      new NotFound("a"),
      new Occupied("a"),
      new FetchOnly("a"),
      new InvalidArgument("why"),
      new PeerTimeout(),
    ]
  ) {
    const back = errorFromWire(JSON.parse(JSON.stringify(errorToWire(error))));
    assertStrictEquals(back.constructor, error.constructor);
    assertStrictEquals(back.code, error.code);
  }
});

Deno.test("a refusal keeps its message beside data of its owner's own", () => {
  const thrown = new InvalidArgument("60 W at most", { most: 60 });
  const back = errorFromWire(errorToWire(thrown));
  assertEquals(back.message, "60 W at most");
  assert(isRecord(back.data));
  assertEquals(back.data.most, 60);
  // What was read from the wire is handed on as it came.
  for (const data of [{ most: 60 }, { pathNotExists: "a" }, { reason: "no" }]) {
    const read = errorFromWire({
      code: -32602,
      message: "Invalid params",
      data,
    });
    assertEquals(errorToWire(read).data, data);
  }
});

Deno.test("errors of the codes that node-jet 2.x reads always have an object as data", () => {
  const circular: unknown[] = [];
  circular.push(circular);
  for (
    const thrown of [
      new Error("x"),
      new JetError("x"),
      new JetError("x", { data: "text" }),
      new JetError("x", { code: -32602, data: null }),
      new ConnectionClosed("gone"),
      { code: -32603, message: "x" },
      { code: -32602, message: "x", data: [1] },
      { code: 1.5, message: "x" },
      null,
      undefined,
      circular,
    ]
  ) {
    const { code, data } = errorToWire(thrown);
    assert(code === -32602 || code === -32603);
    assert(typeof data === "object" && data !== null && !Array.isArray(data));
  }
});
