import { assertEquals, assertRejects } from "@std/assert";
import { OwnedPaths } from "../../bus/elements/owned_paths.ts";
import { Daemon, UserStore } from "../../daemon.ts";
import { State, Unauthorized } from "../../peer.ts";
import { TestBus } from "../../testing.ts";
import { assertFailure, noAccess } from "../support/dialect_errors.ts";
import { speaker } from "../support/population.ts";
import { KINDS } from "../support/speaker.ts";
import {
  daemonWithUsersFile,
  login,
  PASSWORD,
  USERS,
} from "../support/users.ts";

const OWNING = {
  users: {
    ...USERS.users,
    // The groups of a user and the paths that it may add have nothing in common.
    eve: { ...Object(USERS.users.eve), owns: ["+/safe/#", "+/hall/+/door"] },
    guest: { ...Object(USERS.users.guest), owns: [] },
  },
};

const test = (await daemonWithUsersFile(OWNING)).onOneRuntime;
const closed = (await daemonWithUsersFile(OWNING, "--closed")).onOneRuntime;

for (const kind of KINDS) {
  test(`${kind}: paths of users can't be taken by others`, async (bus) => {
    const stranger = await speaker(bus, kind);
    const taken = ["safe", "safe/door", "safe/a/b", "hall", "hall/1"];
    for (const name of [...taken, "hall/1/door", "hall/1/door/x"]) {
      const path = bus.path(name);
      const answer = await stranger.ask("add", { path, value: 1 });
      assertFailure(stranger, answer, noAccess(path));
    }
    // What no pattern covers is for all.
    await stranger.do("add", { path: bus.path("hall/1/lamp"), value: 1 });
    await stranger.do("add", { path: bus.path("safer"), value: 1 });
    const eve = await speaker(bus, kind);
    await login(eve, "eve");
    await eve.do("add", { path: bus.path("safe/door"), value: 1 });
    await eve.do("add", { path: bus.path("hall/1/door"), value: 1 });
    await eve.do("add", { path: bus.path("eve"), value: 1 });
    // Others may, if no patterns are given for them.
    const joe = await speaker(bus, kind);
    await login(joe, "joe");
    await joe.do("add", { path: bus.path("safe/lamp"), value: 1 });
    const guest = await speaker(bus, kind);
    await login(guest, "guest");
    await guest.do("add", { path: bus.path("guest"), value: 1 });
    const path = bus.path("safe/window");
    const refused = await guest.ask("add", { path, value: 1 });
    assertFailure(guest, refused, noAccess(path));
  });

  closed(`--closed: ${kind}: a login is needed to add`, async (bus) => {
    const peer = await speaker(bus, kind);
    const path = bus.path("a");
    for (const params of [{ path, value: 1 }, { path }]) {
      assertFailure(peer, await peer.ask("add", params), noAccess(path));
    }
    await login(peer, "eve");
    assertFailure(peer, await peer.ask("add", { path }), noAccess(path));
    await peer.do("add", { path: bus.path("safe/a"), value: 1 });
    await login(peer, "joe");
    await peer.do("add", { path, value: 1 });
  });
}

Deno.test("patterns concern what would be in the way, unless it can't be", () => {
  const strict = { separator: ".", open: false };
  const paths = new OwnedPaths(["a.+.c", "b.#"], strict);
  const found = ["a", "a.x", "a.x.c", "a.x.c.d", "a.x.d", "b", "b.x", "c", ""];
  assertEquals(found.filter((path) => paths.match(path)), [
    "a.x.c",
    "b",
    "b.x",
  ]);
  assertEquals(
    found.filter((path) => paths.concern(path)),
    found.slice(0, 4).concat("b", "b.x"),
  );
  const open = new OwnedPaths(["a.+.c"], { ...strict, open: true });
  assertEquals(found.filter((path) => open.concern(path)), ["a.x.c"]);
  const all = new OwnedPaths(["#"], strict);
  assertEquals(found.filter((path) => all.match(path)), found);
});

Deno.test("a program's own peers have the rights that it gives them", async () => {
  const users = UserStore.memory({ cost: 4 });
  const all = { fetchGroups: [], setGroups: [], callGroups: [] };
  await users.addUser("joe", PASSWORD, all, { owns: ["joe/#"] });
  await using daemon = new Daemon({ users, closed: true });
  const anybody = daemon.peer();
  await assertRejects(() => anybody.add(new State("a", 1)), Unauthorized);
  const owner = daemon.peer({}, { name: "own", rights: all });
  await owner.add(new State("joe/a", 1));
  const one = daemon.peer({}, { name: "one", rights: all, owns: ["one/#"] });
  await assertRejects(() => one.add(new State("a", 1)), Unauthorized);
  await one.add(new State("one/a", 1));
});

Deno.test("a TestBus has paths of users", async () => {
  await using bus = new TestBus({
    users: { joe: { password: PASSWORD, owns: ["joe/#"] } },
  });
  const anybody = await bus.peer();
  await assertRejects(() => anybody.add(new State("joe/a", 1)), Unauthorized);
  await anybody.add(new State("a", 1));
  const joe = await bus.peer({ user: "joe", password: PASSWORD });
  await joe.add(new State("joe/a", 1));
});
