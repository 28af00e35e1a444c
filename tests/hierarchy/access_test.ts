import { assertEquals } from "@std/assert";
import { invalidParams } from "../support/errors.ts";
import { speaker } from "../support/population.ts";
import type { TestBus } from "../support/shared_daemon.ts";
import type { Speaker } from "../support/speaker.ts";
import { daemonWithUsers, login } from "../support/users.ts";
import { Notifications } from "./notifications.ts";

const test = (await daemonWithUsers()).onOneRuntime;

const PUBLIC = { fetchGroups: ["public"] };
const ADMINS = { fetchGroups: ["admins"] };

const READ_ONLY = { fetchOnly: true };

const notified = new Notifications("__f__1");

/** A peer that fetches everything of its test, nodes too. */
async function watcher(bus: TestBus): Promise<Speaker> {
  const peer = await speaker(bus, "2.x");
  await peer.fetch({ path: bus.here(), nodes: true });
  return peer;
}

/** Adds states, each with an access of its own. */
async function addAll(
  bus: TestBus,
  owner: Speaker,
  leaves: Record<string, unknown>,
): Promise<void> {
  for (const [name, access] of Object.entries(leaves)) {
    await owner.do("add", { path: bus.path(name), value: 1, access });
  }
}

/** Expects these events and nothing else. */
async function receives(peer: Speaker, ...events: unknown[]): Promise<void> {
  await peer.client.expect(...events);
  await peer.quiet();
}

test("a node without visible leaves is neither notified nor listed nor found", async (bus) => {
  const [owner, peer] = [await speaker(bus, "2.x"), await watcher(bus)];
  await addAll(bus, owner, { "n/m/secret": PUBLIC });
  await receives(peer);
  const late = await speaker(bus, "2.x");
  await late.fetch({ path: bus.here(), type: ["node"] });
  for (const path of [bus.path("n"), bus.path("n/m")]) {
    assertEquals(
      await peer.ask("list", { path }),
      invalidParams({ pathNotExists: path }),
    );
  }
  await owner.do("remove", { path: bus.path("n/m/secret") });
  await receives(peer);
  await receives(late);
});

test("the owner sees the nodes above its own leaves", async (bus) => {
  const owner = await watcher(bus);
  await owner.send({
    id: "add",
    method: "add",
    params: { path: bus.path("n/secret"), value: 1, access: ADMINS },
  });
  await owner.client.expect(
    notified.node("add", bus.path("n")),
    notified.state("add", bus.path("n/secret"), 1),
    { id: "add", result: true },
  );
});

test("a node comes with the first visible leaf and goes with the last, while invisible ones stay", async (bus) => {
  const [owner, peer] = [await speaker(bus, "2.x"), await watcher(bus)];
  const [n, m] = [bus.path("n"), bus.path("n/m")];
  const [one, two] = [bus.path("n/m/1"), bus.path("n/2")];
  await addAll(bus, owner, { "n/m/secret": PUBLIC, "n/secret": ADMINS });
  await receives(peer);
  await addAll(bus, owner, { "n/m/1": undefined });
  await receives(
    peer,
    ...notified.nodes("add", n, m),
    notified.state("add", one, 1),
  );
  await addAll(bus, owner, { "n/2": undefined, "n/m/secret2": PUBLIC });
  await receives(peer, notified.state("add", two, 1));
  await owner.do("remove", { path: one });
  await receives(
    peer,
    notified.state("remove", one, 1),
    notified.node("remove", m),
  );
  await owner.do("remove", { path: two });
  await receives(
    peer,
    notified.state("remove", two, 1),
    notified.node("remove", n),
  );
  owner.client.close();
  await receives(peer);
});

test("list neither shows nor counts invisible children", async (bus) => {
  const [owner, peer] = [await speaker(bus, "2.x"), await speaker(bus, "2.x")];
  const path = bus.path("n");
  await addAll(bus, owner, {
    "n/secret": PUBLIC,
    "n/dark/x": PUBLIC,
    "n/grey/dark": PUBLIC,
    "n/grey/light": undefined,
    "n/light": undefined,
  });
  const grey = { name: "grey", path: bus.path("n/grey"), type: "node" };
  const light = { name: "light", path: bus.path("n/light"), type: "state" };
  const dark = { name: "dark", path: bus.path("n/dark"), type: "node" };
  const secret = { name: "secret", path: bus.path("n/secret"), type: "state" };
  assertEquals(await peer.ask("list", { path }), {
    result: { path, n: 2, children: [{ ...grey, children: 1 }, light] },
  });
  // Nor do the pages have holes where they are.
  assertEquals(await peer.ask("list", { path, from: 2, limit: 1 }), {
    result: { path, n: 2, children: [light] },
  });
  assertEquals(await peer.ask("list", { path, from: 1, limit: 1 }), {
    result: { path, n: 2, children: [{ ...grey, children: 1 }] },
  });
  await login(peer, "eve");
  assertEquals(await peer.ask("list", { path }), {
    result: {
      path,
      n: 4,
      children: [
        { ...dark, children: 1 },
        { ...grey, children: 2 },
        secret,
        light,
      ],
    },
  });
});

test("a login brings the nodes that become visible, before what is below them", async (bus) => {
  const [owner, peer] = [await speaker(bus, "2.x"), await watcher(bus)];
  const [n, m] = [bus.path("n"), bus.path("n/m")];
  await addAll(bus, owner, {
    "n/m/secret": PUBLIC,
    "n/admins": ADMINS,
    "other/admins": ADMINS,
    "known/secret": PUBLIC,
    "known/open": undefined,
  });
  await receives(
    peer,
    notified.node("add", bus.path("known")),
    notified.state("add", bus.path("known/open"), 1),
  );
  const params = { user: "eve", password: "secret" };
  const id = await peer.request("authenticate", params);
  await peer.client.expect(
    ...notified.nodes("add", n, m),
    peer.event("add", bus.path("n/m/secret"), 1, READ_ONLY),
    peer.event("add", bus.path("known/secret"), 1, READ_ONLY),
  );
  const { result } = await peer.answer(id);
  assertEquals(typeof result, "object");
  await peer.quiet();
});

test("another login takes the nodes whose last visible leaf goes, after it", async (bus) => {
  const [owner, peer] = [await speaker(bus, "2.x"), await watcher(bus)];
  await addAll(bus, owner, {
    "both/m/public": PUBLIC,
    "both/admins": ADMINS,
    "gone/public": PUBLIC,
    "new/admins": ADMINS,
    "both/open": undefined,
  });
  await peer.client.take(2);
  const as = async (user: string) => {
    const params = { user, password: "secret" };
    return await peer.request("authenticate", params);
  };
  const first = await as("eve");
  await peer.client.take(4);
  await peer.answer(first);
  const second = await as("root");
  const paths: string[] = [];
  const events = await peer.client.take(7);
  for (const event of events) {
    const { path, event: kind } = Object(event).params;
    paths.push(`${kind} ${path.slice(bus.prefix.length)}`);
  }
  await peer.answer(second);
  await peer.quiet();
  assertEquals(
    [...paths].sort(),
    [
      "add both/admins",
      "add new",
      "add new/admins",
      "remove both/m",
      "remove both/m/public",
      "remove gone",
      "remove gone/public",
    ],
  );
  const before = (a: string, b: string) =>
    assertEquals(paths.indexOf(a) < paths.indexOf(b), true, `${a}, ${b}`);
  before("add new", "add new/admins");
  before("remove gone/public", "remove gone");
  before("remove both/m/public", "remove both/m");
});

test("a conflict with an invisible element is reported", async (bus) => {
  const [owner, peer] = [await speaker(bus, "2.x"), await speaker(bus, "2.x")];
  await addAll(bus, owner, { "n/secret": ADMINS });
  const cases = {
    pathIsNode: bus.path("n"),
    pathAlreadyExists: bus.path("n/secret"),
  };
  for (const [reason, path] of Object.entries(cases)) {
    assertEquals(
      await peer.ask("add", { path, value: 1 }),
      invalidParams({ [reason]: path }),
    );
  }
});

test("two owners' leaves of the same groups are seen together, and go one by one", async (bus) => {
  const [a, b] = [await speaker(bus, "2.x"), await speaker(bus, "lua")];
  const peer = await watcher(bus);
  await login(peer, "eve");
  await addAll(bus, a, { "n/1": PUBLIC });
  await addAll(bus, b, { "n/2": PUBLIC });
  await receives(
    peer,
    notified.node("add", bus.path("n")),
    peer.event("add", bus.path("n/1"), 1, READ_ONLY),
    peer.event("add", bus.path("n/2"), 1, READ_ONLY),
  );
  a.client.close();
  await receives(peer, notified.state("remove", bus.path("n/1"), 1));
  b.client.close();
  await receives(
    peer,
    notified.state("remove", bus.path("n/2"), 1),
    notified.node("remove", bus.path("n")),
  );
});

test("remove with below takes what only the owner sees, and notifies no other peer", async (bus) => {
  const [owner, peer] = [await speaker(bus, "2.x"), await watcher(bus)];
  await addAll(bus, owner, { "n/secret/x": ADMINS, "n/open": undefined });
  await peer.client.take(2);
  await owner.do("remove", { below: bus.path("n") });
  await receives(
    peer,
    notified.state("remove", bus.path("n/open"), 1),
    notified.node("remove", bus.path("n")),
  );
});

test("a depth-limited fetch keeps to what is visible, too", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const peer = await speaker(bus, "2.x");
  await addAll(bus, owner, { "n/dark/x": PUBLIC, "n/light/x": undefined });
  await peer.fetch(
    { below: bus.path("n"), depth: 1, nodes: true },
    notified.node("add", bus.path("n/light")),
  );
  await addAll(bus, owner, { "n/dark/y": PUBLIC });
  await peer.quiet();
  await peer.send({
    id: "in",
    method: "authenticate",
    params: { user: "eve", password: "secret" },
  });
  await peer.client.expect(notified.node("add", bus.path("n/dark")));
  await peer.answer("in");
  await owner.do("remove", { below: bus.path("n/dark") });
  await receives(peer, notified.node("remove", bus.path("n/dark")));
});
