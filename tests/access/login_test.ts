import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { assertFailure } from "../support/dialect_errors.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";
import {
  daemonWithUsers,
  HELLO,
  JOE,
  login,
  PASSWORD,
} from "../support/users.ts";

const test = await daemonWithUsers();
const testOpen = sharedDaemon();

for (const [index, kind] of KINDS.entries()) {
  test.onOneRuntime(
    `${kind}: a login is answered as by its own daemon`,
    async (bus) => {
      const peer = await speaker(bus, kind);
      const params = { user: "joe", password: PASSWORD };
      const results = { "2.x": JOE, "lua": JOE, "cjet": true, "3.x": {} };
      assertEquals(await peer.ask("authenticate", params), {
        result: results[kind],
      });
    },
    { index },
  );

  test.onOneRuntime(`${kind}: info tells that there are users`, async (bus) => {
    const peer = await speaker(bus, kind);
    const { result } = await peer.ask("info", {});
    const features = asRecord(asRecord(result).features);
    assertEquals(features.authentication, true);
    if (peer.isV3) assertEquals(features.authenticate, true);
  }, { index });

  test.onOneRuntime(
    `${kind}: a login without name or password is refused for that`,
    async (bus) => {
      const peer = await speaker(bus, kind);
      const asked = [
        [{ password: "x" }, "user"],
        [{ user: "joe" }, "password"],
      ] as const;
      for (const [params, param] of asked) {
        const { error } = await peer.ask("authenticate", params);
        const { code, data } = asRecord(error);
        assertEquals(code, peer.isV3 ? -32600 : -32602);
        if (kind === "cjet") {
          assertEquals(data, { reason: `no ${param} given` });
        } else if (!peer.isV3) assertEquals(asRecord(data).missingParam, param);
      }
    },
    { index },
  );

  test.onOneRuntime(
    `${kind}: a login holds for its connection only`,
    async (bus) => {
      const owner = await speaker(bus, "2.x");
      const path = bus.path("s");
      const access = { fetchGroups: ["admins"], setGroups: ["admins"] };
      await owner.do("add", { path, value: 1, access });
      const admin = await speaker(bus, kind);
      await login(admin, "root");
      await admin.fetch({ path: bus.here() }, admin.event("add", path, 1));
      admin.client.close();
      const next = await speaker(bus, kind);
      await next.fetch({ path: bus.here() });
      assertEquals(await next.ask("get", { path: bus.here() }), { result: [] });
    },
    { index },
  );

  testOpen.onOneRuntime(
    `${kind}: without users a login is refused`,
    async (bus) => {
      const peer = await speaker(bus, kind);
      const params = { user: "joe", password: PASSWORD };
      assertFailure(peer, await peer.ask("authenticate", params), {
        classic: [-32602, { invalidUser: true }],
        cjet: [-32602, { "invalid credentials": "joe" }],
        v3: [-32602, "invalid params", "invalid credentials", "joe"],
      });
    },
    { index },
  );

  testOpen.onOneRuntime(
    `${kind}: where there are no users access means nothing`,
    async (bus) => {
      const owner = await speaker(bus, kind);
      const peer = await speaker(bus, "2.x");
      const path = bus.path("s");
      const access = owner.isV3
        ? { read: "x", write: "x" }
        : { fetchGroups: ["x"], setGroups: [] };
      await owner.do("add", { path, value: 1, access });
      await peer.fetch({ path: bus.here() }, peer.event("add", path, 1));
      await peer.request("set", { path, value: 2 });
      const { request } = await owner.forwarded();
      assertEquals(request, owner.setForward(path, 2));
    },
    { index },
  );
}

test("hashes of cjet's files work: SHA-512 as well as SHA-256", async (bus) => {
  const peer = await speaker(bus, "cjet");
  await login(peer, "joe");
  await peer.do("authenticate", { user: "hello", password: HELLO });
});

const NAMES = {
  "2.x": "joe",
  "lua": "eve",
  "cjet": "guest",
  "3.x": "root",
} as const;

for (const [index, kind] of KINDS.entries()) {
  test.onOneRuntime(
    `${kind}: wrong names and passwords are refused in each one's words`,
    async (bus) => {
      // Names of their own: a failed login delays the next refusal.
      const user = NAMES[kind];
      const none = `no ${user}`;
      const peer = await speaker(bus, kind);
      const wrong = await peer.ask("authenticate", {
        user,
        password: "Secret",
      });
      assertFailure(peer, wrong, {
        classic: [-32602, { invalidPassword: true }],
        cjet: [-32602, { "invalid credentials": user }],
        v3: [-32602, "invalid params", "invalid credentials", user],
      });
      const unknown = await peer.ask("authenticate", {
        user: none,
        password: PASSWORD,
      });
      // As for a wrong password: unknown names can't be found out.
      assertFailure(peer, unknown, {
        classic: [-32602, { invalidPassword: true }],
        cjet: [-32602, { "invalid credentials": none }],
        v3: [-32602, "invalid params", "invalid credentials", none],
      });
      // What was refused has changed nothing, and the right one still works.
      await login(peer, user);
    },
    { index },
  );
}
