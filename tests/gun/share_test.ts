import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { GunClient } from "../support/gun_client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon(
  "--gun-store",
  ":memory:",
  "--gun-share",
  "+/open/#:set,+/shown/#",
).onOneRuntime;

/** A state that is newer than what has been written up to now. */
function later(): number {
  return Date.now() + 2;
}

test("states that are shared are nodes of the graph, as long as they are there", async (bus) => {
  const owner = await bus.tcp();
  await using gun = await GunClient.connect(bus.daemon.wsPort);
  const path = bus.path("shown/a");
  const soul = `jet/${path}`;
  await gun.ask({ get: { "#": soul } });
  await owner.do("add", { path, value: 5 });
  await gun.received(soul, "value", 5);
  await owner.do("change", {
    path,
    value: { x: 1, list: [1, 2], deep: { a: 1 } },
  });
  await gun.received(soul, "x", 1);
  assertEquals((await gun.property(soul, "list"))?.[0], "[1,2]");
  assertEquals((await gun.property(soul, "deep"))?.[0], '{"a":1}');
  assertEquals((await gun.property(soul, "value"))?.[0], null);
  await owner.do("remove", { path });
  await gun.received(soul, "x", null);
  // What is not shared is not there.
  await owner.do("add", { path: bus.path("hidden"), value: 1 });
  assertEquals(
    await gun.property(`jet/${bus.path("hidden")}`, "value"),
    undefined,
  );
});

test("an app's put is a set at the owner, and put right where it is not taken", async (bus) => {
  const owner = await bus.tcp();
  await using gun = await GunClient.connect(bus.daemon.wsPort);
  const path = bus.path("open/a");
  const soul = `jet/${path}`;
  await gun.ask({ get: { "#": soul } });
  await owner.do("add", { path, value: 5 });
  await gun.received(soul, "value", 5);

  // Taken as it is.
  await gun.put({ [soul]: { value: [6, later()] } });
  let forward = asRecord(await owner.next());
  assertEquals(forward.params, { value: 6 });
  await owner.send({ id: forward.id, result: true });
  await owner.send({ method: "change", params: { path, value: 6 } });
  assertEquals((await gun.property(soul, "value"))?.[0], 6);

  // Adapted.
  await gun.put({ [soul]: { value: [100, later()] } });
  forward = asRecord(await owner.next());
  await owner.send({ method: "change", params: { path, value: 10 } });
  await owner.send({ id: forward.id, result: true });
  await gun.received(soul, "value", 10);

  // Refused.
  await gun.put({ [soul]: { value: ["x", later()] } });
  forward = asRecord(await owner.next());
  await owner.send({
    id: forward.id,
    error: { code: -32602, message: "no", data: {} },
  });
  await gun.received(soul, "value", 10);
  assertEquals((await gun.property(soul, "value"))?.[0], 10);
  // What the state can't be is not even asked.
  await gun.put({ [soul]: { other: [1, later()] } });
  await gun.received(soul, "other", null);
});

test("members of an object are set together, lists as JSON", async (bus) => {
  const owner = await bus.tcp();
  await using gun = await GunClient.connect(bus.daemon.wsPort);
  const path = bus.path("open/o");
  const soul = `jet/${path}`;
  await gun.ask({ get: { "#": soul } });
  await owner.do("add", { path, value: { a: 1, b: [1], c: "x" } });
  await gun.received(soul, "a", 1);
  const state = later();
  await gun.put({ [soul]: { a: [2, state], b: ["[1,2]", state] } });
  const forward = asRecord(await owner.next());
  assertEquals(forward.params, { value: { a: 2, b: [1, 2], c: "x" } });
  await owner.send({ id: forward.id, result: true });
});

/** Why a put is refused. */
async function refusal(
  gun: GunClient,
  ...souls: readonly string[]
): Promise<unknown> {
  const id = crypto.randomUUID();
  const state = later();
  const put = Object.fromEntries(
    souls.map((soul) => [
      soul,
      { _: { "#": soul, ">": { value: state } }, value: 6 },
    ]),
  );
  gun.send({ "#": id, put });
  return asRecord(await gun.until((message) => message["@"] === id)).err;
}

test("puts into states that are not shared, or can't be set, are refused", async (bus) => {
  const owner = await bus.tcp();
  await using gun = await GunClient.connect(bus.daemon.wsPort);
  await using other = await GunClient.connect(bus.daemon.wsPort);
  const [shown, fixed, hidden, settable] = [
    bus.path("shown/b"),
    bus.path("open/b"),
    bus.path("hidden"),
    `jet/${bus.path("open/a")}`,
  ];
  for (const path of [bus.path("open/a"), shown, fixed, hidden]) {
    const soul = `jet/${path}`;
    await other.ask({ get: { "#": soul } });
    await owner.do("add", { path, value: 5, fetchOnly: path === fixed });
    if (path !== hidden) await other.received(soul, "value", 5);
  }
  for (
    const [path, value, reason] of [
      [shown, 5, "Read only!"],
      [fixed, 5, "Read only!"],
      [hidden, undefined, "Not shared!"],
      [bus.path("open/none"), undefined, "Not shared!"],
    ] as const
  ) {
    const soul = `jet/${path}`;
    assertEquals(await refusal(gun, soul), reason);
    // All or nothing.
    assertEquals(await refusal(gun, settable, soul), reason);
    assertEquals((await other.property(soul, "value"))?.[0], value);
  }
  await owner.quiet();
});
