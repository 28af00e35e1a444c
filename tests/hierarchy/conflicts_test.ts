import { assertEquals, assertStringIncludes } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { invalidParams } from "../support/errors.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";
import { Notifications } from "./notifications.ts";

const test = sharedDaemon().onOneRuntime;
const notified = new Notifications("f");

/** Refused positions beside `node/leaf`, and why. */
const REFUSED: Record<string, [reason: string, at: string]> = {
  "node/leaf": ["pathAlreadyExists", "node/leaf"],
  "node": ["pathIsNode", "node"],
  "node/leaf/below": ["parentIsLeaf", "node/leaf"],
  "node/leaf/far/far/below": ["parentIsLeaf", "node/leaf"],
  "node/": ["emptySegment", "node/"],
  "node//a": ["emptySegment", "node//a"],
  "/a": ["emptySegment", "/a"],
  "new/": ["emptySegment", "new/"],
  "new/a//": ["emptySegment", "new/a//"],
  "new//a/b": ["emptySegment", "new//a/b"],
  "node/leaf/": ["emptySegment", "node/leaf/"],
  "node/leaf//a": ["emptySegment", "node/leaf//a"],
};

for (const [name, [reason, at]] of Object.entries(REFUSED)) {
  test(`${name} beside node/leaf is refused for ${reason}, without an event`, async (bus) => {
    const owner = await bus.tcp();
    const [other, peer] = [await bus.tcp(), await bus.tcp()];
    const leaf = bus.path("node/leaf");
    await owner.do("add", { path: leaf, value: 1 });
    await peer.do("fetch", { id: notified.id, path: bus.here(), nodes: true });
    await peer.take(2);
    for (const one of [owner, other]) {
      for (const value of [2, undefined]) {
        assertEquals(
          await one.ask("add", { path: bus.path(name), value }),
          invalidParams({ [reason]: bus.path(at) }),
        );
      }
    }
    await peer.quiet();
    const list = await peer.ask("list", { path: bus.path("node") });
    assertEquals(Object(list).result.n, 1);
    await owner.do("remove", { path: leaf });
    await peer.expect(
      notified.state("remove", leaf, 1),
      notified.node("remove", bus.path("node")),
    );
    // All is as if nothing had been there: the position is free.
    if (reason !== "emptySegment") {
      const path = bus.path(name);
      await other.do("add", { path, value: 2 });
      await other.do("remove", { path });
    }
  });
}

test("the empty path and a path of nothing but separators are refused", async (bus) => {
  const peer = await bus.tcp();
  for (const path of ["", "/", "//", "///"]) {
    assertEquals(
      await peer.ask("add", { path, value: 1 }),
      invalidParams({ emptySegment: path }),
    );
  }
  for (const path of [`//${bus.path("a")}`, `/${bus.path("a/")}`]) {
    assertEquals(
      await peer.ask("add", { path, value: 1 }),
      invalidParams({ emptySegment: path }),
    );
  }
});

test("a path may begin with a separator, which makes it another path", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const top = bus.prefix.slice(0, -1);
  const path = `/${bus.path("a/b")}`;
  const startsWith = `/${top}`;
  await peer.do("fetch", {
    id: notified.id,
    path: { startsWith },
    nodes: true,
  });
  await owner.do("add", { path: bus.path("a/b"), value: 1 });
  await owner.do("add", { path, value: 2 });
  await peer.expect(
    ...notified.nodes("add", `/${top}`, `/${bus.path("a")}`),
    notified.state("add", path, 2),
  );
  assertEquals(
    await owner.ask("add", { path: `/${top}`, value: 1 }),
    invalidParams({ pathIsNode: `/${top}` }),
  );
  await owner.do("remove", { path });
  await peer.expect(
    notified.state("remove", path, 2),
    ...notified.nodes("remove", `/${bus.path("a")}`, `/${top}`),
  );
  await peer.quiet();
});

for (const kind of KINDS) {
  test(`${kind}: a refused position is an error that says which`, async (bus) => {
    const owner = await speaker(bus, "2.x");
    const peer = await speaker(bus, kind);
    await owner.do("add", { path: bus.path("node/leaf"), value: 1 });
    const cases = [
      ["node", "pathIsNode", "node"],
      ["node/leaf/x", "parentIsLeaf", "node/leaf"],
      ["node//x", "emptySegment", "node//x"],
    ];
    for (const [name, reason, at] of cases) {
      const params = { path: bus.path(name), value: 1 };
      const { error } = await peer.ask("add", params);
      const { code, data } = asRecord(error);
      assertEquals(code, -32602);
      if (!peer.isV3) {
        assertEquals(data, { [reason]: bus.path(at) });
      } else {
        assertStringIncludes(String(asRecord(data).details), bus.path(at));
      }
    }
    await peer.quiet();
  });
}

/** Two leaves of which only the first to come can be there, and why. */
const RACES: [first: string, second: string, reason: string, at: string][] = [
  ["x/y", "x/y", "pathAlreadyExists", "x/y"],
  ["x/y", "x", "pathIsNode", "x"],
  ["x", "x/y", "parentIsLeaf", "x"],
  ["x/y/z/u", "x/y", "pathIsNode", "x/y"],
  ["x/y", "x/y/z/u", "parentIsLeaf", "x/y"],
];

for (const [first, second, reason, at] of RACES) {
  test(`of ${first} and ${second} the first to come wins, and its end frees the position`, async (bus) => {
    const [a, b] = [await bus.tcp(), await bus.websocket()];
    const peer = await bus.tcp();
    const [one, two] = [bus.path(first), bus.path(second)];
    const refusal = invalidParams({ [reason]: bus.path(at) });
    await peer.do("fetch", { id: notified.id, path: bus.here(), nodes: true });
    // The last time the winner vanishes instead of removing.
    for (const vanishes of [false, true]) {
      await a.do("add", { path: one, value: 1 });
      assertEquals(await b.ask("add", { path: two, value: 2 }), refusal);
      if (vanishes) a.close();
      else await a.do("remove", { path: one });
      const nodes = first.split("/").length - 1;
      const events = Object(await peer.take(2 * (nodes + 1)));
      assertEquals(events[nodes], notified.state("add", one, 1));
      assertEquals(events[nodes + 1], notified.state("remove", one, 1));
      await b.do("add", { path: two, value: 2 });
      await peer.take(second.split("/").length);
      await b.do("remove", { path: two });
      await peer.take(second.split("/").length);
      await peer.quiet();
    }
  });
}

test("of many peers that want one position at once exactly one gets it, and the nodes come once", async (bus) => {
  const peer = await bus.tcp();
  await peer.do("fetch", { id: notified.id, path: bus.here(), nodes: true });
  const paths = ["r", "r/s", "r/s/t"].map(bus.path, bus);
  for (let round = 0; round < 20; round++) {
    const peers = await Promise.all(
      Array.from({ length: 6 }, () => bus.tcp()),
    );
    const answers = await Promise.all(
      peers.map((one, at) => {
        const path = paths[(at + round) % paths.length];
        return one.ask("add", { path, value: at });
      }),
    );
    const winners = answers.flatMap((answer, at) =>
      "result" in Object(answer) ? [at] : []
    );
    assertEquals(winners.length, 1);
    const [winner] = winners;
    const path = paths[(winner + round) % paths.length];
    const nodes = paths.slice(0, paths.indexOf(path));
    await peer.expect(
      ...notified.nodes("add", ...nodes),
      notified.state("add", path, winner),
    );
    for (const one of peers) one.close();
    await peer.expect(
      notified.state("remove", path, winner),
      ...notified.nodes("remove", ...nodes.reverse()),
    );
  }
  await peer.quiet();
});
