import { assertEquals, assertRejects } from "@std/assert";
import { Daemon, UserStore } from "../../daemon.ts";
import { asRecord } from "../support/client.ts";
import { GunClient } from "../support/gun_client.ts";
import { basic, upgrade } from "../support/upgrade.ts";
import { daemonWithUsers, PASSWORD } from "../support/users.ts";

const GUN = ["--gun-store", ":memory:"];
const test = (await daemonWithUsers(...GUN)).onOneRuntime;
const reading = (await daemonWithUsers(...GUN, "--gun-access", "read"))
  .onOneRuntime;
const closed = (await daemonWithUsers(...GUN, "--gun-access", "closed"))
  .onOneRuntime;

const JOE = { Authorization: basic("joe", PASSWORD) };
const WRONG = { Authorization: basic("joe", "wrong") };
const JAR = { Cookie: "session=joe" };

/** The statuses of requests without, with wrong and with right credentials. */
async function statuses(port: number): Promise<number[]> {
  const found: number[] = [];
  for (const headers of [{}, JAR, WRONG, JOE]) {
    const request = { path: "/gun", headers };
    found.push((await upgrade(port, request)).status);
  }
  return found;
}

test("with users, /gun asks for a login", async (bus) => {
  const { wsPort } = bus.daemon;
  assertEquals(await statuses(wsPort), [401, 401, 401, 101]);
  const { headers } = await upgrade(wsPort, { path: "/gun" });
  assertEquals(headers.get("www-authenticate")?.startsWith("Basic "), true);
  await using joe = await GunClient.connect(wsPort, JOE);
  await joe.put({ [bus.path("a")]: { x: [1, 1] } });
});

reading("--gun-access read: who has not logged in only reads", async (bus) => {
  const { wsPort } = bus.daemon;
  assertEquals(await statuses(wsPort), [101, 101, 401, 101]);
  await using joe = await GunClient.connect(wsPort, JOE);
  await using anybody = await GunClient.connect(wsPort);
  const soul = bus.path("a");
  await joe.put({ [soul]: { x: [1, 1] } });
  assertEquals((await anybody.property(soul, "x"))?.[0], 1);
  assertEquals(await refusal(anybody, soul), "Read only!");
  // Nor in a message that goes to all links.
  anybody.send({
    "#": "answer",
    "@": "none",
    put: { [soul]: { _: { "#": soul, ">": { x: 3 } }, x: 3 } },
  });
  assertEquals((await joe.property(soul, "x"))?.[0], 1);
});

closed("--gun-access closed: no client connects", async (bus) => {
  assertEquals(await statuses(bus.daemon.wsPort), [403, 403, 403, 403]);
});

/** Why a put is refused; `undefined` if it is not. */
async function refusal(gun: GunClient, soul: string): Promise<unknown> {
  const id = crypto.randomUUID();
  const put = { [soul]: { _: { "#": soul, ">": { x: 2 } }, x: 2 } };
  gun.send({ "#": id, put });
  return asRecord(await gun.until((message) => message["@"] === id)).err;
}

Deno.test("a removed user's app is disconnected", async () => {
  const users = UserStore.memory({ cost: 2 });
  for (const name of ["joe", "eve"]) await users.addUser(name, PASSWORD, []);
  await using daemon = new Daemon({ users, gun: {} });
  const [address] = await daemon.listen({ wsPort: 0 });
  await using joe = await GunClient.connect(address.port, JOE);
  await using eve = await GunClient.connect(address.port, {
    Authorization: basic("eve", PASSWORD),
  });
  await users.removeUser("joe");
  await joe.closed;
  assertEquals(await refusal(eve, "a"), undefined);
  await assertRejects(() => GunClient.connect(address.port, JOE));
});

Deno.test("a program's hook lets apps in by their cookies", async () => {
  const rights = { fetchGroups: [], setGroups: [], callGroups: [] };
  await using daemon = new Daemon({
    gun: {},
    authorize: ({ headers }) =>
      headers.get("cookie") === JAR.Cookie ? { name: "joe", rights } : null,
  });
  const [{ port }] = await daemon.listen({ wsPort: 0 });
  assertEquals(await statuses(port), [401, 101, 401, 401]);
});
