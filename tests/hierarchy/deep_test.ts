import { assertEquals } from "@std/assert";
import { invalidParams } from "../support/errors.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { ancestors } from "./naive.ts";
import { Notifications } from "./notifications.ts";

const test = sharedDaemon().onOneRuntime;
const notified = new Notifications("f");

const DEPTH = 120;
// The daemon's limit.
const MAX_DEPTH = 128;

test(`a path of ${DEPTH} segments is a path like any other`, async (bus) => {
  const [owner, other] = [await bus.tcp(), await bus.tcp()];
  const path = bus.path(Array(DEPTH).fill("a").join("/"));
  await owner.do("add", { path, value: 1 });
  const below = path.slice(0, bus.prefix.length + 2 * (DEPTH / 2) - 1);
  assertEquals(await other.ask("list", { path: below }), {
    result: {
      path: below,
      n: 1,
      children: [
        { name: "a", path: `${below}/a`, type: "node", children: 1 },
      ],
    },
  });
  assertEquals(
    await other.ask("add", { path: below, value: 1 }),
    invalidParams({ pathIsNode: below }),
  );
  assertEquals(
    await other.ask("add", { path: `${path}/a/b/c`, value: 1 }),
    invalidParams({ parentIsLeaf: path }),
  );
  await owner.do("remove", { below: bus.path("a") });
  // All of it is free again, for a leaf at the top.
  await other.do("add", { path: bus.path("a"), value: 1 });
});

test("a fetch of nodes gets a hundred levels in order, and their end", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  await peer.do("fetch", { id: notified.id, path: bus.here(), nodes: true });
  const path = bus.path(Array(DEPTH).fill("a").join("/"));
  const nodes = ancestors(path).slice(1);
  await owner.do("add", { path, value: 1 });
  await peer.expect(
    ...notified.nodes("add", ...nodes),
    notified.state("add", path, 1),
  );
  owner.close();
  await peer.expect(
    notified.state("remove", path, 1),
    ...notified.nodes("remove", ...nodes.reverse()),
  );
  await peer.quiet();
});

test("a pattern may be as deep as a path", async (bus) => {
  const peer = await bus.tcp();
  const path = bus.path(Array(DEPTH).fill("a").join("/"));
  const matches = bus.path(Array(DEPTH).fill("+").join("/"));
  await peer.do("add", { path, value: 1 });
  const found = { result: [{ path, event: "add", value: 1 }] };
  assertEquals(await peer.ask("get", { path: { matches } }), found);
  assertEquals(
    await peer.ask("get", { path: { matches: `${matches}/+` } }),
    { result: [] },
  );
  const below = bus.prefix.slice(0, -1);
  assertEquals(await peer.ask("get", { below, depth: DEPTH }), found);
  assertEquals(await peer.ask("get", { below, depth: DEPTH - 1 }), {
    result: [],
  });
});

test("the deepest path that fits into a message is refused and delays no other peer", async (bus) => {
  const bystander = await bus.bystander();
  const owner = await bus.tcp();
  const path = bus.path(Array(30_000).fill("a").join("/"));
  assertEquals(
    await owner.ask("add", { path, value: 1 }),
    invalidParams({ tooDeep: path }),
  );
  const longer = bus.path(Array(500_000).fill("a").join("/"));
  assertEquals(
    await owner.ask("add", { path: longer, value: 1 }),
    invalidParams({ pathTooLong: longer.slice(0, 1024) }),
  );
  await bystander.noticedNothing();
  owner.close();
  await bystander.noticedNothing();
});

test("a path of one segment too many is refused, above nodes or not", async (bus) => {
  const owner = await bus.tcp();
  const here = bus.prefix.split("/").length - 1;
  const deepest = bus.path(Array(MAX_DEPTH - here).fill("a").join("/"));
  const tooDeep = `${deepest}/a`;
  const refused = invalidParams({ tooDeep });
  assertEquals(await owner.ask("add", { path: tooDeep, value: 1 }), refused);
  // The refused path has left nothing behind.
  assertEquals(await owner.ask("get", { below: bus.path("a") }), {
    result: [],
  });
  await owner.do("add", { path: `${deepest.slice(0, -1)}b`, value: 1 });
  assertEquals(await owner.ask("add", { path: tooDeep, value: 1 }), refused);
  await owner.do("add", { path: deepest, value: 1 });
});
