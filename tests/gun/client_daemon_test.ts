/**
 * The graph's own client at the real daemon.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Graph, GraphRefused } from "../../gun.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { within } from "../support/within.ts";
import vectors from "./sea_vectors.json" with { type: "json" };

const test = sharedDaemon("--gun-store", ":memory:");

function connect(bus: TestBus, options = {}): Promise<Graph> {
  return Graph.connect(`http://127.0.0.1:${bus.daemon.wsPort}/gun`, options);
}

test("graph: a put is read and notified at another client", async (bus) => {
  await using one = await connect(bus);
  await using two = await connect(bus);
  const mark = one.get(bus.path("mark"));
  const values = { s: "é😀\u0000", n: -1.5e-7, t: true, f: false, e: "" };
  await mark.put({ ...values, gone: 1, boss: { name: "Fluffy" } });
  await mark.get("gone").put(null);
  const read = two.get(bus.path("mark"));
  assertEquals(Object.fromEntries(await read.once()), {
    ...values,
    boss: { "#": bus.path("mark/boss") },
  });
  assertEquals(await read.get("gone").once(), null);
  assertEquals(await read.get("never").once(), undefined);
  assertEquals(await read.get("boss").get("name").once(), "Fluffy");

  const changes = read.get("boss").get("name").changes();
  assertEquals((await changes.next()).value?.value, "Fluffy");
  await mark.get("boss").get("name").put("Felix");
  const next = await within(changes.next(), "the change");
  assertEquals(next.value?.value, "Felix");
  await changes.return?.();
});

test("graph: names of prototypes at the daemon", async (bus) => {
  await using graph = await connect(bus);
  for (const soul of ["__proto__", "constructor", bus.path("toString")]) {
    await graph.get(soul).put(new Map([["__proto__", 1], ["valueOf", 2]]));
    const found = [...await graph.get(soul).once()].sort();
    assertEquals(found, [["__proto__", 1], ["valueOf", 2]]);
  }
});

test("graph: queries of keys and souls", async (bus) => {
  await using graph = await connect(bus);
  const node = graph.get(bus.path("days"));
  await node.put({ a1: 1, a2: 2, b1: 3, b2: 4, c1: "x", "é": 6, "😀": 7 });
  const keys = async (range: Parameters<typeof node.query>[0]) =>
    [...(await node.query(range)).keys()].join(" ");
  assertEquals(await keys({ prefix: "a" }), "a1 a2");
  assertEquals(await keys({ equals: "b1" }), "b1");
  assertEquals(await keys({ equals: "b" }), "");
  assertEquals(await keys({ from: "b2" }), "b2 c1 é 😀");
  assertEquals(await keys({ to: "a2" }), "a1 a2");
  assertEquals(await keys({ from: "a2", to: "b1" }), "a2 b1");
  assertEquals(await keys({ from: "a1", limit: 18 }), "a1 a2");
  assertEquals(
    await keys({ prefix: "", to: "c9", reverse: true, limit: 10 }),
    "c1 b2",
  );
  for (const name of ["1", "2"]) {
    await graph.get(bus.path(`post/${name}`)).put({ title: name });
  }
  const posts = await graph.query({ prefix: bus.path("post/") });
  assertEquals([...posts].map(([soul, post]) => [soul, post.get("title")]), [
    [bus.path("post/1"), "1"],
    [bus.path("post/2"), "2"],
  ]);
});

test("graph: the whole graph is given to no client", async (bus) => {
  await using graph = await connect(bus);
  await assertRejects(() => graph.query({ prefix: "" }), GraphRefused);
});

test("graph: sets, from several hands", async (bus) => {
  await using one = await connect(bus);
  await using two = await connect(bus);
  const titles = new Set<unknown>();
  const all = Promise.withResolvers<void>();
  one.get(bus.path("todo")).map(({ properties }) => {
    titles.add(properties.get("title"));
    if (titles.size === 20) all.resolve();
  });
  const items = Array.from(
    { length: 20 },
    (_, index) =>
      (index % 2 === 0 ? one : two).get(bus.path("todo"))
        .set({ title: `item ${index}` }),
  );
  await Promise.all(items);
  await within(all.promise, "all items");
  assertEquals((await two.get(bus.path("todo")).once()).size, 20);
});

test("graph: writers in a hurry converge", async (bus) => {
  const soul = bus.path("hurry");
  await using stack = new AsyncDisposableStack();
  const seen: Map<string, unknown>[] = [];
  const graphs: Graph[] = [];
  for (let i = 0; i < 4; i++) {
    const graph = stack.use(await connect(bus));
    const values = new Map<string, unknown>();
    graph.get(soul).on(({ key, value }) => values.set(key, value));
    await graph.get(soul).once();
    graphs.push(graph);
    seen.push(values);
  }
  await Promise.all(
    Array.from(
      { length: 400 },
      (_, index) =>
        graphs[index % 4].get(soul).put({ [`k${index % 5}`]: index }),
    ),
  );
  // Puts before a fence have been notified when the fence is.
  await Promise.all(graphs.map(async (graph, index) => {
    const notified = Promise.withResolvers<void>();
    for (const other of graphs) {
      if (other === graph) continue;
      other.get(soul).get(`fence${index}`).on(() => notified.resolve());
    }
    await graph.get(soul).put({ [`fence${index}`]: true });
    await within(notified.promise, "the fence");
  }));
  await using reader = await connect(bus);
  const truth = Object.fromEntries(await reader.get(soul).once());
  for (const values of seen) {
    for (let k = 0; k < 5; k++) {
      assertEquals(values.get(`k${k}`), truth[`k${k}`]);
    }
  }
});

test("graph: what is signed is kept, what is forged refused", async (bus) => {
  await using graph = await connect(bus, { verify: true });
  const [{ soul, key, value }] = vectors.cases;
  assert(typeof value === "string");
  // At the time of this put the signature does not fit any more.
  await assertRejects(
    () => graph.get(soul).get(key).put(value),
    GraphRefused,
    "Unverified data.",
  );
  assertEquals(await graph.get(soul).get(key).once(), undefined);
  const hash = "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=";
  await graph.get("#").put({ [hash]: "hello world" });
  assertEquals(await graph.get("#").get(hash).once(), "hello world");
  await assertRejects(() => graph.get("#").put({ x: 1 }), GraphRefused);
});

onOneRuntime(
  "graph: the daemon ends and another takes over its store",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const args = ["--gun-store", folder.path("graph.db")];
    let daemon = await HostedDaemon.start(runtime, { args });
    try {
      const url = `ws://127.0.0.1:${daemon.wsPort}/gun`;
      await using graph = await Graph.connect(url, {
        reconnect: { min: 0.01, max: 0.05 },
      });
      const heard: unknown[] = [];
      graph.get("a").get("v").on(({ value }) => heard.push(value));
      await graph.get("a").put({ v: 1 });
      const { wsPort } = daemon;
      await daemon[Symbol.asyncDispose]();
      const offline = graph.get("a").put({ v: 2 });
      const reading = graph.get("a").get("w").once();
      const again = ["--ws-port", String(wsPort), ...args];
      daemon = await HostedDaemon.start(runtime, { args: again });
      await within(offline, "what was put while there was no daemon");
      assertEquals(await reading, undefined);
      await using other = await Graph.connect(url);
      assertEquals(await other.get("a").get("v").once(), 2);
      await other.get("a").put({ v: 3 });
      assertEquals(await graph.get("a").get("v").once(), 3);
      assertEquals(heard, [1, 2, 3]);
    } finally {
      await daemon[Symbol.asyncDispose]();
    }
  },
  { index: 1 },
);
