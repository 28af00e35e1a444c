/**
 * Rates and dead bands in each dialect. What they mean is tested in virtual
 * time, in tests/daemon/rate_test.ts.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { BinaryClient, json } from "../support/binary_client.ts";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { everyKind, speaker } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import type { Speaker } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

const RATE = 20;
const INTERVAL_MS = 1000 / RATE;

/** Limits: one state is without, one has a dead band, one a rate. */
function limits(bus: TestBus): Record<string, unknown> {
  return {
    rate: RATE,
    limits: [
      { path: { equals: bus.path("free") } },
      { path: { equals: bus.path("calm") }, deadband: { absolute: 1 } },
    ],
  };
}

/** Gives three states the values 1 to 3 in one turn. */
async function change(bus: TestBus, owner: Speaker): Promise<void> {
  await owner.send(
    ...["free", "calm", "slow"].flatMap((name) =>
      [1, 2, 3].map((value) => ({
        method: "change",
        params: { path: bus.path(name), value },
      }))
    ),
  );
}

/** The values that have to come at once, and the one after an interval. */
const AT_ONCE = [["free", 1], ["free", 2], ["free", 3], ["calm", 2], [
  "slow",
  1,
]] as const;

async function addAll(bus: TestBus): Promise<Speaker> {
  const owner = await speaker(bus, "2.x");
  for (const name of ["free", "calm", "slow"]) {
    await owner.do("add", { path: bus.path(name), value: 0 });
  }
  return owner;
}

test("peers of every kind with JSON limit the changes of a fetch", async (bus) => {
  const owner = await addAll(bus);
  const fetchers = await everyKind(bus);
  for (const fetcher of fetchers) {
    await fetcher.fetch(
      { path: bus.here(), ...limits(bus) },
      ...["free", "calm", "slow"].map((name) =>
        fetcher.event("add", bus.path(name), 0)
      ),
    );
  }
  const begun = performance.now();
  await change(bus, owner);
  for (const fetcher of fetchers) {
    await fetcher.client.expect(
      ...AT_ONCE.map(([name, value]) =>
        fetcher.event("change", bus.path(name), value)
      ),
      fetcher.event("change", bus.path("slow"), 3),
    );
    assert(performance.now() - begun >= INTERVAL_MS - 1);
    await fetcher.quiet();
  }
});

test("a peer with MessagePack limits the changes of a fetch", async (bus) => {
  const owner = await addAll(bus);
  using client = await MsgpackClient.tcp(bus.daemon.port);
  await client.switch();
  const params = { id: "f", path: bus.here(), ...limits(bus) };
  await client.send({ id: 1, method: "fetch", params });
  assertEquals(await client.next(), { id: 1, result: true });
  const expect = async (event: string, name: string, value: number) =>
    assertEquals(await client.next(), {
      method: "f",
      params: { path: bus.path(name), event, value },
    });
  for (const name of ["free", "calm", "slow"]) await expect("add", name, 0);
  await change(bus, owner);
  for (const [name, value] of AT_ONCE) await expect("change", name, value);
  await expect("change", "slow", 3);
});

test("a peer with binary Jet limits the changes of a fetch", async (bus) => {
  const owner = await addAll(bus);
  await using client = await BinaryClient.connect(bus.daemon.binaryPort);
  const rules = json({ path: bus.here(), ...limits(bus) });
  const id = (await client.ask(10, rules)).slice(5);
  for (const name of ["free", "calm", "slow"]) {
    await client.expect(4, 1, [...id], 1, bus.path(name), json(0));
  }
  await client.expect(4, 5, [...id]);
  await change(bus, owner);
  for (const [name, number] of [...AT_ONCE, ["slow", 3] as const]) {
    await client.expect(4, 2, [...id], 1, bus.path(name), json(number));
  }
});

test("a sorted fetch takes a rate", async (bus) => {
  const owner = await addAll(bus);
  const fetcher = await speaker(bus, "2.x");
  const row = (index: number, name: string, value: number) => ({
    path: bus.path(name),
    value,
    index,
  });
  const rows = (...changes: unknown[]) => ({
    method: fetcher.fetchId,
    params: { changes, n: 3 },
  });
  await fetcher.fetch(
    { path: bus.here(), sort: { byPath: true }, rate: RATE },
    rows(row(1, "calm", 0), row(2, "free", 0), row(3, "slow", 0)),
  );
  await change(bus, owner);
  await fetcher.client.expect(
    rows(row(2, "free", 1)),
    rows(row(1, "calm", 3), row(2, "free", 3), row(3, "slow", 3)),
  );
});

test("limits that make no sense are refused in every dialect", async (bus) => {
  const wrong = { path: bus.here(), rate: 0 };
  for (const peer of await everyKind(bus)) {
    const { error } = await peer.ask("fetch", { id: peer.fetchId, ...wrong });
    assert(JSON.stringify(error).includes("rate must be"), peer.kind);
  }
  await using client = await BinaryClient.connect(bus.daemon.binaryPort);
  assertEquals((await client.refused(10, json(wrong))).code, -32602);
});

test("info tells peers that ask for features of the rate", async (bus) => {
  const peer = await speaker(bus, "2.x");
  const { result } = await peer.ask("info", { features: true });
  assert(JSON.stringify(result).includes('"rate":true'));
});
