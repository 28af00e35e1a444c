import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { eachPair, speaker } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import type { Speaker } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

const GROUP = "g1";

/** Adds states that can be set together; returns the path above. */
async function addGroup(
  bus: TestBus,
  owner: Speaker,
  ...names: string[]
): Promise<string> {
  for (const name of names) {
    await owner.do("add", { path: bus.path(name), value: 1, group: GROUP });
  }
  const path = bus.path("");
  return path.slice(0, path.lastIndexOf("/"));
}

eachPair(
  test,
  (owner, client) =>
    `a ${client} client sets several states of a ${owner} owner in one request`,
  async (bus, owner, client) => {
    const below = await addGroup(bus, owner, "v", "c");
    const params = { below, values: { v: 5, c: { a: [1.10] } } };
    const id = await client.request("set", params);
    const forward = await owner.forwarded();
    assertEquals(forward.request, { method: GROUP, params });
    const answer = { taken: true };
    await owner.send({ id: forward.id, result: answer });
    assertEquals(await client.answer(id), { result: answer });
  },
);

test("an owner that refuses a group answers for all of it", async (bus) => {
  const [owner, client] = [
    await speaker(bus, "2.x"),
    await speaker(bus, "2.x"),
  ];
  const below = await addGroup(bus, owner, "v", "c");
  const id = await client.request("set", { below, values: { v: 1, c: 2 } });
  const forward = await owner.forwarded();
  const error = { code: 17, message: "no", data: {} };
  await owner.send({ id: forward.id, error });
  assertEquals(await client.answer(id), { error });
});

test("what can't be set together is refused, and no owner is asked", async (bus) => {
  const [owner, other] = [await speaker(bus, "2.x"), await speaker(bus, "2.x")];
  const client = await speaker(bus, "2.x");
  const below = await addGroup(bus, owner, "v");
  await addGroup(bus, other, "foreign");
  await owner.do("add", { path: bus.path("alone"), value: 1 });
  await owner.do("add", {
    path: bus.path("ro"),
    value: 1,
    group: GROUP,
    fetchOnly: true,
  });
  for (const name of ["foreign", "alone", "ro", "missing"]) {
    const values = { v: 1, [name]: 2 };
    const answer = await client.ask("set", { below, values });
    assert("error" in answer, name);
  }
  assert("error" in await client.ask("set", { below, values: {} }));
  assert("error" in await client.ask("set", { below, values: [1] }));
  await owner.quiet();
  await other.quiet();
});

test("a set with a condition is passed on only if nothing has changed since", async (bus) => {
  const [owner, client] = [
    await speaker(bus, "2.x"),
    await speaker(bus, "2.x"),
  ];
  const below = await addGroup(bus, owner, "v", "c");
  const path = bus.path("v");
  const revision = async () => {
    const rules = { path: { equals: path }, times: true };
    const { result } = await client.ask("get", rules);
    return Number(asRecord(Object(result)[0]).revision);
  };
  const before = await revision();
  const { epoch } = asRecord(
    (await client.ask("info", { revision: true })).result,
  );
  const current = { revision: before, epoch };
  const id = await client.request("set", { path, value: 2, if: current });
  await owner.change(path, 2);
  const { id: token } = await owner.forwarded();
  await owner.send({ id: token, result: true });
  assertEquals(await client.answer(id), { result: true });
  const refused = [
    { path, value: 3, if: current },
    { path, value: 3, if: { revision: await revision(), epoch: "another" } },
    { below, values: { c: 1, v: 3 }, if: current },
  ];
  for (const params of refused) {
    const { error } = await client.ask("set", params);
    const { code, data } = asRecord(error);
    assertEquals([code, Object.keys(Object(data))], [-32602, ["conflict"]]);
  }
  for (const wrong of [1, {}, { revision: "1" }, { revision: 1, epoch: 1 }]) {
    const { error } = await client.ask("set", { path, value: 3, if: wrong });
    assert("wrongType" in asRecord(asRecord(error).data));
  }
  await owner.quiet();
});

test("a condition is checked again when a request has waited for others of its peer", async (bus) => {
  const [owner, client] = [
    await speaker(bus, "2.x"),
    await speaker(bus, "2.x"),
  ];
  const below = await addGroup(bus, owner, "v", "c");
  const path = bus.path("v");
  const { result } = await client.ask("info", { revision: true });
  const { revision } = asRecord(result);
  // Owners are given so many bytes of one requester at a time.
  const value = "x".repeat(40_000);
  const first = await client.request("set", { path: bus.path("c"), value });
  const { id: token } = await owner.forwarded();
  const one = await client.request("set", { path, value, if: { revision } });
  const all = await client.request("set", {
    below,
    values: { c: 1, v: 3 },
    if: { revision },
  });
  const plain = await client.request("set", { path, value: 4 });
  // Both are in the daemon now.
  const echo = await client.request("echo", 1);
  assertEquals(await client.answer(echo), { result: 1 });
  await owner.change(path, 2);
  await owner.send({ id: token, result: true });
  assertEquals(await client.answer(first), { result: true });
  for (const id of [one, all]) {
    const { error } = await client.answer(id);
    assertEquals(asRecord(error).data, { conflict: path });
  }
  const { id, request } = await owner.forwarded();
  assertEquals(request, owner.setForward(path, 4));
  await owner.send({ id, result: true });
  assertEquals(await client.answer(plain), { result: true });
});
