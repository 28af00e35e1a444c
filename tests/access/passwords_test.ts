import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { HostedDaemon } from "../support/daemon_process.ts";
import { assertFailure, type Expected } from "../support/dialect_errors.ts";
import { speaker } from "../support/population.ts";
import { onOneRuntime } from "../support/runtimes.ts";
import { TestBus } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { daemonWithUsers, login, USERS } from "../support/users.ts";

const test = await daemonWithUsers();

function notAllowed(reason: string): Expected {
  return {
    classic: [-32602, { notAllowed: reason }],
    cjet: [-32602, { reason }],
    v3: [-32602, "invalid params", "Missing authorization", reason],
  };
}

for (const [index, kind] of KINDS.entries()) {
  test.onOneRuntime(
    `${kind}: a user is added by an administrator, logs in and changes the password`,
    async (bus) => {
      const name = `new ${kind} ${bus.runtime}`;
      const admin = await speaker(bus, kind);
      await login(admin, "root");
      const user = { user: name, password: "first" };
      await admin.do("addUser", { ...user, groups: ["public"] });

      const peer = await speaker(bus, kind);
      const owner = await speaker(bus, "2.x");
      const path = bus.path("s");
      const access = { fetchGroups: ["public"], setGroups: ["public"] };
      await owner.do("add", { path, value: 1, access });
      assert("result" in await peer.ask("authenticate", user));
      await peer.fetch({ path: bus.here() }, peer.event("add", path, 1));

      await peer.do("passwd", { user: name, password: "second" });
      const again = await speaker(bus, kind);
      const second = { user: name, password: "second" };
      assert("result" in await again.ask("authenticate", second));

      // And by the administrator once more.
      await admin.do("passwd", { user: name, password: "third" });
      const third = { user: name, password: "third" };
      assert("result" in await again.ask("authenticate", third));
    },
    { index },
  );

  test.onOneRuntime(
    `${kind}: a peer without a login changes no password and adds no user`,
    async (bus) => {
      const peer = await speaker(bus, kind);
      const params = { user: "joe", password: "x" };
      const reason = "non-authenticated peer can't change any passwords";
      const passwd = await peer.ask("passwd", params);
      assertFailure(peer, passwd, notAllowed(reason));
      const added = await peer.ask("addUser", { user: "x", password: "x" });
      assertEquals(asRecord(added.error).code, -32602);
      await login(peer, "joe");
    },
    { index },
  );

  test.onOneRuntime(
    `${kind}: a user who is no administrator changes no other's password and adds no user`,
    async (bus) => {
      const peer = await speaker(bus, kind);
      await login(peer, "joe");
      const params = { user: "eve", password: "x" };
      const reason = "user not allowed to change password";
      assertFailure(peer, await peer.ask("passwd", params), notAllowed(reason));
      const user = { user: "x", password: "x", groups: ["admin"] };
      const added = await peer.ask("addUser", user);
      assertEquals(asRecord(added.error).code, -32602);
      if (peer.isV3) {
        assertEquals(asRecord(added.error).message, "Missing authorization");
      }
      await login(peer, "eve");
    },
    { index },
  );

  test.onOneRuntime(
    `${kind}: the password of a readonly user stays, for administrators too`,
    async (bus) => {
      for (const name of ["guest", "root"] as const) {
        const peer = await speaker(bus, kind);
        await login(peer, name);
        const params = { user: "guest", password: "x" };
        const answer = await peer.ask("passwd", params);
        assertFailure(
          peer,
          answer,
          notAllowed("user not allowed to change password"),
        );
      }
      await login(await speaker(bus, kind), "guest");
    },
    { index },
  );

  test.onOneRuntime(
    `${kind}: a user that is unknown has no password, one that exists is not added`,
    async (bus) => {
      const admin = await speaker(bus, kind);
      await login(admin, "root");
      const unknown = await admin.ask("passwd", { user: "jim", password: "x" });
      assertFailure(
        admin,
        unknown,
        notAllowed("user not in password database"),
      );
      const user = { user: "joe", password: "x", groups: [] };
      const { error } = await admin.ask("addUser", user);
      assertEquals(asRecord(error).code, -32602);
      await login(admin, "joe");
    },
    { index },
  );

  test.onOneRuntime(
    `${kind}: empty names, passwords and groups of a wrong type are refused`,
    async (bus) => {
      const admin = await speaker(bus, kind);
      await login(admin, "root");
      const wrong: [string, unknown][] = [
        ["passwd", { user: "joe", password: "" }],
        ["passwd", { user: "joe" }],
        ["addUser", { user: "", password: "x", groups: [] }],
        ["addUser", { user: "x", password: "", groups: [] }],
        ["addUser", { user: "x", password: "x", groups: "admin" }],
        ["addUser", { user: "x", password: "x", groups: [7] }],
        ["addUser", { user: 7, password: "x", groups: [] }],
      ];
      for (const [method, params] of wrong) {
        const answer = await admin.ask(method, params);
        assertEquals(Object.keys(answer), ["error"], JSON.stringify(params));
      }
      await login(admin, "joe");
    },
    { index },
  );
}

test("3.x: who is in the group admin may add users, and adding one more keeps the rights of the others", async (bus) => {
  const { runtime } = bus;
  const root = await speaker(bus, "3.x");
  await login(root, "root");
  const groups = ["admin"];
  const deputies = ["a", "b"].map((n) => ({
    user: `deputy ${n} ${runtime}`,
    password: n,
  }));
  for (const user of deputies) await root.do("addUser", { ...user, groups });
  for (const user of deputies) {
    const deputy = await speaker(bus, "3.x");
    await deputy.do("authenticate", user);
    await deputy.do("addUser", {
      user: `of ${user.user}`,
      password: "x",
      groups: [],
    });
  }
  await root.do("addUser", { user: `last ${runtime}`, password: "x", groups });
});

onOneRuntime(
  "new passwords and users are there when the daemon starts again",
  async (runtime) => {
    await using folder = await TemporaryFolder.create();
    const file = await folder.write("users.json", USERS);
    const args = ["--users", file];
    {
      await using daemon = await HostedDaemon.start(runtime, {
        args,
      });
      await using bus = new TestBus(runtime, daemon, "");
      const root = await speaker(bus, "2.x");
      await login(root, "root");
      await root.do("passwd", { user: "joe", password: "unheard-of" });
      const user = { user: "ann", password: "hush-hush", groups: ["public"] };
      await root.do("addUser", user);
    }
    const text = await Deno.readTextFile(file);
    assertEquals(/unheard-of|hush-hush/.test(text), false);
    const { users } = asRecord(JSON.parse(text));
    for (const name of ["joe", "ann"]) {
      const { password } = asRecord(asRecord(users)[name]);
      assert(String(password).startsWith("$scrypt$"), name);
    }
    // Untouched entries are as they were.
    assertEquals(asRecord(users).eve, USERS.users.eve);
    await using daemon = await HostedDaemon.start(runtime, {
      args,
    });
    await using bus = new TestBus(runtime, daemon, "");
    const peer = await speaker(bus, "cjet");
    await peer.do("authenticate", { user: "joe", password: "unheard-of" });
    await peer.do("authenticate", { user: "ann", password: "hush-hush" });
    await login(peer, "eve");
  },
  { index: 1 },
);
