/**
 * The graph's own client against a relay that says what each test tells it to,
 * and against one that does what relays do.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  Graph,
  type GraphChange,
  GraphClosed,
  type GraphNode,
  GraphRefused,
  GraphTimeout,
  QueueFull,
} from "../../gun.ts";
import { StateClock } from "../../gun/graph/state_clock.ts";
import { relayUrl } from "../../gun/client/socket.ts";
import { within } from "../support/within.ts";
import {
  AT_ONCE,
  connected,
  held,
  type Message,
  put,
  type RelayLink,
  ScriptedRelay,
  TinyRelay,
} from "./client_relay.ts";
import vectors from "./sea_vectors.json" with { type: "json" };

/** Collects changes, and waits for them. */
class Heard {
  readonly changes: GraphChange[] = [];
  #wake = Promise.withResolvers<void>();

  readonly hear = (change: GraphChange): void => {
    this.changes.push(change);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  };

  get values(): unknown[] {
    return this.changes.map(({ value }) => value);
  }

  async until(count: number): Promise<unknown[]> {
    while (this.changes.length < count) {
      await within(this.#wake.promise, `${count} changes`);
    }
    return this.values;
  }
}

/** Answers a get. */
function answer(link: RelayLink, get: Message, found?: Message): void {
  link.send({ "#": crypto.randomUUID(), "@": get["#"], put: found });
}

/** Waits until the graph has taken everything that was sent to it. */
async function settled(graph: Graph, link: RelayLink): Promise<void> {
  const read = graph.get("fence").get("fence").once();
  let get = await link.next("the fence");
  while (JSON.stringify(get.get) !== '{"#":"fence",".":"fence"}') {
    get = await link.next("the fence");
  }
  answer(link, get, put("fence", { fence: 1 }));
  await read;
}

// Connecting

Deno.test("graph: addresses of relays", () => {
  assertEquals(relayUrl("ws://localhost:1/gun"), "ws://localhost:1/gun");
  assertEquals(relayUrl("http://localhost:1/gun"), "ws://localhost:1/gun");
  assertEquals(relayUrl("https://host"), "wss://host/gun");
  assertEquals(relayUrl("wss://host/a?b#c"), "wss://host/a?b");
  for (const bad of ["", "localhost", "tcp://localhost:1", "gun"]) {
    assertThrows(() => relayUrl(bad), TypeError, "no address of a relay");
  }
});

Deno.test("graph: answers the relay's question who it is", async () => {
  await using all = await connected();
  await settled(all.graph, all.link);
  await settled(all.graph, all.link);
  const hello = all.link.all.find(({ dam }) => dam === "?") ?? {};
  assertEquals(hello["@"], "hello");
  assertEquals(typeof hello.pid, "string");
});

Deno.test("graph: no relay is an error, and is not tried again", async () => {
  await using relay = new ScriptedRelay();
  relay.down = true;
  await assertRejects(() => Graph.connect(relay.url), GraphClosed, "no relay");
});

Deno.test("graph: options out of range are refused", async () => {
  const url = "ws://127.0.0.1:1/gun";
  await assertRejects(() => Graph.connect("x"), TypeError);
  await assertRejects(() => Graph.connect(url, { timeout: 0 }), RangeError);
  await assertRejects(
    () => Graph.connect(url, { reconnect: { min: -1 } }),
    RangeError,
  );
  const signal = AbortSignal.abort(new Error("no more"));
  await assertRejects(() => Graph.connect(url, { signal }), Error, "no more");
});

Deno.test("graph: a signal closes it", async () => {
  const end = new AbortController();
  await using all = await connected({ signal: end.signal });
  const waiting = all.graph.get("a").once();
  end.abort();
  await assertRejects(() => waiting, GraphClosed, "closed");
  assert(all.graph.closed);
  await all.link.closed;
  await assertRejects(() => all.graph.get("a").put({ b: 1 }), GraphClosed);
  await assertRejects(() => all.graph.get("a").once(), GraphClosed);
  assertThrows(() => all.graph.get("a").on(() => {}), GraphClosed);
});

// Putting

Deno.test("graph: put is one message, and done when it is acknowledged", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const before = Date.now();
  let done = false;
  const putting = graph.get("mark").put({ name: "Mark", age: 23, x: null })
    .then(() => done = true);
  const message = await link.next();
  const name = held(message, "mark", "name");
  assertEquals(name.value, "Mark");
  assert(name.state >= before && name.state < Date.now() + 1);
  assertEquals(held(message, "mark", "age"), { value: 23, state: name.state });
  assertEquals(held(message, "mark", "x").value, null);
  await settled(graph, link);
  assert(!done);
  link.send({ "#": "ack", "@": message["#"], ok: 1 });
  await putting;
});

Deno.test("graph: err rejects, and undoes what was seen already", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const heard = new Heard();
  const name = graph.get("mark").get("name");
  name.on(heard.hear);
  answer(
    link,
    await link.get({ "#": "mark", ".": "name" }),
    put("mark", { name: "Mark" }),
  );
  await heard.until(1);
  const putting = name.put("Mallory");
  assertEquals(heard.values, ["Mark", "Mallory"], "seen at once");
  const message = await link.next();
  link.send({ "@": message["#"], "#": "no", err: "Unverified data." });
  await assertRejects(() => putting, GraphRefused, "Unverified data.");
  assertEquals(heard.values, ["Mark", "Mallory", "Mark"]);
  // What was outdated by it may be true, so it is asked for.
  const again = await link.get({ "#": "mark", ".": "name" });
  answer(link, again, put("mark", { name: "Marc" }, 2));
  assertEquals(await heard.until(4), ["Mark", "Mallory", "Mark", "Marc"]);
});

Deno.test("graph: puts that are not answered time out", async () => {
  await using all = await connected();
  const node = all.graph.get("mark");
  await assertRejects(
    () => node.put({ name: "Mark" }, { timeout: 0.01 }),
    GraphTimeout,
    "no answer to a put within 0.01 s",
  );
  await assertRejects(
    () => node.get("name").once({ timeout: 0.01 }),
    GraphTimeout,
    "a get",
  );
});

Deno.test("graph: a signal ends the waiting for an answer", async () => {
  await using all = await connected();
  const end = new AbortController();
  const { signal } = end;
  const putting = all.graph.get("a").put({ b: 1 }, { signal });
  const reading = all.graph.get("a").once({ signal });
  end.abort(new Error("enough"));
  await assertRejects(() => putting, Error, "enough");
  await assertRejects(() => reading, Error, "enough");
});

Deno.test("graph: states are unique and increase", async () => {
  let now = 1795198251082;
  const clock = new StateClock(() => now);
  const states = Array.from({ length: 3000 }, () => clock.next());
  now = 1795198251081;
  states.push(clock.next());
  now = 1795198251083;
  states.push(clock.next());
  assertEquals(states.slice(0, 3), [
    1795198251082,
    1795198251082.001,
    1795198251082.002,
  ]);
  for (const [index, state] of states.entries()) {
    assert(index === 0 || state > states[index - 1], `${index}: ${state}`);
  }
  await using all = await connected();
  const node = all.graph.get("a");
  for (let i = 0; i < 3; i++) node.put({ b: i }).catch(() => {});
  const sent: number[] = [];
  for (let i = 0; i < 3; i++) {
    sent.push(held(await all.link.next(), "a", "b").state);
  }
  assert(sent[0] < sent[1] && sent[1] < sent[2]);
  // What one turn puts leaves in one frame.
  const frames = all.link.frames.filter((frame) => frame.includes("put"));
  assertEquals(frames.length, 1);
});

Deno.test("graph: what the graph can't hold is refused before it is sent", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const node = graph.get("a");
  class Own {
    a = 1;
  }
  const bad: unknown[] = [
    { a: Number.NaN },
    { a: Infinity },
    { a: [] },
    { a: undefined },
    { a: new Date() },
    { a: () => {} },
    { a: 1n },
    { "": 1 },
    { _: 1 },
    { a: { _: 1 } },
    { a: { "#": "" } },
    [],
    new Own(),
  ];
  for (const input of bad) {
    // Programs without types do such things.
    const done: unknown = Reflect.apply(node.put, node, [input]);
    assertInstanceOf(done, Promise);
    if (Deno.inspect(input) === "{ a: { _: 1 } }") {
      // It is found out only after the relay was asked where `a` leads.
      link.next().then((get) =>
        answer(link, get, put("a", { a: { "#": "b" } }))
      );
    }
    await assertRejects(() => done, TypeError, undefined, Deno.inspect(input));
  }
  assertThrows(() => graph.get(""), TypeError);
  await settled(graph, link);
  link.nothing();
});

Deno.test("graph: names of prototypes are names like others", async () => {
  await using relay = new TinyRelay();
  await using graph = await Graph.connect(relay.url);
  await using other = await Graph.connect(relay.url);
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  for (const soul of names) {
    const node = graph.get(soul);
    await node.put(new Map(names.map((name) => [name, name])));
    assertEquals([...await other.get(soul).once()], names.map((n) => [n, n]));
    assertEquals(await other.get(soul).get("__proto__").once(), "__proto__");
    assertEquals(await other.get(soul).get("valueOf").once(), undefined);
    assertEquals(await other.get("valueOf").get(soul).once(), undefined);
  }
  assert(!("name" in {}));
});

// Reading

Deno.test("graph: once asks, and gives what is there", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const node = graph.get("mark").once();
  answer(
    link,
    await link.get({ "#": "mark" }),
    put("mark", { name: "Mark", gone: null, boss: { "#": "fluffy" } }),
  );
  assertEquals([...await node], [["name", "Mark"], ["boss", {
    "#": "fluffy",
  }]]);

  const name = graph.get("mark").get("name").once();
  const get = await link.get({ "#": "mark", ".": "name" });
  answer(link, get, put("mark", { name: "Mark" }));
  assertEquals(await name, "Mark");

  const gone = graph.get("mark").get("gone").once();
  answer(link, await link.next(), put("mark", { gone: null }));
  assertEquals(await gone, null);

  const nothing = graph.get("mark").get("none").once();
  answer(link, await link.next());
  assertEquals(await nothing, undefined);
  assertEquals(graph.copies, 0, "what is not watched is not kept");
});

Deno.test("graph: once waits for what another peer has, and for pieces", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const late = graph.get("a").get("b").once();
  const get = await link.next();
  answer(link, get);
  answer(link, get, put("a", { b: 1 }));
  assertEquals(await late, 1);

  const large = graph.get("a").once();
  const { "#": id } = await link.next();
  link.send({ "#": "p", "%": "q", "@": id, put: put("a", { b: 1 }) });
  link.send({ "#": "q", "@": id, put: put("a", { c: 2 }) });
  link.send({ "#": "r", "%": 1, "@": id, put: put("a", { b: 3 }, 2) });
  assertEquals(Object.fromEntries(await large), { b: 3, c: 2 });
});

Deno.test("graph: what is watched is known without asking", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const heard = new Heard();
  const stop = graph.get("a").on(heard.hear);
  answer(link, await link.get({ "#": "a" }), put("a", { b: 1, c: 2 }));
  await heard.until(2);
  assertEquals([...await graph.get("a").once()], [["b", 1], ["c", 2]]);
  assertEquals(await graph.get("a").get("c").once(), 2);
  assertEquals(await graph.get("a").get("d").once(), undefined);
  link.nothing();
  // A second watch gets the known value without a request.
  const again = new Heard();
  const stopAgain = graph.get("a").get("b").on(again.hear);
  assertEquals(again.values, [1]);
  link.nothing();
  assertEquals(graph.copies, 1);
  stop();
  stop();
  assertEquals(graph.copies, 1);
  stopAgain();
  assertEquals(graph.copies, 0);
});

Deno.test("graph: queries are sent as GUN knows them", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const node = graph.get("days");
  const asked = async (range: Parameters<GraphNode["query"]>[0]) => {
    const reading = node.query(range);
    const { "#": id, get } = await link.next();
    const found = put("days", { b: 2, a: 1, c: null, "😀": 4, "\uffff": 3 });
    link.send({ "#": crypto.randomUUID(), "@": id, put: found });
    return { get, names: [...(await reading).keys()] };
  };
  const names = ["a", "b", "\uffff", "😀"];
  assertEquals(await asked({ equals: "a" }), {
    get: { "#": "days", ".": { "=": "a" }, "%": 100000 },
    names,
  });
  assertEquals(await asked({ from: "a", to: "b", limit: 50 }), {
    get: { "#": "days", ".": { ">": "a", "<": "b" }, "%": 50 },
    names,
  });
  assertEquals(await asked({ prefix: "2020-", reverse: true }), {
    get: { "#": "days", ".": { "*": "2020-" }, "%": 100000, "-": 1 },
    names: names.toReversed(),
  });
  await assertRejects(() => node.query({}), TypeError);
  await assertRejects(() => node.query({ prefix: "", limit: 1e6 }), RangeError);

  const souls = graph.query({ prefix: "post/" });
  const get = await link.get({ "#": { "*": "post/" }, "%": 100000 });
  answer(link, get, {
    ...put("post/1", { t: "x" }),
    ...put("post/2", { t: "y" }),
  });
  const found = [...await souls].map(([soul, node]) => [soul, node.get("t")]);
  assertEquals(found, [["post/1", "x"], ["post/2", "y"]]);
});

// Watching

Deno.test("graph: conflicts are decided as everywhere", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const heard = new Heard();
  graph.get("a").get("v").on(heard.hear);
  answer(link, await link.next(), put("a", { v: "b" }, 2));
  const news = (v: unknown, state: number, id: string = crypto.randomUUID()) =>
    link.send({ "#": id, put: put("a", { v, w: "not watched" }, state) });
  news("old", 1);
  news("a", 2);
  news("c", 2, "once");
  news("d", 3);
  news("e", 4, "once"); // has been seen
  news("d", 3);
  news([1], 9);
  news({ "#": "x", y: 1 }, 9);
  news("late", Date.now() + 150);
  news("f", 5);
  assertEquals(await heard.until(4), ["b", "c", "d", "f"]);
  // A write ahead of the clock is notified when its time has come.
  await heard.until(5);
  const { value, state } = heard.changes[4];
  assertEquals(value, "late");
  assert(Date.now() + 1 >= state);
});

Deno.test("graph: nonsense does no harm", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const heard = new Heard();
  graph.get("a").on(heard.hear);
  await link.next();
  const meta = { "#": "a", ">": { b: 1 } };
  for (
    const frame of [
      "",
      "x",
      "[",
      "5",
      "null",
      '"{}"',
      "[]",
      "[[[]]]",
      '["{",null,5,[{}]]',
      "{}",
      '{"put":5}',
      '{"put":[]}',
      '{"#":{},"@":[],"put":{"a":null}}',
      '{"#":"n1","put":{"a":{"_":5,"b":1}}}',
      '{"#":"n2","put":{"a":{"_":{"#":"b",">":{"b":1}},"b":1}}}',
      '{"#":"n3","put":{"a":{"_":{"#":"a",">":{"b":"1"}},"b":1}}}',
      '{"#":"n4","put":{"a":{"_":{"#":"a"},"b":1}}}',
      '{"dam":"!","err":"Message too big!"}',
      '{"dam":"mob"}',
      '{"#":"n5","get":5}',
      '{"#":"n6","get":{"#":"a",".":{"*":""}}}',
      '{"#":"n7","@":"__proto__","ok":1}',
      JSON.stringify([
        JSON.stringify({ "#": "n8", put: { a: { _: meta, b: 1 } } }),
      ]),
      JSON.stringify({ put: { a: { _: { "#": "a", ">": { b: 2 } }, b: 2 } } }),
    ]
  ) link.raw(frame);
  assertEquals(await heard.until(2), [1, 2]);
  link.nothing();
});

Deno.test("graph: loops over changes", async () => {
  await using relay = new TinyRelay();
  await using graph = await Graph.connect(relay.url);
  await using other = await Graph.connect(relay.url);
  await graph.get("a").put({ b: 1 });
  const seen: unknown[] = [];
  for await (const { key, value } of graph.get("a").changes()) {
    seen.push([key, value]);
    if (seen.length === 1) await other.get("a").put({ b: 2, c: 3 });
    if (seen.length === 3) break;
  }
  assertEquals(seen, [["b", 1], ["b", 2], ["c", 3]]);
  assertEquals(graph.copies, 0);

  // Of what waits for the loop only the newest of each property is kept.
  const changes = graph.get("a").get("b").changes();
  for (let i = 0; i < 100; i++) await graph.get("a").put({ b: i });
  assertEquals((await changes.next()).value?.value, 99);

  const end = new AbortController();
  const { signal } = end;
  const loop = Array.fromAsync(graph.get("a").get("b").changes({ signal }));
  end.abort();
  assert((await loop).length <= 1);
  const until = changes.next();
  graph.close();
  assertEquals(await until, { done: true, value: undefined });
  assertThrows(() => graph.get("a").changes(), GraphClosed);
});

Deno.test("graph: a signal ends a subscription", async () => {
  await using all = await connected();
  const { graph } = all;
  const end = new AbortController();
  graph.get("a").on(() => {}, { signal: end.signal });
  graph.get("b").map(() => {}, { signal: end.signal });
  assertEquals(graph.copies, 2);
  end.abort();
  assertEquals(graph.copies, 0);
  graph.get("a").on(() => {}, { signal: end.signal });
  assertEquals(graph.copies, 0);
});

Deno.test("graph: a subscription can end itself in its callback", async () => {
  await using relay = new TinyRelay();
  await using graph = await Graph.connect(relay.url);
  const heard = new Heard();
  const node = graph.get("a");
  const stop = node.on(heard.hear);
  await node.put({ a: 1, b: 2 });
  const end = new AbortController();
  const notified: unknown[] = [];
  node.on(({ key }) => {
    notified.push(key);
    end.abort();
  }, { signal: end.signal });
  assertEquals(notified, ["a"]);
  stop();
  assertEquals(graph.copies, 0);
});

// Links

Deno.test("graph: links are followed, made, and followed elsewhere", async () => {
  await using relay = new TinyRelay();
  await using graph = await Graph.connect(relay.url);
  await using other = await Graph.connect(relay.url);
  const mark = graph.get("mark");
  const boss = mark.get("boss");
  const heard = new Heard();
  boss.get("name").on(heard.hear);

  await mark.put({ name: "Mark", boss: { name: "Fluffy", cat: { legs: 4 } } });
  assertEquals(await boss.once(), { "#": "mark/boss" });
  assertEquals(await other.get("mark/boss").get("name").once(), "Fluffy");
  assertEquals(
    await other.get("mark").get("boss").get("name").once(),
    "Fluffy",
  );
  const legs = other.get("mark").get("boss").get("cat").get("legs");
  assertEquals(await legs.once(), 4);
  assertEquals(await boss.get("cat").node.soul(), "mark/boss/cat");
  await heard.until(1);

  // What a link leads to is put to, wherever that is.
  await graph.get("felix").put({ name: "Felix" });
  await other.get("mark").get("boss").link(other.get("felix"));
  await heard.until(2);
  await boss.get("name").put("Felix II");
  assertEquals(await other.get("felix").get("name").once(), "Felix II");
  await boss.put({ legs: 3 });
  assertEquals(await other.get("felix").get("legs").once(), 3);
  // The former node is not watched any more.
  await other.get("mark/boss").put({ name: "someone" });
  await boss.put(null);
  await other.get("felix").put({ name: "someone" });
  assertEquals(heard.values, ["Fluffy", "Felix", "Felix II"]);
  assertEquals(await boss.get("name").once(), undefined);
  assertEquals([...await boss.node.once()], []);
  assertEquals(await boss.node.soul(), undefined);

  // What is missing on the way is made.
  await graph.get("x").get("y").get("z").put({ deep: true });
  assertEquals(await other.get("x/y/z").get("deep").once(), true);
});

Deno.test("graph: an object that holds itself becomes a node that does", async () => {
  await using relay = new TinyRelay();
  await using graph = await Graph.connect(relay.url);
  interface Person {
    [key: string]: string | Person;
  }
  const mark: Person = { name: "Mark" };
  const fluffy: Person = { name: "Fluffy", slave: mark };
  mark.boss = fluffy;
  await graph.get("mark").put(mark);
  const name = graph.get("mark").get("boss").get("slave").get("name");
  assertEquals(await name.once(), "Mark");
  const slave = await graph.get("mark/boss").get("slave").once();
  assertEquals(slave, { "#": "mark" });
});

Deno.test("graph: the state of a put is the time of its call", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const node = graph.get("a");
  const slow = node.put({ b: { c: 1 } });
  const quick = node.put({ b: 2 });
  const get = await link.get({ "#": "a", ".": "b" });
  const later = await link.next();
  answer(link, get);
  const earlier = await link.next();
  assert(held(earlier, "a", "b").state < held(later, "a", "b").state);
  for (const { "#": id } of [earlier, later]) link.send({ "@": id, ok: true });
  await Promise.all([slow, quick]);
});

Deno.test("graph: sets and their members", async () => {
  await using relay = new TinyRelay();
  await using graph = await Graph.connect(relay.url);
  await using other = await Graph.connect(relay.url);
  const todo = graph.get("todo");
  const notified: [unknown, unknown][] = [];
  let wake = Promise.withResolvers<void>();
  const until = async (count: number) => {
    while (notified.length < count) {
      await within(wake.promise, `${count} members`);
    }
    return notified.slice(count - 1);
  };
  const stop = todo.map(({ value, properties }) => {
    notified.push([value, Object.fromEntries(properties)]);
    wake.resolve();
    wake = Promise.withResolvers();
  });
  const milk = await other.get("todo").set({ title: "milk", done: false });
  const soul = await milk.soul() ?? "";
  const link = { "#": soul };
  assertEquals(await until(1), [[link, { title: "milk", done: false }]]);
  await milk.put({ done: true });
  assertEquals(await until(2), [[link, { title: "milk", done: true }]]);
  // The same again is the same, and plain values can be in it, too.
  await other.get("todo").set(milk);
  await other.get("todo").put({ note: "hello", [soul]: null });
  assertEquals((await until(4)).length, 1);
  assertEquals(notified.slice(2), [["hello", {}], [null, {}]]);
  await milk.put({ done: false });
  stop();
  assertEquals(graph.copies, 0);
  assertEquals(notified.length, 4);

  await other.get("todo").set(graph.get("bread"));
  await other.get("bread").put({ title: "bread" });
  const titles = new Set<unknown>();
  for await (const { key, properties } of todo.members()) {
    titles.add(properties.get("title"));
    if (key === "bread") break;
  }
  assert(titles.has("bread"));
  assertEquals(graph.copies, 0);
});

// Losing the relay

Deno.test("graph: comes back, subscribes again, and sends what waited", async () => {
  await using all = await connected();
  const { graph, link, relay } = all;
  const heard = new Heard();
  graph.get("a").get("v").on(heard.hear);
  graph.get("b").on(heard.hear);
  graph.get("b").get("v").on(() => {});
  answer(link, await link.next(), put("a", { v: 1 }));
  await heard.until(1);
  await link.next();
  const unacknowledged = graph.get("c").put({ v: 1 });
  const first = await link.next();
  const reading = graph.get("d").once();
  await link.next();

  relay.down = true;
  link.drop();
  await link.closed;
  while (graph.connected) await new Promise((resolve) => setTimeout(resolve));
  const offline = graph.get("a").put({ v: 2 });
  assertEquals(heard.values, [1, 2], "seen at once");
  relay.down = false;

  const next = await relay.link();
  const again = await next.next();
  assertEquals(again.put, first.put);
  assert(again["#"] !== first["#"], "or a relay drops it as known");
  const late = await next.next();
  assertEquals(held(late, "a", "v").value, 2);
  const a = await next.get({ "#": "a", ".": "v" });
  await next.get({ "#": "b" });
  const d = await next.get({ "#": "d" });
  answer(next, d, put("d", { v: 3 }));
  for (const { "#": id } of [again, late]) next.send({ "@": id, ok: true });
  await Promise.all([unacknowledged, offline]);
  assertEquals([...await reading], [["v", 3]]);
  // Missed writes are notified, those older than the own are not.
  answer(next, a, put("a", { v: "older" }, 3));
  next.send({ "#": "new", put: put("a", { v: "newer" }, Date.now()) });
  assertEquals(await heard.until(3), [1, 2, "newer"]);
  next.nothing();
});

Deno.test("graph: what waits is bounded", async () => {
  await using all = await connected({ queue: 200 });
  const { graph, link } = all;
  const node = graph.get("a");
  const fits = node.put({ v: "x".repeat(100) });
  const heard = new Heard();
  node.on(heard.hear);
  await assertRejects(() => node.put({ v: "y".repeat(100) }), QueueFull);
  assertEquals(heard.values, [], "nothing was put");
  link.send({ "@": (await link.next())["#"], ok: true });
  await fits;
  const room = node.put({ v: "z".repeat(100) });
  await link.next();
  link.send({ "@": (await link.next())["#"], ok: true });
  await room;
});

Deno.test("graph: a message that the relay finds too big is not sent for ever", async () => {
  await using all = await connected();
  const { graph, link, relay } = all;
  const small = graph.get("a").put({ v: 1 });
  const big = graph.get("b").put({ v: "x".repeat(1000) });
  await link.next();
  await link.next();
  link.drop(1009);
  await assertRejects(() => big, GraphRefused, "Message too big!");
  const next = await relay.link();
  const again = await next.next();
  assertEquals(held(again, "a", "v").value, 1);
  next.send({ "@": again["#"], ok: true });
  await small;
  // GUN's relays say so, and keep the connection.
  const other = graph.get("c").put({ v: 2 });
  await next.next();
  next.send({ "#": "big", dam: "!", err: "Message too big!" });
  await assertRejects(() => other, GraphRefused, "Message too big!");
});

Deno.test("graph: a get that is refused rejects", async () => {
  await using all = await connected();
  const { graph, link } = all;
  const reading = graph.query({ prefix: "" });
  const { "#": id } = await link.next();
  link.send({ "#": "no", "@": id, err: "The range of souls is open!" });
  await assertRejects(() => reading, GraphRefused, "The range of souls");
});

Deno.test("graph: without reconnect a lost connection is the end", async () => {
  await using all = await connected({ reconnect: false });
  const { graph, link } = all;
  const reading = graph.get("a").once();
  const putting = graph.get("a").put({ b: 1 });
  const loop = Array.fromAsync(graph.get("a").changes());
  const ends = [reading, putting, loop].map((end) =>
    assertRejects(() => end, GraphClosed, "the connection is lost")
  );
  link.drop();
  await Promise.all(ends);
  assert(graph.closed);
});

// Being a peer

Deno.test("graph: watched nodes are put to a relay that has lost them", async () => {
  await using all = await connected();
  const { graph, link } = all;
  graph.get("a").on(() => {});
  graph.get("c").get("d").on(() => {});
  answer(link, await link.next(), put("a", { b: 1, "__proto__x": null }));
  answer(link, await link.next(), put("c", { d: 2 }));
  await settled(graph, link);
  link.send(
    { "#": "q0", get: { "#": "unknown" } },
    { "#": "q1", get: { "#": "c" } },
    { "#": "q2", get: { "#": "a", ".": "nothing" } },
    { "#": "q3", get: { "#": "a" } },
    { "#": "q4", get: { "#": "c", ".": "d" } },
  );
  const { "@": to, put: answered } = await link.next();
  assertEquals([to, answered], ["q3", put("a", { b: 1, "__proto__x": null })]);
  assertEquals((await link.next())["@"], "q4");
  link.nothing();
});

// Signatures

Deno.test("graph: verify takes nothing unsigned, and gives what was signed", async () => {
  const signed = vectors.cases.filter(({ name }) =>
    ["signed name", "signed link", "signed age"].includes(name)
  );
  await using all = await connected({ verify: true });
  const { graph, link } = all;
  for (const { soul, key, value, state } of signed) {
    const good = graph.get(soul).get(key).once();
    answer(link, await link.next(), put(soul, { [key]: value }, state));
    const { ":": plain } = JSON.parse(String(value));
    assertEquals(await good, plain);

    const forged = graph.get(soul).get(key).once();
    answer(link, await link.next(), put(soul, { [key]: value }, state + 1));
    assertEquals(await forged, undefined);
  }
  const open = graph.get("a").get("b").once();
  answer(link, await link.next(), put("a", { b: "public" }));
  assertEquals(await open, "public");
});

Deno.test("graph: without verify values are given as they are kept", async () => {
  const { soul, key, value, state } = vectors.cases[0];
  await using all = await connected();
  const { graph, link } = all;
  const read = graph.get(soul).get(key).once();
  answer(link, await link.next(), put(soul, { [key]: value }, state));
  assertEquals(await read, value);
});

Deno.test("graph: two clients converge, whichever writes", async () => {
  await using relay = new TinyRelay();
  await using one = await Graph.connect(relay.url, AT_ONCE);
  await using two = await Graph.connect(relay.url, AT_ONCE);
  const seen: [Map<string, unknown>, Map<string, unknown>] = [
    new Map(),
    new Map(),
  ];
  one.get("n").on(({ key, value }) => seen[0].set(key, value));
  two.get("n").on(({ key, value }) => seen[1].set(key, value));
  const puts: Promise<void>[] = [];
  for (let i = 0; i < 200; i++) {
    const graph = i % 3 === 0 ? one : two;
    puts.push(graph.get("n").put({ [`k${i % 7}`]: i }));
    if (i % 10 === 0) await puts.at(-1);
  }
  await Promise.all(puts);
  const truth = Object.fromEntries(
    Array.from(relay.graph.get("n") ?? [], ([k, { text }]) => [k, text]),
  );
  // A last put to both comes after all others.
  const fences = [one, two].map((graph) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    graph.get("fence").get("v").on(({ value }) => value === 1 && resolve());
    return within(promise, "the fence");
  });
  await one.get("fence").put({ v: 1 });
  await two.get("fence").put({ w: 1 });
  await Promise.all(fences);
  for (const one of seen) {
    const texts = [...one].map(([k, value]) => [k, JSON.stringify(value)]);
    assertEquals(Object.fromEntries(texts), truth);
  }
});
