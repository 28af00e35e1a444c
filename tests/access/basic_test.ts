import { assertEquals } from "@std/assert";
import { speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { Speaker } from "../support/speaker.ts";
import { basic, upgrade } from "../support/upgrade.ts";
import { daemonWithUsers, HELLO, PASSWORD } from "../support/users.ts";

const test = await daemonWithUsers();
const testOpen = sharedDaemon();

test("HTTP Basic at the upgrade is a login, for every dialect", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("s");
  const access = { fetchGroups: ["public"], setGroups: ["operators"] };
  await owner.do("add", { path, value: 1, access });
  for (const kind of ["2.x", "3.x"] as const) {
    const headers = { Authorization: basic("joe", PASSWORD) };
    const peer = await Speaker.begin(kind, await bus.websocket({ headers }));
    await peer.fetch({ path: bus.here() }, peer.event("add", path, 1));
    await peer.request("set", { path, value: 2 });
    assertEquals((await owner.forwarded()).request.method, path);
  }
});

test("HTTP Basic: the password may have colons and blanks, the scheme any case", async (bus) => {
  const { wsPort } = bus.daemon;
  const ask = async (Authorization: string) =>
    (await upgrade(wsPort, { headers: { Authorization } })).status;
  assertEquals(await ask(basic("hello", HELLO)), 101);
  const { runtime } = bus;
  const root = await speaker(bus, "3.x");
  await root.do("authenticate", { user: "root", password: PASSWORD });
  const user = `jörg ${runtime}`;
  const password = "a: b:c é";
  await root.do("addUser", { user, password, groups: [] });
  assertEquals(await ask(basic(user, password)), 101);
  assertEquals(await ask(basic("joe", PASSWORD).replace("B", "b")), 101);
});

test("a connection without credentials can log in later", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("s");
  const access = { fetchGroups: ["public"], setGroups: ["operators"] };
  await owner.do("add", { path, value: 1, access });
  const peer = await Speaker.begin("3.x", await bus.websocket());
  await peer.fetch({ path: bus.here() });
  await peer.request("authenticate", { user: "joe", password: PASSWORD });
  await peer.client.expect(
    peer.event("add", path, 1),
    { id: "3", result: {} },
  );
});

test("unknown schemes are refused, and a token without a hook", async (bus) => {
  const wrong = [
    "Bearer token",
    "Bearer",
    "Digest username=joe",
    "Basic",
    "Basic !!!",
    `Basic ${btoa("no colon")}`,
    `Basic ${btoa("\xff:\xff")}`,
    "nonsense",
  ];
  for (const Authorization of wrong) {
    const { status, headers } = await upgrade(bus.daemon.wsPort, {
      headers: { Authorization },
    });
    assertEquals(status, 401, Authorization);
    const challenge = headers.get("www-authenticate") ?? "";
    assertEquals(challenge.startsWith("Basic "), true, challenge);
  }
});

testOpen("where there are no users credentials mean nothing", async (bus) => {
  const headers = { Authorization: basic("joe", "any") };
  const peer = await Speaker.begin("2.x", await bus.websocket({ headers }));
  await peer.do("add", { path: bus.path("s"), value: 1 });
});

test("HTTP Basic with a wrong name or password is refused with 401", async (bus) => {
  for (const [user, password] of [["joe", "wrong"], ["jim", PASSWORD]]) {
    const headers = { Authorization: basic(user, password) };
    const answer = await upgrade(bus.daemon.wsPort, { headers });
    assertEquals(answer.status, 401);
  }
  const headers = { Authorization: basic("joe", PASSWORD) };
  await Speaker.begin("3.x", await bus.websocket({ headers }));
});
