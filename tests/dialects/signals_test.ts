import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { KINDS, type Speaker } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

const ASKS = { type: ["signal"] };

/** What a fetch gets of a signal, in the words of a peer. */
function named(peer: Speaker, path: string, name: string, more = {}): unknown {
  const event = peer.isV3 ? name[0].toUpperCase() + name.slice(1) : name;
  return { method: peer.fetchId, params: { path, event, ...more } };
}

async function addSignal(
  bus: TestBus,
  owner: Speaker,
  more: Record<string, unknown> = {},
): Promise<string> {
  const path = bus.path("opened");
  await owner.do("add", { path, type: "signal", ...more });
  return path;
}

for (const kind of KINDS) {
  test(`${kind}: what a signal sends goes to fetches that ask for signals`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = await addSignal(bus, owner);
    const fetcher = await speaker(bus, kind);
    const add = named(fetcher, path, "add", { type: "signal" });
    await fetcher.fetch({ path: bus.here(), ...ASKS }, add);
    await owner.do("signal", { path, value: { by: "joe" } });
    await owner.do("signal", { path, value: null });
    await owner.do("remove", { path });
    await addSignal(bus, owner);
    await fetcher.client.expect(
      named(fetcher, path, "signal", { value: { by: "joe" } }),
      named(fetcher, path, "signal", { value: null }),
      named(fetcher, path, "remove", { type: "signal" }),
      add,
    );
    await fetcher.quiet();
  });

  test(`${kind}: other fetches get a state that comes and goes`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = await addSignal(bus, owner);
    const fetcher = await speaker(bus, kind);
    await fetcher.fetch({ path: bus.here() });
    await owner.do("signal", { path, value: 1 });
    await owner.do("signal", { path, value: "two" });
    await owner.do("remove", { path });
    await fetcher.client.expect(
      fetcher.event("add", path, 1),
      fetcher.event("remove", path, 1),
      fetcher.event("add", path, "two"),
      fetcher.event("remove", path, "two"),
    );
    await fetcher.quiet();
  });

  test(`${kind}: value rules are about what a signal sends`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = await addSignal(bus, owner);
    const fetcher = await speaker(bus, kind);
    const value = fetcher.isV3
      ? { "": { operator: "greaterThan", value: 5 } }
      : { greaterThan: 5 };
    await fetcher.fetch({ path: bus.here(), value });
    await owner.do("signal", { path, value: 5 });
    await owner.do("signal", { path, value: 6 });
    await fetcher.client.expect(
      fetcher.event("add", path, 6),
      fetcher.event("remove", path, 6),
    );
    await fetcher.quiet();
    const asking = await speaker(bus, kind);
    const add = named(asking, path, "add", { type: "signal" });
    await asking.fetch({ path: bus.here(), value, ...ASKS }, add);
    await owner.do("signal", { path, value: 4 });
    await owner.do("signal", { path, value: 7 });
    await asking.client.expect(named(asking, path, "signal", { value: 7 }));
    await asking.quiet();
  });

  test(`${kind}: get and list show signals only to those that ask`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = await addSignal(bus, owner, { meta: { title: "Door" } });
    const state = bus.path("state");
    await owner.do("add", { path: state, value: 1 });
    const peer = await speaker(bus, kind);
    const rules = { path: bus.here() };
    const plain = await peer.ask("get", rules);
    assertEquals(Object(plain.result).length, 1);
    assertEquals(Object(plain.result)[0].path, state);
    const asked = await peer.ask("get", { ...rules, ...ASKS, meta: true });
    const [signal] = Array.from(Object(asked.result));
    const { event: _, ...rest } = asRecord(signal);
    assertEquals(rest, { path, type: "signal", meta: { title: "Door" } });
    const below = bus.prefix.slice(0, -1);
    const children = async (more: Record<string, unknown>) =>
      asRecord((await peer.ask("list", { path: below, ...more })).result);
    const state1 = { name: "state", path: state, type: "state" };
    const signal1 = { name: "opened", path, type: "signal" };
    assertEquals(await children({}), {
      path: below,
      n: 1,
      children: [state1],
    });
    assertEquals(await children(ASKS), {
      path: below,
      n: 1,
      children: [signal1],
    });
    assertEquals(await children({ type: ["state", "signal"] }), {
      path: below,
      n: 2,
      children: [signal1, state1],
    });
  });

  test(`${kind}: what can't be done with a signal is refused`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = await addSignal(bus, owner);
    const state = bus.path("state");
    await owner.do("add", { path: state, value: 1 });
    const other = await speaker(bus, kind);
    const refused = async (
      peer: Speaker,
      method: string,
      params: Record<string, unknown>,
    ) => {
      const answer = await peer.ask(method, params);
      assert("error" in answer, `${method} ${JSON.stringify(params)}`);
      return JSON.stringify(answer.error);
    };
    await refused(owner, "change", { path, value: 1 });
    await refused(owner, "change", { path, quality: "bad" });
    await refused(other, "set", { path, value: 1 });
    await refused(other, "call", { path, args: [] });
    await refused(other, "signal", { path, value: 1 });
    await refused(other, "signal", { path: bus.path("none"), value: 1 });
    await refused(owner, "signal", { path });
    const text = await refused(owner, "signal", { path: state, value: 1 });
    assert(/signal/i.test(text), text);
    const more = bus.path("more");
    const wrong = { path: more, type: "signal" };
    await refused(owner, "add", { ...wrong, value: null });
    await refused(owner, "add", { ...wrong, expires: 1 });
    await owner.do("change", { path, meta: { title: "Door" } });
  });
}

test("signals have times, and metadata that changes", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const fetcher = await speaker(bus, "3.x");
  await fetcher.fetch({ path: bus.here(), ...ASKS, times: true, meta: true });
  const meta = { title: "Door" };
  const path = await addSignal(bus, owner, { meta });
  await owner.do("signal", { path, value: 1 });
  await owner.do("change", { path, meta: null });
  const next = async () => {
    const { params } = asRecord(await fetcher.client.next());
    const { time, revision, ...rest } = asRecord(params);
    assert(Math.abs(Number(time) - Date.now()) < 10_000, `time ${time}`);
    return { revision: Number(revision), rest };
  };
  const added = await next();
  assertEquals(added.rest, { path, event: "Add", type: "signal", meta });
  const signalled = await next();
  assertEquals(signalled.rest, { path, event: "Signal", value: 1 });
  const changed = await next();
  assertEquals(changed.rest, { path, event: "Meta", meta: null });
  assertEquals(changed.revision, signalled.revision + 1);
});

test("fetches of signals and states get both", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const fetcher = await speaker(bus, "2.x");
  await fetcher.fetch({ path: bus.here(), type: ["state", "signal"] });
  const path = await addSignal(bus, owner);
  const state = bus.path("state");
  await owner.do("add", { path: state, value: 1 });
  await owner.do("signal", { path, value: 2 });
  await owner.do("change", { path: state, value: 3 });
  await fetcher.client.expect(
    named(fetcher, path, "add", { type: "signal" }),
    fetcher.event("add", state, 1),
    named(fetcher, path, "signal", { value: 2 }),
    fetcher.event("change", state, 3),
  );
});

test("sorted fetches leave signals out, and can't ask for them", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = await addSignal(bus, owner);
  const fetcher = await speaker(bus, "2.x");
  const sorted = { path: bus.here(), sort: { byPath: true } };
  await fetcher.fetch(sorted, {
    method: fetcher.fetchId,
    params: { changes: [], n: 0 },
  });
  await owner.do("signal", { path, value: 1 });
  await fetcher.quiet();
  const { error } = await fetcher.ask("fetch", { ...sorted, ...ASKS, id: "x" });
  assertEquals(asRecord(error).data, "a sorted fetch has no signals");
  const { result } = await fetcher.ask("get", { ...sorted, ...ASKS });
  assertEquals(result, [{ path, type: "signal", index: 1 }]);
});

test("an add of a type that is no signal is the add that it always was", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("state");
  await owner.do("add", { path, value: 1, type: "number" });
  await owner.do("change", { path, value: 2 });
});

test("info tells that there are signals, and their limits", async (bus) => {
  const peer = await speaker(bus, "2.x");
  const { result } = await peer.ask("info", { features: true, limits: true });
  const { features, limits } = asRecord(result);
  assertEquals(asRecord(features).signal, true);
  const { maxSignals, maxSignalBytes } = asRecord(limits);
  assertEquals(asRecord(maxSignals).limit, 1000);
  assertEquals(asRecord(maxSignalBytes).limit, 1 << 20);
});

test("signals are sent and fetched in MessagePack", async (bus) => {
  using peer = await MsgpackClient.tcp(bus.daemon.port);
  await peer.switch();
  const path = bus.path("opened");
  const fetch = { id: "f", path: bus.here(), ...ASKS };
  assertEquals(await peer.ask("fetch", fetch), { result: true });
  await peer.send({ id: 7, method: "add", params: { path, type: "signal" } });
  await peer.expect(
    { method: "f", params: { path, event: "add", type: "signal" } },
    { id: 7, result: true },
  );
  await peer.send({
    id: 8,
    method: "signal",
    params: { path, value: [1, "é"] },
  });
  await peer.expect(
    { method: "f", params: { path, event: "signal", value: [1, "é"] } },
    { id: 8, result: true },
  );
});

test("a signal stays for an owner that comes back, and a state takes its place", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const fetcher = await speaker(bus, "2.x");
  await fetcher.fetch({
    path: bus.here(),
    type: ["signal", "state"],
    presence: true,
  });
  const path = await addSignal(bus, owner, { stay: 60 });
  owner.client.close();
  const again = await speaker(bus, "3.x");
  await fetcher.client.expect(
    named(fetcher, path, "add", { type: "signal" }),
    named(fetcher, path, "away"),
  );
  await addSignal(bus, again, { stay: 60 });
  await again.do("signal", { path, value: 1 });
  await fetcher.client.expect(
    named(fetcher, path, "back"),
    named(fetcher, path, "signal", { value: 1 }),
  );
  again.client.close();
  await fetcher.client.expect(named(fetcher, path, "away"));
  const other = await speaker(bus, "2.x");
  await other.do("add", { path, value: 1 });
  await fetcher.client.expect(
    named(fetcher, path, "remove", { type: "signal" }),
    fetcher.event("add", path, 1),
  );
});
