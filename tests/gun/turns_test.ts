import { assert, assertEquals } from "@std/assert";
import { Turns } from "../../base/turns.ts";
import { asRecord } from "../support/client.ts";
import { MemoryStore } from "../../gun/store/memory_store.ts";
import { Bench, node, START } from "./bench.ts";
import { VirtualClock } from "../../testing/clock.ts";

const SMALL_SLICE = 5_000;

/** Counts turns from now on. */
function turnsOf({ clock }: Bench): () => number {
  let turns = 0;
  const { nextTurn } = VirtualClock.prototype;
  clock.nextTurn = (task) => {
    turns++;
    nextTurn.call(clock, task);
  };
  return () => turns;
}

/** A bench whose slices suffice for a few messages. */
function small() {
  const bench = new Bench((clock) => ({
    turns: new Turns(clock, (error) => bench.errors.push(error), SMALL_SLICE),
  }));
  return bench;
}

Deno.test("a frame of many messages is carried out in slices, in order", () => {
  const bench = small();
  const [peer, other] = [bench.peer(), bench.peer()];
  const puts = Array.from({ length: 50 }, (_, index) => ({
    "#": `put${index}`,
    put: node("s", { a: index }, 10 + index),
  }));
  peer.tell([...puts, { "#": "get", get: { "#": "s", ".": "a" } }]);
  assert(peer.paused, "it is not read from");
  // Others come between, and more of the same waits.
  other.tell({ "#": "between", get: { "#": "t" } });
  peer.tell({ "#": "after", get: { "#": "s" } });
  bench.clock.settle();
  assert(!peer.paused, "it is read from again");
  const answers = peer.take().map(({ "@": to }) => to);
  const acknowledged = answers.filter((to) => `${to}`.startsWith("put"));
  assertEquals(acknowledged, puts.map(({ "#": id }) => id));
  const gets = answers.filter((to) => to === "get" || to === "after");
  assertEquals(gets, ["get", "after"]);
  assertEquals(other.take().filter(({ "@": to }) => to).length, 1);
  assertEquals(bench.errors, []);
});

Deno.test("who does not read its answers is not read from, then disconnected", () => {
  const bench = new Bench({ softBacklog: 1000, stallTimeout: 10 });
  const peer = bench.peer();
  peer.put(node("s", { a: "x".repeat(600) }));
  peer.take();
  peer.backlog = 2000;
  peer.get({ "#": "s" });
  const unread = peer.id();
  peer.say([1, 2, 3].map((n) => ({ "#": unread + n, get: { "#": "s" } })));
  assert(peer.paused, "it is not read from");
  assertEquals(peer.take(), []);
  // It takes something: the watch goes on.
  peer.taken = 100;
  bench.clock.pass(10_000);
  assertEquals(peer.code, undefined);
  peer.drain();
  assertEquals(peer.take().length, 4);
  assert(!peer.paused, "it is read from");
  bench.clock.pass(60_000);
  assertEquals(peer.code, undefined);
  peer.backlog = 2000;
  peer.get({ "#": "s" });
  peer.say([{ "#": peer.id(), get: { "#": "s" } }]);
  bench.clock.pass(11_000);
  assertEquals(peer.code, 1008);
});

Deno.test("what a peer has written before it leaves is carried out", () => {
  const bench = small();
  const peer = bench.peer();
  peer.tell(Array.from({ length: 30 }, (_, index) => ({
    "#": `put${index}`,
    put: node("s", { [`k${index}`]: index }),
  })));
  peer.leave();
  assertEquals(bench.peer().value("s", "k29"), 29);
});

Deno.test("input that waits is bounded where a pipe can't be paused", () => {
  const bench = new Bench({ softBacklog: 1000, maxInput: 10_000 });
  const peer = bench.peer();
  peer.backlog = 2000;
  for (let i = 0; i < 30; i++) {
    peer.say({ "#": peer.id(), get: { "#": "x".repeat(500) } });
  }
  assertEquals(peer.code, 1008);
});

Deno.test("elements of a frame that are no messages cost slices as well", () => {
  const bench = small();
  const peer = bench.peer();
  const junk = Array.from({ length: 1000 }, () => "{");
  const turns = turnsOf(bench);
  peer.say([...junk, { "#": "get", get: { "#": "s" } }]);
  assert(turns() > 100, `${turns()} turns`);
  assertEquals(peer.take().map(({ "@": to }) => to), ["get"]);
});

Deno.test("a large node is read and sent in slices, as quickly as it is taken", () => {
  const bench = new Bench((clock) => ({
    turns: new Turns(clock, (error) => bench.errors.push(error), 100_000),
    softBacklog: 100_000,
  }));
  const [peer, other] = [bench.peer(), bench.peer()];
  const keys = Array.from({ length: 6000 }, (_, index) => `k${index}`);
  for (const key of keys) peer.put(node("s", { [key]: "x".repeat(400) }));
  peer.take();
  peer.tell({ "#": "large", get: { "#": "s" } });
  assert(peer.paused, "its further messages wait");
  other.tell({ "#": "small", get: { "#": "s", ".": "k5" } });
  peer.backlog = 200_000;
  bench.clock.settle();
  assertEquals(other.take().map(({ "@": to }) => to), ["small"]);
  const first = peer.take().filter(({ put }) => put !== undefined);
  assertEquals(first, [], "nothing is made that is not taken");
  peer.drain();
  const parts = peer.take().filter(({ "@": to }) => to === "large");
  assert(parts.length > 1, `${parts.length} parts`);
  const found = parts.flatMap(({ put }) => Object.keys(asRecord(put)).length);
  assertEquals(found, parts.map(() => 1));
  const all = new Set(
    parts.flatMap(({ put }) => Object.keys(asRecord(asRecord(put).s))),
  );
  assertEquals(all.size, keys.length + 1);
  assert(!peer.paused, "it is read from again");
  assertEquals(bench.errors, []);
});

Deno.test("a failed read in the middle of an answer ends that answer only", () => {
  const bench = new Bench();
  const peer = bench.peer();
  const keys = Array.from({ length: 1200 }, (_, index) => `k${index}`);
  for (const key of keys) peer.put(node("s", { [key]: "x".repeat(300) }));
  peer.take();
  const read = bench.store.properties.bind(bench.store);
  bench.store.properties = (soul, range, limit) => {
    if (range?.from !== undefined) throw new Error("the disk fails");
    return read(soul, range, limit);
  };
  bench.relay.close();
  const after = new Bench({ store: bench.store });
  const reader = after.peer();
  reader.get({ "#": "s" });
  reader.take();
  assertEquals(after.errors.map(String), ["Error: the disk fails"]);
  assertEquals(reader.value("s", "k5"), "x".repeat(300));
});

Deno.test("signatures are checked in turn, up to the first that is wrong", async () => {
  const checked: string[] = [];
  const bench = new Bench({
    verifier: {
      async verify(_soul, key) {
        checked.push(key);
        await Promise.resolve();
        return key === "bad" ? "Unverified data." : null;
      },
    },
  });
  const settled = async () => {
    for (let i = 0; i < 20_000; i++) {
      await Promise.resolve();
      bench.clock.settle();
    }
  };
  const [hog, other] = [bench.peer(), bench.peer()];
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`k${index}`, index]),
  );
  const puts = Array.from(
    { length: 6 },
    (_, index) => ({ "#": `hog${index}`, put: node("~a.b", many, 10 + index) }),
  );
  hog.tell(puts);
  assert(hog.paused, "it is not read from");
  const id = other.id();
  other.tell({ "#": id, put: node("~a.b", { own: 1 }) });
  await settled();
  assert(checked.indexOf("own") < 50, `at ${checked.indexOf("own")}`);
  assert(!hog.paused, "it is read from again");
  assertEquals(
    hog.take().filter(({ ok }) => ok === true).map(({ "@": to }) => to),
    puts.map(({ "#": id }) => id),
  );
  other.acknowledged(id);
  checked.length = 0;
  other.tell({
    "#": "wrong",
    put: node("~a.b", { bad: 1, ...many }, 20),
  });
  await settled();
  assertEquals(checked, ["bad"]);
  assertEquals(other.refused("wrong"), "Unverified data.");
});

/** A bench whose slices suffice for some properties of a put. */
function middle() {
  const bench: Bench = new Bench((clock) => ({
    turns: new Turns(clock, (error) => bench.errors.push(error), 100_000),
  }));
  return bench;
}

/** The values of a node with many properties. */
function manyValues(count: number): Record<string, number> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`k${index}`, index]),
  );
}

Deno.test("a large put is carried out in slices, and forwarded as one message", () => {
  const bench = middle();
  const [writer, reader, other] = [bench.peer(), bench.peer(), bench.peer()];
  reader.get({ "#": "s" });
  reader.take();
  const reported = new Set<string>();
  const lengths: number[] = [];
  bench.relay.watch(([{ entries }]) => {
    lengths.push(entries.length);
    for (const { key } of entries) reported.add(key);
  });
  const large = { "#": "large", put: node("s", manyValues(3000)) };
  writer.tell([large, { "#": "after", get: { "#": "s", ".": "k2999" } }]);
  assert(writer.paused, "it is not read from");
  assert(lengths.length < 5, "a part at most is applied");
  assertEquals(bench.relay.property("s", "k2999"), undefined);
  other.tell({ "#": "newer", put: node("s", { k0: "new", k2999: "new" }, 20) });
  bench.clock.settle();
  assertEquals(other.answer("newer").ok, true);
  const answers = writer.take().flatMap(({ "@": to }) => to ?? []);
  assertEquals(answers.sort(), ["after", "large"]);
  assert(!writer.paused, "it is read from again");
  const forwarded = reader.take().filter(({ "#": id }) => id === "large");
  assertEquals(forwarded.length, 1);
  const { s } = asRecord(forwarded[0].put);
  assertEquals(asRecord(s).k2998, 2998);
  assertEquals(bench.relay.property("s", "k0")?.text, '"new"');
  assertEquals(bench.relay.property("s", "k2999")?.text, '"new"');
  // The program learns of each property right when it has changed.
  assert(lengths.every((length) => length <= 64), `${lengths}`);
  assertEquals(reported.size, 3000);
  assertEquals(bench.errors, []);
});

Deno.test("a put is acknowledged when all of its parts are durable", () => {
  const writing: (() => void)[] = [];
  const store = new MemoryStore((task) => void writing.push(task));
  const bench = new Bench((clock) => ({
    store,
    turns: new Turns(clock, () => {}, SMALL_SLICE),
  }));
  const writer = bench.peer();
  const id = writer.put(node("s", manyValues(600)));
  assert(writing.length > 1, "it is stored in several transactions");
  for (const written of writing.splice(0, writing.length)) {
    assertEquals(writer.take(), []);
    written();
    bench.clock.settle();
  }
  assertEquals(writer.answer(id).ok, true);
});

Deno.test("a put that has begun is carried out although its sender leaves", () => {
  for (const leave of ["leaves", "is disconnected"]) {
    const bench = middle();
    const [writer, reader] = [bench.peer(), bench.peer()];
    reader.get({ "#": "s" });
    reader.take();
    writer.tell({ "#": "large", put: node("s", manyValues(1000)) });
    if (leave === "leaves") writer.leave();
    else for (const peer of bench.relay.connections) peer.disconnect("slow");
    bench.clock.settle();
    assertEquals(bench.relay.property("s", "k999")?.text, "999", leave);
    if (leave === "leaves") {
      assert(reader.take().some(({ "#": id }) => id === "large"));
    }
  }
});

Deno.test("what lies in the future is taken and applied in slices", () => {
  const bench = middle();
  const peer = bench.peer();
  const values = manyValues(2000);
  const states = Object.fromEntries(
    Object.values(values).map((
      value,
    ) => [`k${value}`, START + 1000 + value / 1e4]),
  );
  const id = peer.put(node("s", values, states));
  assertEquals(peer.take(), [], "not yet acknowledged");
  const turns = turnsOf(bench);
  bench.clock.pass(2000);
  peer.acknowledged(id);
  assert(turns() > 100, `${turns()} turns`);
});

Deno.test("subscriptions of a connection that ends are removed in slices", () => {
  const bench = middle();
  const [peer, other] = [bench.peer(), bench.peer()];
  const gets = Array.from({ length: 3000 }, (_, index) => ({
    "#": `get${index}`,
    get: { "#": `s${index}` },
  }));
  peer.say(gets);
  const turns = turnsOf(bench);
  peer.leave();
  assert(turns() > 10, `${turns()} turns`);
  peer.take();
  other.acknowledged(other.put(node("s2999", { a: 1 })));
  assertEquals(peer.take(), []);
});

Deno.test("a long frame is read in slices, and so is a long text in it", () => {
  const bench = middle();
  const [peer, other] = [bench.peer(), bench.peer()];
  const put = node("s", manyValues(5000));
  const frames = [
    JSON.stringify({ "#": "one", put }),
    JSON.stringify([JSON.stringify({ "#": "text", put }), { "#": "short" }]),
    `[${"x".repeat(100_000)}]`,
  ];
  for (const frame of frames) peer.tell(frame);
  assert(peer.paused, "it is not read from");
  other.say({ "#": "between", get: { "#": "s", ".": "k1" } });
  assertEquals(
    other.take().filter(({ "@": to }) => to === "between").length,
    1,
  );
  bench.clock.settle();
  const said = peer.take();
  const acknowledged = said.filter(({ ok }) => ok === true);
  assertEquals(acknowledged.map(({ "@": to }) => to), ["one", "text"]);
  assertEquals(said.filter(({ dam }) => dam === "!").length, 1);
  assert(!peer.paused, "it is read from again");
});

Deno.test("what is forwarded of a put of several MiB comes in several messages", () => {
  const bench = new Bench();
  const [writer, reader] = [bench.peer(), bench.peer()];
  for (const soul of ["s", "t"]) reader.get({ "#": soul });
  reader.take();
  const large = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`k${i}`, "x".repeat(100_000)]),
    );
  writer.tell({
    "#": "large",
    put: { ...node("s", large(25)), ...node("t", large(15)) },
  });
  bench.clock.settle();
  const messages = reader.take().filter(({ put }) => put !== undefined);
  assertEquals(messages.length, 4);
  assertEquals(new Set(messages.map(({ "#": id }) => id)).size, 4);
  assertEquals(messages[0]["#"], "large");
  const found: Record<string, number> = { s: 0, t: 0 };
  for (const { put } of messages) {
    for (const [soul, properties] of Object.entries(asRecord(put))) {
      found[soul] += Object.keys(asRecord(properties)).length - 1;
    }
  }
  assertEquals(found, { s: 25, t: 15 });
});
