import { assertEquals } from "@std/assert";
import { speaker } from "../support/population.ts";
import type { TestBus } from "../support/shared_daemon.ts";
import { KINDS, type Speaker } from "../support/speaker.ts";
import {
  daemonWithUsers,
  login,
  PASSWORD,
  type USERS,
} from "../support/users.ts";

const test = (await daemonWithUsers()).onOneRuntime;

const PUBLIC = { fetchGroups: ["public"], setGroups: ["operators"] };
const ADMINS = { fetchGroups: ["admins"], setGroups: ["admins"] };

/** Logs in while fetching: the events, in any order with the answer. */
async function loginTells(
  peer: Speaker,
  user: keyof typeof USERS.users,
  ...events: unknown[]
): Promise<void> {
  const params = { user, password: PASSWORD };
  const id = await peer.request("authenticate", params);
  const messages = await peer.client.take(events.length + 1);
  const received = messages.filter((m) => !JSON.stringify(m).includes('"id"'));
  assertEquals(received, events);
  assertEquals(messages.length - received.length, 1, `the answer to ${id}`);
  await peer.quiet();
}

/** An owner of states for the public and for administrators, and an open one. */
async function populated(bus: TestBus): Promise<Speaker> {
  const owner = await speaker(bus, "2.x");
  const add = (name: string, value: number, access?: unknown) =>
    owner.do("add", { path: bus.path(name), value, access });
  await add("admins", 1, ADMINS);
  await add("open", 2);
  await add("public", 3, PUBLIC);
  return owner;
}

for (const kind of KINDS) {
  test(`${kind}: a login during a fetch brings and takes elements`, async (bus) => {
    const owner = await populated(bus);
    const [forAdmins, open, forPublic, later] = [
      "admins",
      "open",
      "public",
      "later",
    ].map((name) => bus.path(name));
    const peer = await speaker(bus, kind);
    const now = peer.event("add", open, 2);
    await peer.fetch({ path: bus.here() }, now);

    const readOnly = { fetchOnly: true };
    await loginTells(peer, "eve", peer.event("add", forPublic, 3, readOnly));
    await owner.change(forPublic, 4);
    await owner.change(forAdmins, 5);
    await peer.client.expect(peer.event("change", forPublic, 4));

    await loginTells(
      peer,
      "root",
      peer.event("add", forAdmins, 5),
      peer.event("remove", forPublic, 4),
    );
    await owner.change(forPublic, 6);
    await owner.change(forAdmins, 7);
    await peer.client.expect(peer.event("change", forAdmins, 7));

    // What comes later obeys the login that holds then.
    await owner.do("add", { path: later, value: 8, access: PUBLIC });
    await loginTells(peer, "ungrouped", peer.event("remove", forAdmins, 7));
    await owner.change(open, 9);
    await peer.client.expect(peer.event("change", open, 9));
    await loginTells(
      peer,
      "joe",
      peer.event("add", forPublic, 6),
      peer.event("add", later, 8),
    );
    await owner.do("remove", { path: later });
    await peer.client.expect(peer.event("remove", later, 8));
  });

  test(`${kind}: methods appear and disappear with a login where fetches show them`, async (bus) => {
    const owner = await speaker(bus, "cjet");
    const path = bus.path("m");
    const access = { fetchGroups: ["public"], callGroups: ["operators"] };
    await owner.do("add", { path, access });
    const peer = await speaker(bus, kind);
    await peer.fetch({ path: bus.here() });
    await loginTells(
      peer,
      "joe",
      ...peer.isV3 ? [] : [peer.event("add", path)],
    );
    await loginTells(
      peer,
      "ungrouped",
      ...peer.isV3 ? [] : [peer.event("remove", path)],
    );
  });

  test(`${kind}: a login that is refused takes nothing away`, async (bus) => {
    await populated(bus);
    const peer = await speaker(bus, kind);
    await login(peer, "joe");
    await peer.fetch(
      { path: bus.here() },
      peer.event("add", bus.path("open"), 2),
      peer.event("add", bus.path("public"), 3),
    );
    const answer = await peer.ask("authenticate", { user: "joe" });
    assertEquals(Object.keys(answer), ["error"]);
    await peer.quiet();
  });

  test(`${kind}: an owner keeps its own elements in its fetch after any login`, async (bus) => {
    const peer = await speaker(bus, kind);
    const path = bus.path("own");
    await peer.do("add", { path, value: 1, access: ADMINS });
    await peer.fetch({ path: bus.here() }, peer.event("add", path, 1));
    await loginTells(peer, "root");
    await loginTells(peer, "ungrouped");
  });
}

test("a login brings to a fetch with value rules only what they match", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const [low, high] = [bus.path("low"), bus.path("high")];
  await owner.do("add", { path: low, value: 1, access: PUBLIC });
  await owner.do("add", { path: high, value: 99, access: PUBLIC });
  const peer = await speaker(bus, "2.x");
  await peer.fetch({ path: bus.here(), value: { lessThan: 10 } });
  await loginTells(peer, "joe", peer.event("add", low, 1));
  await owner.change(high, 9);
  await owner.change(low, 98);
  await peer.client.expect(
    peer.event("add", high, 9),
    peer.event("remove", low, 98),
  );
  await loginTells(peer, "ungrouped", peer.event("remove", high, 9));
  // What does not match now, and is not seen any more, comes back as it is.
  await owner.change(low, 2);
  await loginTells(
    peer,
    "joe",
    peer.event("add", low, 2),
    peer.event("add", high, 9),
  );
});

test("a login brings rows to a sorted fetch and takes them", async (bus) => {
  const owner = await populated(bus);
  const [forAdmins, open, forPublic] = ["admins", "open", "public"]
    .map((name) => bus.path(name));
  const peer = await speaker(bus, "2.x");
  const rows = (n: number, ...changes: unknown[]) => ({
    method: peer.fetchId,
    params: { changes, n },
  });
  const sort = { byPath: true, from: 1, to: 10 };
  await peer.fetch(
    { path: bus.here(), sort },
    rows(1, { path: open, value: 2, index: 1 }),
  );
  await loginTells(
    peer,
    "joe",
    rows(2, { path: forPublic, value: 3, index: 2 }),
  );
  await owner.change(forAdmins, 7);
  await peer.quiet();
  // Two elements change places, at once.
  await peer.request("authenticate", { user: "root", password: PASSWORD });
  await peer.client.take(2);
  await peer.quiet();
  assertEquals(await peer.ask("get", { path: bus.here(), sort }), {
    result: [
      { path: forAdmins, value: 7, index: 1 },
      { path: open, value: 2, index: 2 },
    ],
  });
  await owner.change(open, 8);
  await peer.client.expect(rows(2, { path: open, value: 8, index: 2 }));
});

test("one login changes all fetches of the peer and of no other", async (bus) => {
  await populated(bus);
  const path = bus.path("public");
  const [peer, other] = [await speaker(bus, "2.x"), await speaker(bus, "2.x")];
  await other.fetch({ path: { equals: path } });
  await peer.fetch({ path: { equals: path } });
  await peer.do("fetch", { id: "second", path: { endsWith: path } });
  await peer.do("fetch", { id: "elsewhere", path: { equals: bus.path("x") } });
  const { params } = peer.event("add", path, 3);
  await loginTells(
    peer,
    "joe",
    peer.event("add", path, 3),
    { method: "second", params },
  );
  await other.quiet();
});
