import { assert, assertEquals, assertRejects } from "@std/assert";
import { Daemon, UserStore } from "../../daemon.ts";
import { TokenStore } from "../../daemon/users/token_store.ts";
import { UserWatch } from "../../daemon/users/watch.ts";
import { NotFound, type Peer, State } from "../../peer.ts";
import { VirtualClock } from "../../testing/clock.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { USERS } from "../support/users.ts";

const PASSWORD = "pw";

/** Waits until what has been sent between peers of a process has arrived. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Registers a test of a daemon with the user joe, and of joe's peer. */
function test(
  name: string,
  body: (users: UserStore, daemon: Daemon, joe: Peer) => Promise<void>,
): void {
  Deno.test(name, async () => {
    const users = UserStore.memory({ cost: 2 });
    await users.addUser("joe", PASSWORD, ["a"], { owns: ["joe/#"] });
    await using daemon = new Daemon({ users });
    const joe = daemon.peer({ user: "joe", password: PASSWORD });
    await joe.connected;
    await body(users, daemon, joe);
  });
}

test(
  "changed groups hold at once for open connections",
  async (users, daemon, joe) => {
    const owner = daemon.peer();
    for (const group of ["a", "b"]) {
      const access = { fetchGroups: [group], setGroups: [group] };
      await owner.add(new State(group, 1, { access, set() {} }));
    }
    const events: string[] = [];
    const fetcher = joe.fetch({}, ({ event, path }) => {
      events.push(`${event} ${path}`);
    });
    await fetcher.ready;
    await joe.set("a", 2);
    await assertRejects(() => joe.set("b", 2));
    const groups = ["b"];
    await users.changeUser("joe", {
      auth: { fetchGroups: groups, setGroups: groups, callGroups: groups },
    });
    await joe.set("b", 2);
    await assertRejects(() => joe.set("a", 3));
    await settled();
    assertEquals(events.filter((event) => !event.startsWith("change")), [
      "add a",
      "remove a",
      "add b",
    ]);
    assertEquals(daemon.peers.length, 2);
  },
);

test(
  "a removed user is disconnected, with all elements",
  async (users, daemon, joe) => {
    await joe.add(new State("joe/door", 1));
    const reasons: string[] = [];
    daemon.addEventListener("disconnect", ({ detail }) => {
      reasons.push(detail.reason);
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    joe.addEventListener("close", () => resolve());
    const other = daemon.peer();
    assertEquals((await other.get()).length, 1);
    await users.removeUser("joe");
    assertEquals(await other.get(), []);
    assertEquals(reasons, ["the user was removed"]);
    // It may not come back.
    await promise;
    await settled();
    assertEquals(daemon.peers.length, 1);
  },
);

test(
  "what stays of a removed user is removed, whether the user has left before or not",
  async (users, daemon, joe) => {
    await joe.add(new State("joe/door", 1, { stay: 60 }));
    const again = daemon.peer({ user: "joe", password: PASSWORD });
    await again.add(new State("joe/lamp", 1, { stay: 60 }));
    await joe.close();
    const other = daemon.peer();
    const removed: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const fetcher = other.fetch({}, ({ event, path }) => {
      if (event === "remove" && removed.push(path) === 2) resolve();
    });
    await fetcher.ready;
    const waiting = assertRejects(() => other.set("joe/door", 2));
    await users.removeUser("joe");
    await waiting;
    await promise;
    assertEquals(removed.sort(), ["joe/door", "joe/lamp"]);
    assertEquals(await other.get(), []);
  },
);

test(
  "what waits for an owner is refused when the right to it has ended",
  async (users, daemon, joe) => {
    const login = { user: "ann", password: PASSWORD };
    await users.addUser("ann", PASSWORD, ["a"]);
    const access = { fetchGroups: ["a"], setGroups: ["a"], callGroups: ["a"] };
    const sets: unknown[] = [];
    const lamp = () =>
      new State("lamp", 1, {
        access,
        stay: 60,
        set(value) {
          sets.push(value);
        },
      });
    const owner = daemon.peer(login);
    await owner.add(lamp());
    await owner.close();
    const other = daemon.peer(login);
    const refused = assertRejects(
      () => joe.set("lamp", 2, { timeout: 60 }),
      NotFound,
    );
    const taken = other.set("lamp", 3, { timeout: 60 });
    await settled();
    await users.changeUser("joe", {
      auth: { fetchGroups: [], setGroups: [], callGroups: [] },
    });
    await daemon.peer(login).add(lamp());
    await refused;
    await taken;
    assertEquals(sets, [3]);
  },
);

test(
  "what waits for a slow owner is refused when the right to it has ended",
  async (users, daemon, joe) => {
    const access = { fetchGroups: ["a"], setGroups: ["a"], callGroups: ["a"] };
    const { promise: answered, resolve: answer } = Promise.withResolvers<
      void
    >();
    let sets = 0;
    const owner = daemon.peer();
    await owner.add(
      new State("lamp", "", {
        access,
        set() {
          sets++;
          return answered;
        },
      }),
    );
    const value = "x".repeat(2000);
    const results = Promise.allSettled(
      Array.from({ length: 40 }, () => joe.set("lamp", value)),
    );
    await settled();
    await users.changeUser("joe", {
      auth: { fetchGroups: [], setGroups: [], callGroups: [] },
    });
    answer();
    const refused = (await results).filter(({ status }) =>
      status === "rejected"
    );
    // What the owner has been sent before is not called back.
    assert(sets > 0 && refused.length > 0);
    assertEquals(refused.length, 40 - sets);
  },
);

test(
  "what stays is removed when its path has become another user's",
  async (users, daemon, joe) => {
    const stranger = daemon.peer();
    await stranger.add(new State("safe/door", 1, { stay: 60 }));
    await stranger.add(new State("lamp", 1, { stay: 60 }));
    await stranger.close();
    await joe.add(new State("joe/door", 1, { stay: 60 }));
    await joe.close();
    await users.changeUser("joe", { owns: ["joe/#", "safe/#"] });
    await settled();
    const left = (await daemon.peer().get()).map(({ path }) => path);
    assertEquals(left, ["lamp", "joe/door"]);
  },
);

test(
  "who owns what is another's now is disconnected",
  async (users, daemon, joe) => {
    const stranger = daemon.peer();
    await stranger.add(new State("safe/door", 1));
    await joe.add(new State("joe/door", 1));
    const other = daemon.peer();
    await other.add(new State("lamp", 1));
    await users.changeUser("joe", { owns: ["safe/#"] });
    const left = (await other.get()).map(({ path }) => path);
    assertEquals(left, ["joe/door", "lamp"]);
    await settled();
    await joe.add(new State("safe/door", 2));
  },
);

test(
  "another password or a new user ends no connection",
  async (users, daemon, joe) => {
    await users.changePassword("joe", "another");
    await users.addUser("eve", PASSWORD, []);
    await joe.info();
    assertEquals(daemon.peers.length, 1);
  },
);

Deno.test("the users file is looked at once a second", async () => {
  await using folder = await TemporaryFolder.create();
  const file = await folder.write("users.json", USERS);
  const store = await UserStore.open(file);
  const clock = new VirtualClock();
  const changes: number[] = [];
  let troubles = 0;
  const watch = new UserWatch(
    store,
    new TokenStore(store, clock),
    clock,
    () => changes.push(store.list().length),
    () => troubles++,
  );
  watch.start();
  watch.start();
  const look = async () => {
    clock.pass(1000);
    await store.refresh();
    await settled();
  };
  await look();
  assertEquals(changes, []);
  await folder.write("users.json", { users: { joe: USERS.users.joe } });
  clock.pass(999);
  await settled();
  assertEquals(changes, []);
  await look();
  assertEquals(changes, [1]);
  // A file that can't be read changes nothing, and is reported once.
  await folder.write("users.json", "{");
  await look();
  await look();
  assertEquals([store.list().length, changes, troubles], [1, [1], 1]);
  watch.stop();
});
