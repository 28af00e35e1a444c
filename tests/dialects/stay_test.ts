import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { KINDS, type Speaker } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

/** Longer than any test takes. */
const STAY = 60;

function named(peer: Speaker, name: string): string {
  return peer.isV3 ? name[0].toUpperCase() + name.slice(1) : name;
}

/** A peer that fetches with presence, and one that does not. */
async function fetchers(bus: TestBus): Promise<[Speaker, Speaker]> {
  const asking = await speaker(bus, "2.x");
  const plain = await speaker(bus, "3.x");
  await asking.fetch({ path: bus.here(), presence: true });
  await plain.fetch({ path: bus.here() });
  return [asking, plain];
}

async function expectNotice(
  peer: Speaker,
  event: string,
  path: string,
): Promise<void> {
  const params = { path, event: named(peer, event) };
  await peer.client.expect({ method: peer.fetchId, params });
}

for (const kind of KINDS) {
  test(`${kind}: an element that stays is not removed, and its owner's return tells the difference only`, async (bus) => {
    const owner = await speaker(bus, kind);
    const [a, b] = [bus.path("a"), bus.path("b")];
    const [asking, plain] = await fetchers(bus);
    await owner.do("add", { path: a, value: 1, stay: STAY });
    await owner.do("add", { path: b, value: 1, stay: STAY });
    for (const peer of [asking, plain]) {
      await peer.client.expect(
        peer.event("add", a, 1),
        peer.event("add", b, 1),
      );
    }
    owner.client.close();
    await expectNotice(asking, "away", a);
    await expectNotice(asking, "away", b);
    const { result } = await asking.ask("get", {
      path: { equals: a },
      presence: true,
    });
    assertEquals(result, [{ path: a, event: "add", value: 1, away: true }]);
    const again = await speaker(bus, kind);
    await again.do("add", { path: a, value: 1, stay: STAY });
    await again.do("add", { path: b, value: 2, stay: STAY });
    await expectNotice(asking, "back", a);
    await expectNotice(asking, "back", b);
    await asking.client.expect(asking.event("change", b, 2));
    await plain.client.expect(plain.event("change", b, 2));
    await again.change(a, 3);
    await plain.client.expect(plain.event("change", a, 3));
    await plain.quiet();
  });

  test(`${kind}: a set and a call wait for an owner that is away`, async (bus) => {
    const owner = await speaker(bus, kind);
    const [s, m] = [bus.path("s"), bus.path("m")];
    const [asking] = await fetchers(bus);
    await owner.do("add", { path: s, value: 1, stay: STAY });
    await owner.do("add", { path: m, stay: STAY });
    owner.client.close();
    await asking.client.expect(
      asking.event("add", s, 1),
      asking.event("add", m),
    );
    await expectNotice(asking, "away", s);
    await expectNotice(asking, "away", m);
    const caller = await speaker(bus, "lua");
    const set = await caller.request("set", { path: s, value: 7 });
    const call = await caller.request("call", { path: m, args: [1] });
    const again = await speaker(bus, kind);
    await again.do("add", { path: s, value: 1, stay: STAY });
    const first = await again.forwarded();
    assertEquals(first.request.method, again.isV3 ? "set" : s);
    await again.send({ id: first.id, result: again.good });
    assert("result" in await caller.answer(set));
    await again.do("add", { path: m, stay: STAY });
    const second = await again.forwarded();
    assertEquals(second.request, again.callForward(m, [1]));
    await again.send({ id: second.id, result: 9 });
    assertEquals(await caller.answer(call), { result: 9 });
  });

  test(`${kind}: a set of several states waits until its owner is back with all of them`, async (bus) => {
    const owner = await speaker(bus, kind);
    const below = bus.prefix.slice(0, -1);
    const add = async (peer: Speaker, name: string) => {
      const path = bus.path(name);
      await peer.do("add", { path, value: 1, stay: STAY, group: "g1" });
    };
    await add(owner, "a");
    await add(owner, "b");
    owner.client.close();
    const caller = await speaker(bus, "lua");
    await waitUntilAway(caller, bus.path("b"));
    const params = { below, values: { a: 5, b: [6] } };
    const set = await caller.request("set", params);
    const again = await speaker(bus, kind);
    await add(again, "b");
    // Half of it is back: a set that begins now waits too.
    const other = await caller.request("set", {
      below,
      values: { b: 7, a: 8 },
    });
    await add(again, "a");
    const first = await again.forwarded();
    assertEquals(first.request, { method: "g1", params });
    const second = await again.forwarded();
    await again.send({ id: first.id, result: true });
    assertEquals(await caller.answer(set), { result: true });
    await again.send({ id: second.id, result: true });
    assertEquals(await caller.answer(other), { result: true });
  });
}

test("a set of several states that waits is refused if one of them is not the owner's any more", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const below = bus.prefix.slice(0, -1);
  const [a, b] = [bus.path("a"), bus.path("b")];
  const state = { value: 1, stay: STAY, group: "g1" };
  await owner.do("add", { path: a, ...state });
  await owner.do("add", { path: b, ...state });
  owner.client.close();
  const caller = await speaker(bus, "2.x");
  await waitUntilAway(caller, b);
  const values = { a: 5, b: 6 };
  const set = await caller.request("set", { below, values });
  await caller.quiet();
  const again = await speaker(bus, "2.x");
  await again.do("add", { path: a, value: 1, stay: STAY });
  const { error } = await caller.answer(set);
  assert(/together/.test(JSON.stringify(error)), JSON.stringify(error));
  const late = await caller.ask("set", { below, values, timeout: 0.05 });
  assert(/together/.test(JSON.stringify(late)), JSON.stringify(late));
  await again.do("remove", { path: a });
  await again.do("add", { path: a, ...state });
  const timed = await caller.ask("set", { below, values, timeout: 0.05 });
  assertEquals(asRecord(timed.error).code, -32001);
  await again.quiet();
});

test("an element whose owner stays away is removed in the end, and what waits is answered", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const [short, goes] = [bus.path("short"), bus.path("goes")];
  const [asking, plain] = await fetchers(bus);
  await owner.do("add", { path: short, value: 1, stay: 0.3 });
  await owner.do("add", { path: goes, value: 1 });
  await plain.client.expect(
    plain.event("add", short, 1),
    plain.event("add", goes, 1),
  );
  owner.client.close();
  await plain.client.expect(plain.event("remove", goes, 1));
  await asking.client.expect(
    asking.event("add", short, 1),
    asking.event("add", goes, 1),
  );
  await expectNotice(asking, "away", short);
  await asking.client.expect(asking.event("remove", goes, 1));
  const caller = await speaker(bus, "2.x");
  const { error } = await caller.ask("set", { path: short, value: 2 });
  assert(error !== undefined);
  await plain.client.expect(plain.event("remove", short, 1));
  await asking.client.expect(asking.event("remove", short, 1));
});

test("an element that stays is taken over by an add that replaces silent owners, too", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("s");
  const [asking] = await fetchers(bus);
  const element = { path, value: 1, stay: STAY, replace: "silent" };
  await owner.do("add", element);
  await asking.client.expect(asking.event("add", path, 1));
  owner.client.close();
  await expectNotice(asking, "away", path);
  const caller = await speaker(bus, "2.x");
  const set = await caller.request("set", { path, value: 2 });
  await caller.quiet();
  const again = await speaker(bus, "2.x");
  await again.do("add", element);
  await expectNotice(asking, "back", path);
  const { id } = await again.forwarded();
  await again.send({ id, result: true });
  assertEquals(await caller.answer(set), { result: true });
  await asking.quiet();
});

test("a condition is looked at again when a set has waited for the owner", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("s");
  await owner.do("add", { path, value: 1, stay: STAY });
  owner.client.close();
  const caller = await speaker(bus, "2.x");
  await waitUntilAway(caller, path);
  const rules = { path: { equals: path }, times: true };
  const { result } = await caller.ask("get", rules);
  const { revision } = asRecord(Object(result)[0]);
  const condition = { path, value: 7, if: { revision } };
  const set = await caller.request("set", condition);
  await caller.quiet();
  const again = await speaker(bus, "2.x");
  await again.do("add", { path, value: 2, stay: STAY });
  const { error } = await caller.answer(set);
  assertEquals(asRecord(error).data, { conflict: path });
  await again.quiet();
});

test("what another kind of element takes the place of is removed first", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("s");
  const plain = await speaker(bus, "2.x");
  await plain.fetch({ path: bus.here() });
  await owner.do("add", { path, value: 1, stay: STAY });
  owner.client.close();
  const other = await speaker(bus, "2.x");
  await waitUntilAway(other, path);
  await other.do("add", { path });
  await plain.client.expect(
    plain.event("add", path, 1),
    plain.event("remove", path, 1),
    plain.event("add", path),
  );
  await plain.quiet();
});

test("an own element that stays is removed by its owner at once", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("s");
  await owner.do("add", { path, value: 1, stay: STAY });
  await owner.do("remove", { path });
  const { error } = await owner.ask("set", { path, value: 2 });
  assertEquals(asRecord(asRecord(error).data), { pathNotExists: path });
});

async function waitUntilAway(peer: Speaker, path: string): Promise<void> {
  for (;;) {
    const { result } = await peer.ask("get", {
      path: { equals: path },
      presence: true,
    });
    if (asRecord(Object(result)[0]).away === true) return;
  }
}
