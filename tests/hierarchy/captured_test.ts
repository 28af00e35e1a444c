// What the daemons of 2012 and 2013 were recorded to do, in today's messages.
import { assertEquals } from "@std/assert";
import { invalidParams } from "../support/errors.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import type { StreamClient } from "../support/stream_client.ts";
import { Notifications } from "./notifications.ts";

const test = sharedDaemon().onOneRuntime;
const all = new Notifications("all");

/** A peer that fetches everything of its test, nodes too. */
async function watcher(bus: TestBus): Promise<StreamClient> {
  const peer = await bus.tcp();
  await peer.do("fetch", { id: all.id, path: bus.here(), nodes: true });
  return peer;
}

test("a leaf brings the nodes above it, the outermost first, then comes itself", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await watcher(bus)];
  await owner.do("add", { path: bus.path("foo/bar/status"), value: 1 });
  await peer.expect(
    ...all.nodes("add", bus.path("foo"), bus.path("foo/bar")),
    all.state("add", bus.path("foo/bar/status"), 1),
  );
  await peer.quiet();
});

test("another peer's leaf below a node that is there brings no node", async (bus) => {
  const [a, b, peer] = [await bus.tcp(), await bus.tcp(), await watcher(bus)];
  await a.do("add", { path: bus.path("foo/bar/status"), value: 1 });
  await peer.take(3);
  await b.do("add", { path: bus.path("foo/bar/fly") });
  await peer.expect(all.method("add", bus.path("foo/bar/fly")));
  await peer.quiet();
});

test("a node stays as long as another peer's leaf is below, and goes with the last, the innermost first", async (bus) => {
  const [a, b, peer] = [await bus.tcp(), await bus.tcp(), await watcher(bus)];
  const [status, fly] = [bus.path("foo/bar/status"), bus.path("foo/bar/fly")];
  await a.do("add", { path: status, value: 1 });
  await b.do("add", { path: fly });
  await peer.take(4);
  await a.do("remove", { path: status });
  await peer.expect(all.state("remove", status, 1));
  await peer.quiet();
  await b.do("remove", { path: fly });
  await peer.expect(
    all.method("remove", fly),
    ...all.nodes("remove", bus.path("foo/bar"), bus.path("foo")),
  );
  await peer.quiet();
});

test("a leaf can't be put where a node, or where a leaf is", async (bus) => {
  const [a, b, peer] = [await bus.tcp(), await bus.tcp(), await watcher(bus)];
  const status = bus.path("foo/bar/status");
  await a.do("add", { path: status, value: 1 });
  await peer.take(3);
  assertEquals(
    await b.ask("add", { path: bus.path("foo/bar"), value: 2 }),
    invalidParams({ pathIsNode: bus.path("foo/bar") }),
  );
  assertEquals(
    await b.ask("add", { path: status, value: 2 }),
    invalidParams({ pathAlreadyExists: status }),
  );
  await peer.quiet();
});

test("a leaf can't be put below a leaf, and the nodes on the way are not left behind", async (bus) => {
  const [a, b, peer] = [await bus.tcp(), await bus.tcp(), await watcher(bus)];
  const fly = bus.path("foo/bar/fly");
  await a.do("add", { path: fly });
  await peer.take(3);
  for (const below of [`${fly}/x`, `${fly}/leak/leak2/x`]) {
    assertEquals(
      await b.ask("add", { path: below, value: 2 }),
      invalidParams({ parentIsLeaf: fly }),
    );
  }
  await peer.quiet();
  await a.do("remove", { path: fly });
  await peer.expect(
    all.method("remove", fly),
    ...all.nodes("remove", bus.path("foo/bar"), bus.path("foo")),
  );
  // Now the position is free.
  await b.do("add", { path: `${fly}/x`, value: 2 });
  await peer.expect(
    ...all.nodes("add", bus.path("foo"), bus.path("foo/bar"), fly),
    all.state("add", `${fly}/x`, 2),
  );
  await peer.quiet();
});

test("a late fetch gets nodes before leaves, parents before children", async (bus) => {
  const [a, b] = [await bus.tcp(), await bus.tcp()];
  const states = ["x/long-name/a", "foo/bar/status", "foo/b"];
  for (const [value, name] of states.entries()) {
    const owner = value === 1 ? b : a;
    await owner.do("add", { path: bus.path(name), value });
  }
  const peer = await watcher(bus);
  const nodes = ["x", "x/long-name", "foo", "foo/bar"].map(bus.path, bus);
  const received = await peer.take(nodes.length + states.length);
  const first = received.slice(0, nodes.length);
  const asSet = new Set(first.map((message) => JSON.stringify(message)));
  assertEquals(
    asSet,
    new Set(all.nodes("add", ...nodes).map((node) => JSON.stringify(node))),
  );
  const at = (path: string) =>
    first.findIndex((message) =>
      JSON.stringify(message) === JSON.stringify(all.node("add", path))
    );
  assertEquals(at(nodes[0]) < at(nodes[1]), true, "x before x/long-name");
  assertEquals(at(nodes[2]) < at(nodes[3]), true, "foo before foo/bar");
  assertEquals(
    received.slice(nodes.length),
    states.map((name, value) => all.state("add", bus.path(name), value)),
  );
  await peer.quiet();
});

test("rules choose among nodes as among leaves", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const notified = new Notifications("g");
  await peer.do("fetch", {
    id: notified.id,
    nodes: true,
    path: {
      startsWith: bus.path("foo"),
      endsNotWith: "status",
    },
  });
  for (const name of ["foo/bar/status", "foo/bar/fly", "leak/status"]) {
    await owner.do("add", { path: bus.path(name), value: 1 });
  }
  await peer.expect(
    ...notified.nodes("add", bus.path("foo"), bus.path("foo/bar")),
    notified.state("add", bus.path("foo/bar/fly"), 1),
  );
  await peer.quiet();
});

test("a rule that only a node's path satisfies tells of the node alone", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const notified = new Notifications("only");
  const path = { equals: bus.path("foo/bar") };
  await peer.do("fetch", { id: notified.id, nodes: true, path });
  const status = bus.path("foo/bar/status");
  await owner.do("add", { path: status, value: 1 });
  await owner.do("change", { path: status, value: 2 });
  await owner.do("remove", { path: status });
  await peer.expect(
    notified.node("add", path.equals),
    notified.node("remove", path.equals),
  );
  await peer.quiet();
});

test("with an owner go its leaves, and the nodes that are empty after each of them", async (bus) => {
  const [a, b, peer] = [await bus.tcp(), await bus.tcp(), await watcher(bus)];
  const [pqa, pqb] = [bus.path("p/q/a"), bus.path("p/q/b")];
  await a.do("add", { path: pqa, value: 1 });
  await a.do("add", { path: pqb, value: 2 });
  await a.do("add", { path: bus.path("p/shared/a"), value: 3 });
  await b.do("add", { path: bus.path("p/shared/b"), value: 4 });
  await peer.take(7);
  a.close();
  await peer.expect(
    all.state("remove", pqa, 1),
    all.state("remove", pqb, 2),
    all.node("remove", bus.path("p/q")),
    all.state("remove", bus.path("p/shared/a"), 3),
  );
  await peer.quiet();
  b.close();
  await peer.expect(
    all.state("remove", bus.path("p/shared/b"), 4),
    ...all.nodes("remove", bus.path("p/shared"), bus.path("p")),
  );
  await peer.quiet();
});

test("a node is nothing to remove, change, set or call", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await watcher(bus)];
  const [foo, status] = [bus.path("foo/bar"), bus.path("foo/bar/status")];
  const fly = bus.path("foo/bar/fly");
  await owner.do("add", { path: status, value: 1 });
  await owner.do("add", { path: fly });
  await peer.take(4);
  const unknown = invalidParams({ pathNotExists: foo });
  for (const one of [owner, peer]) {
    assertEquals(await one.ask("remove", { path: foo }), unknown);
    assertEquals(await one.ask("change", { path: foo, value: 1 }), unknown);
    assertEquals(await one.ask("set", { path: foo, value: 1 }), unknown);
    assertEquals(await one.ask("call", { path: foo, args: [] }), unknown);
  }
  assertEquals(
    await peer.ask("set", { path: fly, value: 1 }),
    invalidParams({ pathIsNotState: fly }),
  );
  assertEquals(
    await peer.ask("call", { path: status, args: [] }),
    invalidParams({ pathIsNotMethod: status }),
  );
  await peer.quiet();
  await owner.quiet();
});

test("the changes of a leaf are no news of the nodes above", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await watcher(bus)];
  const path = bus.path("foo/bar/status");
  await owner.do("add", { path, value: 1 });
  await peer.take(3);
  await owner.do("change", { path, value: 43 });
  await peer.expect(all.state("change", path, 43));
  await peer.quiet();
});

test("nodes flap when a leaf is removed and added again in one go", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await watcher(bus)];
  const path = bus.path("p/q/a");
  await owner.do("add", { path, value: 1 });
  await peer.take(3);
  const count = 200;
  for (let value = 0; value < count; value++) {
    await owner.send([
      { method: "remove", params: { path } },
      { method: "add", params: { path, value } },
    ]);
  }
  const [p, q] = [bus.path("p"), bus.path("p/q")];
  for (let value = 0; value < count; value++) {
    await peer.expect(
      all.state("remove", path, value === 0 ? 1 : value - 1),
      ...all.nodes("remove", q, p),
      ...all.nodes("add", p, q),
      all.state("add", path, value),
    );
  }
  await peer.quiet();
});
