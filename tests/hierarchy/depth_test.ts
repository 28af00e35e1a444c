import { assertEquals } from "@std/assert";
import { asRecord, type Client } from "../support/client.ts";
import { everyKind } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { Notifications } from "./notifications.ts";

const test = sharedDaemon().onOneRuntime;
const notified = new Notifications("f");

/** The names of what a get finds. */
async function found(
  bus: TestBus,
  peer: Client,
  rules: Record<string, unknown>,
): Promise<string[]> {
  const { result } = asRecord(await peer.ask("get", rules));
  if (!Array.isArray(result)) throw new TypeError("no result");
  return result.map((one) =>
    String(asRecord(one).path).slice(bus.prefix.length)
  );
}

test("a fetch of depth 1 is a live directory: children, nodes among them, and nothing deeper", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const dir = bus.path("dir");
  await owner.do("add", { path: `${dir}/sub/deep/x`, value: 1 });
  await owner.do("add", { path: `${dir}/leaf`, value: 2 });
  await peer.do("fetch", {
    id: notified.id,
    below: dir,
    depth: 1,
    nodes: true,
  });
  await peer.expect(
    notified.node("add", `${dir}/sub`),
    notified.state("add", `${dir}/leaf`, 2),
  );
  await owner.do("add", { path: `${dir}/sub/y`, value: 3 });
  await owner.do("change", { path: `${dir}/sub/y`, value: 4 });
  await owner.do("add", { path: `${dir}x/y`, value: 3 });
  await owner.do("add", { path: `${dir}/new/y` });
  await owner.do("change", { path: `${dir}/leaf`, value: 5 });
  await owner.do("add", { path: `${dir}/m` });
  await owner.do("remove", { path: `${dir}/sub/deep/x` });
  await owner.do("remove", { path: `${dir}/sub/y` });
  await peer.expect(
    notified.node("add", `${dir}/new`),
    notified.state("change", `${dir}/leaf`, 5),
    notified.method("add", `${dir}/m`),
    notified.node("remove", `${dir}/sub`),
  );
  owner.close();
  await peer.expect(
    notified.state("remove", `${dir}/leaf`, 5),
    notified.node("remove", `${dir}/new`),
    notified.method("remove", `${dir}/m`),
  );
  await peer.quiet();
});

test("below without depth is everything below, and not the path itself", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const dir = bus.path("dir");
  await peer.do("fetch", { id: notified.id, below: dir, nodes: true });
  await owner.do("add", { path: `${dir}/a/b/c`, value: 1 });
  await peer.expect(
    ...notified.nodes("add", `${dir}/a`, `${dir}/a/b`),
    notified.state("add", `${dir}/a/b/c`, 1),
  );
  await owner.do("remove", { path: `${dir}/a/b/c` });
  await peer.take(3);
  await owner.do("add", { path: dir, value: 1 });
  await owner.do("add", { path: `${dir}2/a`, value: 1 });
  await peer.quiet();
});

test("each depth is found by get as by the hierarchy's levels", async (bus) => {
  const peer = await bus.tcp();
  const names = ["d/1", "d/n/2", "d/n/n/3", "d/n/n/n/4", "e/1"];
  for (const name of names) {
    await peer.do("add", { path: bus.path(name), value: 1 });
  }
  const below = bus.path("d");
  for (let depth = 1; depth <= 5; depth++) {
    assertEquals(
      await found(bus, peer, { below, depth }),
      names.slice(0, Math.min(depth, 4)),
    );
  }
  const top = bus.prefix.slice(0, -1);
  assertEquals(await found(bus, peer, { below: top, depth: 1 }), []);
  assertEquals(
    await found(bus, peer, { below: top, depth: 2 }),
    ["d/1", "e/1"],
  );
  // Without a path it counts from the root.
  const path = bus.here();
  assertEquals(await found(bus, peer, { path, depth: 2 }), []);
  assertEquals(await found(bus, peer, { path, depth: 3 }), ["d/1", "e/1"]);
});

test("below and depth hold together with other rules, whatever the case", async (bus) => {
  const peer = await bus.tcp();
  const names = ["D/ab", "d/ab", "d/ac", "d/x/ab", "d/ad"];
  for (const [value, name] of names.entries()) {
    await peer.do("add", { path: bus.path(name), value });
  }
  const limit = { below: bus.path("d"), depth: 1 };
  const cases: [Record<string, unknown>, string[]][] = [
    [{ path: { endsWith: "ab" } }, ["d/ab"]],
    [{ path: { caseInsensitive: true, endsWith: "B" } }, ["D/ab", "d/ab"]],
    [{ value: { greaterThan: 1 } }, ["d/ac", "d/ad"]],
    [{ path: { equals: bus.path("d/ac") } }, ["d/ac"]],
    [{ path: { equals: bus.path("d/x/ab") } }, []],
    [{ path: { equalsOneOf: [bus.path("D/ab"), bus.path("d/ad")] } }, ["d/ad"]],
    [{ path: { startsWith: bus.path("d/a") } }, ["d/ab", "d/ac", "d/ad"]],
    [{ type: ["method"] }, []],
  ];
  for (const [rules, expected] of cases) {
    assertEquals(await found(bus, peer, { ...limit, ...rules }), expected);
  }
});

test("a fetch below a missing path is notified when the path appears", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const below = bus.path("later");
  await peer.do("fetch", { id: notified.id, below, depth: 1 });
  await peer.quiet();
  await owner.do("add", { path: `${below}/a`, value: 1 });
  await peer.expect(notified.state("add", `${below}/a`, 1));
});

test("every dialect's fetch can be limited", async (bus) => {
  const owner = await bus.tcp();
  const below = bus.path("d");
  await owner.do("add", { path: `${below}/a`, value: 1 });
  await owner.do("add", { path: `${below}/b/c`, value: 2 });
  for (const peer of await everyKind(bus)) {
    await peer.fetch(
      { below, depth: 1 },
      peer.event("add", `${below}/a`, 1),
    );
    await peer.quiet();
  }
});

test("a sorted fetch can be limited", async (bus) => {
  const peer = await bus.tcp();
  const below = bus.path("d");
  for (const name of ["b", "a", "c/x"]) {
    await peer.do("add", { path: `${below}/${name}`, value: 1 });
  }
  const sort = { byPath: true, from: 1, to: 10 };
  const params = { id: notified.id, below, depth: 1, sort, nodes: true };
  await peer.do("fetch", params);
  const changes = [
    { path: `${below}/a`, value: 1, index: 1 },
    { path: `${below}/b`, value: 1, index: 2 },
    { path: `${below}/c`, type: "node", index: 3 },
  ];
  await peer.expect({ method: notified.id, params: { changes, n: 3 } });
});

test("a depth that is no whole number from 1, and a below that is no text are refused", async (bus) => {
  const peer = await bus.tcp();
  const wrong = [
    { depth: 0 },
    { depth: -1 },
    { depth: 1.5 },
    { depth: "1" },
    { below: 1 },
    { below: ["a"] },
  ];
  for (const rules of wrong) {
    for (const method of ["fetch", "get"]) {
      const params = { id: notified.id, ...rules };
      const { error } = asRecord(await peer.ask(method, params));
      assertEquals(asRecord(error).code, -32602);
    }
  }
  await peer.do("fetch", { id: notified.id, below: bus.path("a"), depth: 1 });
});
