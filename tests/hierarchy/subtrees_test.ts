import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { invalidParams } from "../support/errors.ts";
import { everyKind } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { frame, type StreamClient } from "../support/stream_client.ts";
import { Notifications } from "./notifications.ts";

const test = sharedDaemon().onOneRuntime;
const open = sharedDaemon("--hierarchy", "open").onOneRuntime;
const notified = new Notifications("f");

/** A peer that fetches everything of its test, nodes too. */
async function watcher(bus: TestBus): Promise<StreamClient> {
  const peer = await bus.tcp();
  await peer.do("fetch", { id: notified.id, path: bus.here(), nodes: true });
  return peer;
}

/** Adds states whose values are their names. */
async function addAll(
  bus: TestBus,
  owner: StreamClient,
  ...names: string[]
): Promise<void> {
  for (const name of names) {
    await owner.do("add", { path: bus.path(name), value: name });
  }
}

test("remove with below takes a whole subtree, in the order of its coming, each leaf before its nodes", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await watcher(bus)];
  const names = ["t/a/x", "t/b", "t/a/y", "u/v"];
  await addAll(bus, owner, ...names);
  await peer.take(7);
  await owner.do("remove", { below: bus.path("t") });
  const gone = (name: string) => notified.state("remove", bus.path(name), name);
  await peer.expect(
    gone("t/a/x"),
    gone("t/b"),
    gone("t/a/y"),
    ...notified.nodes("remove", bus.path("t/a"), bus.path("t")),
  );
  await peer.quiet();
});

test("remove with below takes what is at the path, and nothing beside it", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await watcher(bus)];
  await addAll(bus, owner, "t", "tt/x", "t2");
  await peer.take(4);
  await owner.do("remove", { below: bus.path("t") });
  await peer.expect(notified.state("remove", bus.path("t"), "t"));
  await peer.quiet();
});

test("remove with below leaves what is others', and their nodes", async (bus) => {
  const [a, b, peer] = [await bus.tcp(), await bus.tcp(), await watcher(bus)];
  await addAll(bus, a, "t/mine/x", "t/ours/x");
  await addAll(bus, b, "t/ours/y");
  await peer.take(6);
  await a.do("remove", { below: bus.path("t") });
  await peer.expect(
    notified.state("remove", bus.path("t/mine/x"), "t/mine/x"),
    notified.node("remove", bus.path("t/mine")),
    notified.state("remove", bus.path("t/ours/x"), "t/ours/x"),
  );
  await peer.quiet();
  // Nothing of its own is left.
  const none = invalidParams({ pathNotExists: bus.path("t") });
  assertEquals(await a.ask("remove", { below: bus.path("t") }), none);
  await peer.quiet();
  await b.do("remove", { below: bus.path("t/ours") });
  await peer.expect(
    notified.state("remove", bus.path("t/ours/y"), "t/ours/y"),
    ...notified.nodes("remove", bus.path("t/ours"), bus.path("t")),
  );
});

test("nothing of another peer comes between the events of one subtree", async (bus) => {
  const [owner, other] = [await bus.tcp(), await bus.tcp()];
  const peer = await watcher(bus);
  const busy = bus.path("busy");
  await other.do("add", { path: busy, value: -1 });
  // Few, because a slice ends by the clock too where a machine is busy.
  const names = Array.from({ length: 40 }, (_, at) => `t/${at % 7}/${at}`);
  await owner.send(names.map((name) => ({
    method: "add",
    params: { path: bus.path(name), value: 0 },
  })));
  await peer.take(1 + 1 + 7 + names.length);
  const changes = Array.from({ length: 400 }, async (_, value) => {
    await other.send({ method: "change", params: { path: busy, value } });
  });
  await owner.send({ method: "remove", params: { below: bus.path("t") } });
  await Promise.all(changes);
  const events = await peer.take(changes.length + names.length + 8);
  const removes = events.flatMap((event, at) =>
    asRecord(asRecord(event).params).event === "remove" ? [at] : []
  );
  assertEquals(removes.length, names.length + 8);
  assertEquals(removes[removes.length - 1] - removes[0], removes.length - 1);
  await peer.quiet();
});

test("remove with below answers every kind of peer as remove does", async (bus) => {
  const peer = await watcher(bus);
  for (const owner of await everyKind(bus)) {
    const path = bus.path("t/x");
    await owner.do("add", { path, value: 1 });
    await owner.do("remove", { below: bus.path("t") });
    await peer.take(4);
    const { error } = await owner.ask("remove", { below: bus.path("t") });
    assertEquals(typeof asRecord(error).code, "number");
    await owner.notify("remove", { below: bus.path("t") });
    await owner.quiet();
    await peer.quiet();
  }
});

test("change with below sets several states at once, in the order of the request", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await watcher(bus)];
  await addAll(bus, owner, "t/a", "t/b/c", "t/d");
  await peer.take(5);
  const values = { "d": { x: 1 }, "b/c": "ä", "a": null };
  await owner.do("change", { below: bus.path("t"), values });
  await peer.expect(
    notified.state("change", bus.path("t/d"), { x: 1 }),
    notified.state("change", bus.path("t/b/c"), "ä"),
    notified.state("change", bus.path("t/a"), null),
  );
  await owner.do("change", { below: bus.path("t"), values: {} });
  await peer.quiet();
});

/** What makes a change of `t/a` and this impossible, and the error. */
const SPOILERS: [name: string, reason: string][] = [
  ["unknown", "pathNotExists"],
  ["method", "pathIsNotState"],
  ["foreign", "foreignPath"],
  ["node", "pathNotExists"],
  ["", "pathNotExists"],
];

for (const [name, reason] of SPOILERS) {
  test(`change with below does nothing at all because of ${name || "an empty name"} (${reason})`, async (bus) => {
    const [owner, other] = [await bus.tcp(), await bus.tcp()];
    await addAll(bus, owner, "t/a", "t/z", "t/node/x");
    await owner.do("add", { path: bus.path("t/method") });
    await addAll(bus, other, "t/foreign");
    const peer = await watcher(bus);
    await peer.take(7);
    const values = { a: 1, [name]: 1, z: 1 };
    assertEquals(
      await owner.ask("change", { below: bus.path("t"), values }),
      invalidParams({ [reason]: bus.path(`t/${name}`) }),
    );
    await owner.send({
      method: "change",
      params: { below: bus.path("t"), values },
    });
    await owner.quiet();
    await peer.quiet();
    assertEquals(
      await peer.ask("get", { path: { equals: bus.path("t/a") } }),
      { result: [{ path: bus.path("t/a"), event: "add", value: "t/a" }] },
    );
  });
}

test("change with below needs an object of values", async (bus) => {
  const owner = await bus.tcp();
  await addAll(bus, owner, "t/a");
  const below = bus.path("t");
  const missing = { below };
  assertEquals(
    await owner.ask("change", missing),
    invalidParams({ missingParam: "values", got: missing }),
  );
  for (const values of [1, "a", [1], null]) {
    const params = { below, values };
    const { error } = asRecord(await owner.ask("change", params));
    assertEquals(asRecord(error).code, -32602);
  }
});

test("who vanishes in the middle of adding a subtree leaves nothing, not even nodes", async (bus) => {
  const peer = await watcher(bus);
  for (let cut = 1; cut < 12; cut++) {
    const owner = await bus.tcp();
    const adds = Array.from({ length: 6 }, (_, at) => ({
      id: at,
      method: "add",
      params: { path: bus.path(`t/${at % 2}/${at}`), value: at },
    }));
    const bytes = frame(JSON.stringify(adds));
    const whole = frame(JSON.stringify(adds[0]));
    await owner.write(whole);
    await owner.expect({ id: 0, result: true });
    await owner.write(bytes.subarray(0, Math.ceil(bytes.length * cut / 12)));
    owner.close();
    const [path, t0, t] = ["t/0/0", "t/0", "t"].map(bus.path, bus);
    await peer.expect(
      ...notified.nodes("add", t, t0),
      notified.state("add", path, 0),
      notified.state("remove", path, 0),
      ...notified.nodes("remove", t0, t),
    );
  }
  await peer.quiet();
});

test("who vanishes right after removing a subtree removes the rest with itself, once", async (bus) => {
  const peer = await watcher(bus);
  for (let round = 0; round < 10; round++) {
    const owner = await bus.tcp();
    await addAll(bus, owner, "t/a/1", "t/b/2", "u/3");
    await owner.send({ method: "remove", params: { below: bus.path("t") } });
    owner.close();
    const gone = (name: string) =>
      notified.state("remove", bus.path(name), name);
    await peer.take(7);
    await peer.expect(
      gone("t/a/1"),
      notified.node("remove", bus.path("t/a")),
      gone("t/b/2"),
      ...notified.nodes("remove", bus.path("t/b"), bus.path("t")),
      gone("u/3"),
      notified.node("remove", bus.path("u")),
    );
  }
  await peer.quiet();
});

test("a fetcher that vanishes while a subtree goes disturbs no other peer", async (bus) => {
  const owner = await bus.tcp();
  const peer = await watcher(bus);
  for (let round = 0; round < 10; round++) {
    const leaving = await watcher(bus);
    const count = 50;
    await owner.send(Array.from({ length: count }, (_, at) => ({
      method: "add",
      params: { path: bus.path(`t/${at}/x`), value: at },
    })));
    await leaving.next();
    const removed = owner.do("remove", { below: bus.path("t") });
    leaving.close();
    await removed;
    const events = await peer.take(2 * (2 * count + 1));
    assertEquals(events.at(-1), notified.node("remove", bus.path("t")));
  }
  await peer.quiet();
});

test("requests at an owner whose subtree goes are answered", async (bus) => {
  const [owner, client] = [await bus.tcp(), await bus.tcp()];
  await owner.do("add", { path: bus.path("t/a"), value: 1 });
  await client.send({
    id: "set",
    method: "set",
    params: { path: bus.path("t/a"), value: 2 },
  });
  const { id } = asRecord(await owner.next());
  await owner.do("remove", { below: bus.path("t") });
  // It may still answer what it was asked before.
  await owner.send({ id, result: true });
  await client.expect({ id: "set", result: true });
});

open(
  "--hierarchy open: remove with below takes leaf and subtree of one path, each once",
  async (bus) => {
    const [owner, peer] = [await bus.tcp(), await watcher(bus)];
    await addAll(bus, owner, "t", "t/a", "t/");
    await peer.take(4);
    await owner.do("remove", { below: bus.path("t") });
    await peer.expect(
      notified.state("remove", bus.path("t"), "t"),
      notified.state("remove", bus.path("t/a"), "t/a"),
      notified.state("remove", bus.path("t/"), "t/"),
      notified.node("remove", bus.path("t")),
    );
    await peer.quiet();
  },
);

open(
  "--hierarchy open: remove with below of all takes the leaf with the empty path once",
  async (bus) => {
    const [owner, peer] = [await bus.tcp(), await bus.tcp()];
    const equalsOneOf = ["", bus.path("a")];
    await peer.do("fetch", { id: notified.id, path: { equalsOneOf } });
    await owner.do("add", { path: "", value: 1 });
    await owner.do("add", { path: bus.path("a"), value: 2 });
    await owner.do("remove", { below: "" });
    await peer.expect(
      notified.state("add", "", 1),
      notified.state("add", bus.path("a"), 2),
      notified.state("remove", "", 1),
      notified.state("remove", bus.path("a"), 2),
    );
    await peer.quiet();
  },
);
