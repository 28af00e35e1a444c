import { assert, assertEquals } from "@std/assert";
import { Bench, node } from "./bench.ts";
import type { Said, TestPeer } from "./bench.ts";

const A_MINUTE = 60_000;

Deno.test("the relay introduces itself first, and answers who asks for its name", () => {
  const bench = new Bench();
  const peer = bench.peer();
  peer.say({ dam: "?", "#": "hello", pid: "me" });
  const [said] = peer.take();
  assertEquals([said.dam, said["@"], said.pid], [
    "?",
    "hello",
    bench.relay.pid,
  ]);
});

Deno.test("a put is acknowledged when it is durable, and read before", () => {
  const waiting: (() => void)[] = [];
  const bench = new Bench();
  const { store } = bench;
  const write = store.write.bind(store);
  store.write = (writes, done) => waiting.push(() => write(writes, done));
  const [writer, reader] = [bench.peer(), bench.peer()];
  const first = writer.put(node("s", { a: 1 }));
  // The same again, and something older: durable when the first one is.
  const same = writer.put(node("s", { a: 1 }));
  const older = writer.put(node("s", { a: 0 }, 9));
  assertEquals(writer.take(), []);
  assertEquals(reader.value("s", "a"), 1);
  for (const tell of waiting.splice(0)) tell();
  bench.clock.settle();
  assertEquals(writer.take().map(({ "@": to, ok }) => [to, ok]), [
    [first, true],
    [same, true],
    [older, true],
  ]);
  // Nothing is on its way now, so there is nothing to wait for.
  writer.acknowledged(writer.put(node("s", { a: 0 }, 9)));
});

Deno.test("what can't be stored is refused, and forgotten", () => {
  const bench = new Bench();
  const [writer, reader] = [bench.peer(), bench.peer()];
  writer.put(node("s", { a: 1 }, 1));
  const { store } = bench;
  const write = store.write.bind(store);
  store.write = (_writes, done) =>
    bench.clock.soon(() => done(new Error("the disk is full")));
  writer.take();
  assertEquals(
    writer.refused(writer.put(node("s", { a: 2, b: 2 }, 2))),
    "the disk is full",
  );
  assertEquals(reader.value("s", "a"), 1);
  assertEquals(reader.value("s", "b"), undefined);
  store.write = write;
  // The store is given a moment.
  writer.refused(writer.put(node("s", { a: 3 }, 3)));
  bench.clock.pass(1000);
  writer.acknowledged(writer.put(node("s", { a: 3 }, 3)));
  assertEquals(reader.value("s", "a"), 3);
});

Deno.test("puts go to those who have asked, under their own id, and not back", () => {
  const bench = new Bench();
  const [writer, all, some, other] = [1, 2, 3, 4].map(() => bench.peer());
  all.get({ "#": "s" });
  some.get({ "#": "s", ".": "b" });
  some.get({ "#": "t" });
  writer.get({ "#": "s" });
  other.get({ "#": "elsewhere" });
  for (const peer of [all, some, other]) peer.take();
  const id = writer.put({
    ...node("s", { a: 1, b: 2 }),
    ...node("t", { c: 3 }),
    ...node("u", { d: 4 }),
  }, { ok: { "@": 9, "/": 1 } });
  const ok = { "@": 8, "/": 4 };
  assertEquals(all.take(), [{
    "#": id,
    put: node("s", { a: 1, b: 2 }),
    ok,
  }]);
  assertEquals(some.take(), [{
    "#": id,
    put: { ...node("s", { b: 2 }), ...node("t", { c: 3 }) },
    ok,
  }]);
  assertEquals(other.take(), []);
  assert(writer.take().every(({ put }) => put === undefined));
});

Deno.test("only what has won is passed on", () => {
  const bench = new Bench();
  const [writer, reader] = [bench.peer(), bench.peer()];
  writer.put(node("s", { a: 1, b: 1 }, { a: 5, b: 9 }));
  reader.get({ "#": "s" });
  reader.take();
  const id = writer.put(node("s", { a: 2, b: 2 }, 7));
  assertEquals(reader.take(), [{ "#": id, put: node("s", { a: 2 }, 7) }]);
  writer.put(node("s", { a: 2, b: 2 }, 7));
  assertEquals(reader.take(), []);
});

Deno.test("a message is taken once, from any link", () => {
  const bench = new Bench();
  const [a, b, c] = [1, 2, 3].map(() => bench.peer());
  for (const peer of [a, b, c]) peer.get({ "#": "s" });
  for (const peer of [a, b, c]) peer.take();
  const message = { "#": "once", put: node("s", { a: 1 }) };
  a.say(message);
  b.say(message);
  b.say({ "#": "once", put: node("s", { a: 2 }, 11) });
  assertEquals(c.take().length, 1);
  assertEquals(b.take().length, 1);
  assert(a.take().every(({ put }) => put === undefined));
  assertEquals(c.value("s", "a"), 1);
});

Deno.test("an id that is another one and digits is another id", () => {
  const bench = new Bench();
  const peer = bench.peer();
  peer.say({ "#": "abc", put: node("s", { a: 1, b: 2, c: 3 }) });
  peer.take();
  for (const digit of [0, 1, 2]) {
    peer.say({ "#": `abc${digit}`, get: { "#": "s" } });
    assertEquals(peer.take().length, 1);
  }
});

Deno.test("messages without a usable id are taken", () => {
  const bench = new Bench();
  const peer = bench.peer();
  for (const [i, id] of [undefined, "", 0, 5, {}, [], null, true].entries()) {
    peer.say({ "#": id, put: node("s", { [`k${i}`]: i }) });
    assertEquals(peer.value("s", `k${i}`), i);
  }
  peer.take();
  peer.say({ "#": "x".repeat(5000), put: node("s", { long: 1 }) });
  assertEquals(peer.take(), [{ dam: "!", err: "Message id too long!" }]);
});

Deno.test("answers go to who has asked, and are kept", () => {
  const bench = new Bench();
  const [asker, knower, third] = [1, 2, 3].map(() => bench.peer());
  const id = asker.get({ "#": "s", ".": "a" });
  assertEquals(asker.take().map(({ "@": to, put }) => [to, put]), [
    [id, undefined],
  ]);
  assertEquals(knower.take(), [{ "#": id, get: { "#": "s", ".": "a" } }]);
  assertEquals(third.take().length, 1);
  knower.say({ "#": "reply", "@": id, put: node("s", { a: 1 }) });
  assertEquals(asker.take(), [{
    "#": "reply",
    "@": id,
    put: node("s", { a: 1 }),
  }]);
  assertEquals(third.take(), []);
  assertEquals(knower.take(), []);
  assertEquals(third.value("s", "a"), 1);
  asker.take();
  // Another has nothing, or the same: that is no news.
  third.say({ "#": "late", "@": id });
  third.say({ "#": "later", "@": id, put: node("s", { a: 1 }) });
  assertEquals(asker.take(), []);
});

Deno.test("of many peers a few are asked at a time, until one answers", () => {
  const bench = new Bench();
  const asker = bench.peer();
  const others = Array.from({ length: 20 }, () => bench.peer());
  const asked = () => others.filter((peer) => peer.take().length > 0).length;
  const id = asker.get({ "#": "s" });
  assertEquals(asked(), 4);
  bench.clock.pass(25);
  assertEquals(asked(), 4);
  others[0].say({ "#": "found", "@": id, put: node("s", { a: 1 }) });
  bench.clock.pass(1000);
  assertEquals(asked(), 0);
});

Deno.test("acknowledgements of others travel back to the writer", () => {
  const bench = new Bench();
  const [writer, reader] = [bench.peer(), bench.peer()];
  reader.get({ "#": "s" });
  const id = writer.put(node("s", { a: 1 }));
  reader.take();
  writer.take();
  const ok = { rtc: { offer: { deep: [1, { x: null }] } } };
  reader.say({ "#": "ackone", "@": id, ok });
  reader.say({ "#": "acktwo", "@": id, err: "no" });
  reader.say({ "#": "acknone", "@": "unknown", ok: 1 });
  assertEquals(writer.take(), [
    { "#": "ackone", "@": id, ok },
    { "#": "acktwo", "@": id, err: "no" },
  ]);
  for (const to of ["constructor", "__proto__", "put", "hasOwnProperty"]) {
    reader.say({ "#": `to${to}`, "@": to, ok: 1 });
  }
  assertEquals(bench.errors, []);
});

Deno.test("what is ahead of the clock is applied and acknowledged in its time", () => {
  const bench = new Bench();
  const [writer, reader] = [bench.peer(), bench.peer()];
  reader.get({ "#": "s" });
  reader.take();
  const now = bench.clock.now();
  const id = writer.put(
    node("s", { a: 1, b: 2, c: 3 }, { a: now, b: now + 300, c: now + 500.5 }),
  );
  assertEquals(reader.take(), [{
    "#": id,
    put: node("s", { a: 1 }, now),
  }]);
  assertEquals(reader.value("s", "b"), undefined);
  writer.put(node("s", { b: "now" }, now));
  reader.take();
  writer.take();
  bench.clock.pass(300);
  // Under another id: the first one has been taken already.
  const [said] = reader.take();
  assert(said["#"] !== id);
  assertEquals(said.put, node("s", { b: 2 }, now + 300));
  assertEquals(writer.take(), []);
  bench.clock.pass(201);
  assertEquals(reader.take().length, 1);
  writer.acknowledged(id);
  // A fraction of the running millisecond is not ahead.
  writer.acknowledged(
    writer.put(node("s", { d: 1 }, bench.clock.now() + 0.99)),
  );
});

Deno.test("the future is bounded, in time and in number", () => {
  const bench = new Bench({ limits: { deferred: 10 } });
  const peer = bench.peer();
  const now = bench.clock.now();
  const hour = 60 * A_MINUTE;
  writerIsRefused(node("s", { a: 1 }, now + hour));
  for (let i = 0; i < 10; i++) peer.put(node("s", { [`k${i}`]: i }, now + 1e5));
  writerIsRefused(node("s", { x: 1 }, now + 1e5));
  bench.clock.pass(2e5);
  assertEquals(peer.value("s", "k9"), 9);
  bench.clock.pass(hour);
  assertEquals(peer.value("s", "a"), undefined);

  function writerIsRefused(graph: Said) {
    peer.take();
    peer.refused(peer.put(graph));
  }
});

Deno.test("an invalid put is refused as a whole", () => {
  const bench = new Bench();
  const [writer, reader] = [bench.peer(), bench.peer()];
  reader.get({ "#": "s" });
  reader.take();
  const graph = { ...node("s", { a: 1 }), ...node("t", { b: [1] }) };
  assertEquals(
    writer.refused(writer.put(graph)),
    'Invalid value of "b" in "t"!',
  );
  assertEquals(reader.take(), []);
  assertEquals(reader.value("s", "a"), undefined);
  for (const put of [5, [], null, "x"]) writer.refused(writer.put(put));
  writer.acknowledged(writer.put({}));
});

Deno.test("a verifier decides, at once or later, about what is not public", async () => {
  const asked: string[] = [];
  const bench = new Bench({
    verifier: {
      verify(soul, key, value) {
        asked.push(`${soul} ${key}`);
        if (value === "later") return Promise.resolve(null);
        if (value === "never") return Promise.resolve("Unverified data.");
        return value === "good" ? null : "bad";
      },
    },
  });
  const [writer, reader] = [bench.peer(), bench.peer()];
  reader.get({ "#": "~x.y" });
  reader.take();
  writer.acknowledged(writer.put(node("public", { a: "bad" })));
  assertEquals(asked, []);
  writer.acknowledged(writer.put(node("~x.y", { a: "good" }, 1)));
  writer.refused(writer.put(node("~x.y", { a: "bad" }, 2)));
  // One that is bad spoils the put, also if another one is found good later.
  writer.refused(
    writer.put({
      ...node("p", { a: 1 }),
      ...node("#", { a: "x", b: "later" }),
    }),
  );
  assertEquals(reader.value("p", "a"), undefined);
  const late = writer.put(node("~x.y", { a: "later" }, 3));
  const never = writer.put(node("~x.y", { a: "never" }, 4));
  assertEquals(reader.value("~x.y", "a"), "good");
  for (let i = 0; i < 10; i++) await Promise.resolve();
  bench.clock.settle();
  const answers = new Map(
    writer.take().map(({ "@": to, ok, err }) => [to, ok ?? err]),
  );
  assertEquals(answers.get(late), true);
  assertEquals(answers.get(never), "Unverified data.");
  assertEquals(reader.value("~x.y", "a"), "later");
  // What is known already needs no proof.
  const before = asked.length;
  writer.acknowledged(writer.put(node("~x.y", { a: "later" }, 3)));
  assertEquals(asked.length, before);
  // Answers are held to the same.
  const get = reader.get({ "#": "~x.y", ".": "q" });
  writer.say({ "#": "forged", "@": get, put: node("~x.y", { q: "bad" }, 9) });
  assertEquals(reader.value("~x.y", "q"), undefined);
});

Deno.test("expired nodes are not accepted, sent or kept", () => {
  const bench = new Bench();
  const peer = bench.peer();
  const now = bench.clock.now();
  peer.acknowledged(peer.put(node("room<?5", { old: 1 }, now - 6000)));
  assertEquals(peer.value("room<?5", "old"), undefined);
  peer.put(node("room<?5", { young: 1 }, now));
  assertEquals(peer.value("room<?5", "young"), 1);
  bench.clock.pass(6000);
  assertEquals(peer.value("room<?5", "young"), undefined);
  assertEquals(bench.store.has("room<?5"), true);
  bench.clock.pass(A_MINUTE);
  assertEquals(bench.store.has("room<?5"), false);
});

Deno.test("a slow reader gets the newest, one that never reads is disconnected", () => {
  const bench = new Bench({ softBacklog: 1000, hardBacklog: 100_000 });
  const [writer, slow, quick] = [bench.peer(), bench.peer(), bench.peer()];
  for (const peer of [slow, quick]) peer.get({ "#": "s" });
  for (const peer of [slow, quick]) peer.take();
  slow.backlog = 2000;
  for (let i = 1; i <= 1000; i++) {
    writer.put(node("s", { [`k${i % 3}`]: i }, i));
  }
  assertEquals(slow.take(), []);
  assertEquals(quick.take().length, 1000);
  slow.drain();
  const [said, ...more] = slow.take();
  assertEquals(more, []);
  assertEquals(Object(said.put).s.k0, 999);
  assertEquals(Object(said.put).s.k1, 1000);
  writer.put(node("s", { k0: "x" }, 2000));
  assertEquals(slow.take().length, 1);
  // It is never more than the limit that waits.
  slow.backlog = 2000;
  for (let i = 1; i <= 1001; i++) writer.put(node("s", { [`l${i}`]: i }));
  assertEquals(slow.code, 1008);
  assertEquals(quick.code, undefined);
});

Deno.test("subscriptions end with their connection, later ones work", () => {
  const bench = new Bench();
  const [writer, first] = [bench.peer(), bench.peer()];
  first.get({ "#": "s" });
  writer.put(node("s", { v: 1 }, 1));
  first.leave();
  writer.put(node("s", { v: 2 }, 2));
  writer.put(node("s", { v: 2.5 }, 2.5));
  const second = bench.peer();
  assertEquals(second.value("s", "v"), 2.5);
  for (let i = 3; i < 6; i++) {
    writer.put(node("s", { v: i }, i));
    const [said] = second.take();
    assertEquals(Object(said.put).s.v, i);
  }
  assertEquals(bench.relay.connections.size, 2);
});

Deno.test("a peer with very many subscriptions gets everything", () => {
  const bench = new Bench({ limits: { subscriptions: 10 } });
  const [writer, greedy] = [bench.peer(), bench.peer()];
  for (let i = 0; i < 11; i++) greedy.get({ "#": `s${i}` });
  greedy.take();
  writer.put(node("s3", { a: 1 }));
  writer.put(node("never asked for", { a: 1 }));
  assertEquals(greedy.take().length, 2);
});

Deno.test("an app that comes back is asked for what it wrote meanwhile", () => {
  const bench = new Bench();
  bench.clock.pass(600_000);
  const first = bench.peer();
  first.say({ dam: "?", pid: "app", "@": "x", "#": "p" });
  first.get({ "#": "s" });
  first.leave();
  const again = bench.peer();
  again.get({ "#": "s" });
  assertEquals(again.take().length, 1);
  again.say({ dam: "?", pid: "app", "@": "x", "#": "q" });
  assertEquals(again.take().map(({ get }) => get), [{ "#": "s" }]);
  again.get({ "#": "t", ".": "k" });
  assertEquals(again.take().map(({ get }) => get), [undefined, {
    "#": "t",
    ".": "k",
  }]);
  // A hash tells whether it has something else.
  const other = bench.peer();
  other.put(node("h", { k: "abc" }));
  other.take();
  other.say({ "#": "hasha", get: { "#": "h", ".": "k" }, "##": 96354 });
  assertEquals(other.take().filter(({ get }) => get).length, 0);
  other.say({ "#": "hashb", get: { "#": "h", ".": "k" }, "##": 96355 });
  assertEquals(other.take().filter(({ get }) => get).length, 1);
});

/** The gets that a peer was sent. */
function queriesOf(peer: TestPeer): unknown[] {
  return peer.take().map(({ get }) => get).filter((get) => get !== undefined);
}

/** A peer that has sent its id, as GUN's clients do. */
function app(bench: Bench, pid: string): TestPeer {
  const peer = bench.peer();
  peer.say({ dam: "?", pid, "@": "x", "#": peer.id() });
  return peer;
}

Deno.test("a relay that has started again asks each app once for what is asked of it", () => {
  const former = new Bench();
  former.relay.put([{ soul: "s", key: "a", value: "old", state: 5 }]);
  former.clock.settle();
  // Its store is empty: it has not run before.
  const first = app(former, "first");
  app(former, "other").get({ "#": "s" });
  assertEquals(queriesOf(first), []);
  former.relay.close();
  const bench = new Bench({ store: former.store });
  const [writer, reader] = [app(bench, "w"), app(bench, "r")];
  reader.get({ "#": "s" });
  assertEquals(queriesOf(reader), [{ "#": "s" }]);
  const [query] = writer.take();
  assertEquals(query.get, { "#": "s" });
  writer.say({ "#": "late", "@": query["#"], put: node("s", { a: "new" }) });
  assertEquals(reader.take().map(({ put }) => put), [node("s", { a: "new" })]);
  // A property of a node that was asked for is not asked for again.
  reader.get({ "#": "s", ".": "a" });
  bench.peer().get({ "#": "s" });
  reader.take();
  assertEquals(queriesOf(writer), []);
  // Twelve others connect later, as many as wish.
  for (let i = 0; i < 12; i++) {
    const later = app(bench, `later${i}`);
    assertEquals(queriesOf(later), [{ "#": "s" }]);
    later.put(node(`t${i}`, { b: 1 }));
  }
  bench.clock.pass(600_000);
  assertEquals(queriesOf(app(bench, "new")), []);
});

Deno.test("a relay that was started before asks apps also if nothing was put", async () => {
  const former = new Bench();
  await former.store.prepare();
  former.relay.close();
  const bench = new Bench({ store: former.store });
  app(bench, "r").get({ "#": "s" });
  assertEquals(queriesOf(app(bench, "w")), [{ "#": "s" }]);
});

Deno.test("an app that was cut off is asked for what it wrote, and others want", () => {
  const bench = new Bench();
  bench.clock.pass(600_000);
  const [reader, cut] = [app(bench, "r"), app(bench, "w")];
  reader.get({ "#": "wanted" });
  reader.get({ "#": "both", ".": "k" });
  cut.get({ "#": "both", ".": "k" });
  cut.put(node("written", { a: 1 }));
  queriesOf(cut);
  // The old connection need not have ended.
  let again = app(bench, "w");
  again.get({ "#": "both", ".": "k" });
  const queries = queriesOf(again);
  assertEquals(queries.length, 4);
  assertEquals(queries.slice(0, 3), [
    { "#": "written" },
    { "#": "wanted" },
    { "#": "both", ".": "k" },
  ]);
  for (const peer of [cut, again]) peer.leave();
  again = app(bench, "w");
  const [query] = again.take();
  assertEquals(query.get, { "#": "written" });
  again.say({ "#": "x", "@": query["#"], put: node("written", { a: 2 }, 20) });
  assertEquals(reader.value("written", "a"), 2);
  assertEquals(queriesOf(app(bench, "other")), []);
});

Deno.test("dam messages are neither forwarded nor obeyed", () => {
  const bench = new Bench();
  const [peer, other] = [bench.peer(), bench.peer()];
  const dams = ["hi", "bye", "mob", "opt", "constructor", "__proto__", "c", 5];
  for (const dam of dams) {
    peer.say({ "#": peer.id(), dam, opt: { peers: "http://127.0.0.1:1/gun" } });
  }
  assertEquals(peer.take(), []);
  assertEquals(other.take(), []);
});

Deno.test("what is not JSON is answered; junk is ignored and goes nowhere", () => {
  const bench = new Bench();
  const [peer, other] = [bench.peer(), bench.peer()];
  peer.say("{bad json");
  assertEquals(peer.take(), [{ dam: "!", err: "DAM JSON parse error." }]);
  for (
    const junk of ["hello", "123", "[]", "[[]]", "[null]", "{}", '{"#":"x"}']
  ) peer.say(junk);
  peer.say("[".repeat(100_000) + "]".repeat(100_000));
  peer.say({ "#": "deep", "@": "x", ok: nested(2000) });
  assertEquals(peer.take().filter(({ dam }) => dam === undefined), []);
  assertEquals(other.take(), []);
  assertEquals(bench.errors, []);
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = { a: value };
  return value;
}

Deno.test("a large node is sent in parts, as quickly as they are read", () => {
  const bench = new Bench({ softBacklog: 1 << 21, memory: 1 << 20 });
  const [writer, reader] = [bench.peer(), bench.peer()];
  const text = "x".repeat(1000);
  for (let from = 0; from < 5000; from += 500) {
    const keys = Array.from({ length: 500 }, (_, i) => `k${from + i}`);
    writer.put(node("s", Object.fromEntries(keys.map((key) => [key, text]))));
  }
  const got = new Set<string>();
  reader.backlog = 1 << 22;
  const id = reader.get({ "#": "s" });
  let parts = 0;
  for (let i = 0; i < 10; i++) {
    const said = reader.take();
    for (const { put, "@": to } of said) {
      assertEquals(to, id);
      for (const key of Object.keys(Object(put).s)) got.add(key);
      parts++;
    }
    reader.drain();
  }
  got.delete("_");
  assertEquals(got.size, 5000);
  assert(parts > 2);
  assert(bench.relay.memory < 1 << 22, `${bench.relay.memory} bytes`);
});

Deno.test("signs of life, and the end", () => {
  const bench = new Bench();
  const peer = bench.peer();
  bench.clock.pass(20_000);
  assertEquals(peer.frames, ["[]"]);
  bench.relay.close();
  assertEquals(peer.code, 1001);
});

Deno.test("programs read, write and watch the graph", () => {
  const bench = new Bench();
  const { relay } = bench;
  const peer = bench.peer();
  peer.get({ "#": "s" });
  peer.take();
  const seen: string[] = [];
  const stop = relay.watch((changes) => {
    for (const { soul, entries } of changes) {
      for (const { key, text } of entries) seen.push(`${soul} ${key} ${text}`);
    }
  });
  const done: (string | null)[] = [];
  relay.put(
    [{ soul: "s", key: "a", value: { "#": "t" } }],
    (e) => done.push(e),
  );
  assertEquals(done, []);
  bench.clock.settle();
  assertEquals(done, [null]);
  assertEquals(peer.take().length, 1);
  peer.put(node("s", { b: 1 }));
  assertEquals(seen, ['s a {"#":"t"}', "s b 1"]);
  assertEquals(relay.property("s", "b")?.text, "1");
  assertEquals(relay.property("s", "c"), undefined);
  const keys = [...relay.read("s")].flat().map(([key]) => key);
  assertEquals(keys, ["a", "b"]);
  assertEquals(relay.souls({ prefix: "s" }), ["s"]);
  stop();
  relay.put([{ soul: "", key: "a", value: 1 }], (e) => done.push(e));
  bench.clock.settle();
  assertEquals(done[1], "Invalid name!");
  assertEquals(seen.length, 2);
});
