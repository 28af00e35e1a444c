import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { everyKind, speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

const CLASSIC = ["2.x", "lua", "cjet"] as const;

for (const kind of KINDS) {
  test(`all kinds hear in their own words what a ${kind} owner adds, changes and removes`, async (bus) => {
    const owner = await speaker(bus, kind);
    const fetchers = await everyKind(bus);
    for (const fetcher of fetchers) await fetcher.fetch({ path: bus.here() });
    const [s, m, last] = ["s", "m", "last"].map((name) => bus.path(name));
    await owner.do("add", { path: s, value: { a: null } });
    await owner.do("add", { path: m });
    await owner.change(s, [2]);
    await owner.do("remove", { path: m });
    await owner.do("remove", { path: s });
    // Elements of a peer that leaves are reported as removed.
    await owner.do("add", { path: last, value: 0 });
    owner.client.close();
    for (const fetcher of fetchers) {
      const { client } = fetcher;
      await client.expect(fetcher.event("add", s, { a: null }));
      if (!fetcher.isV3) await client.expect(fetcher.event("add", m));
      await client.expect(fetcher.event("change", s, [2]));
      if (!fetcher.isV3) await client.expect(fetcher.event("remove", m));
      await client.expect(
        fetcher.event("remove", s, [2]),
        fetcher.event("add", last, 0),
        fetcher.event("remove", last, 0),
      );
      await fetcher.quiet();
    }
  });

  test(`${kind}: what is there already comes in the order of adding, before or after the answer`, async (bus) => {
    const owner = await speaker(bus, "2.x");
    const [z, a, m, ro] = ["z", "a", "m", "ro"].map((name) => bus.path(name));
    await owner.do("add", { path: z, value: 1 });
    await owner.do("add", { path: a, value: null });
    await owner.do("add", { path: m });
    await owner.do("add", { path: ro, value: 3, fetchOnly: true });
    const fetcher = await speaker(bus, kind);
    const method = fetcher.isV3 ? [] : [fetcher.event("add", m)];
    await fetcher.fetch(
      { path: bus.here() },
      fetcher.event("add", z, 1),
      fetcher.event("add", a, null),
      ...method,
      fetcher.event("add", ro, 3, { fetchOnly: true }),
    );
    await fetcher.quiet();
  });

  test(`${kind}: a fetcher gets the event of its own element before the answer`, async (bus) => {
    const peer = await speaker(bus, kind);
    const path = bus.path("s");
    await peer.fetch({ path: bus.here() });
    const add = await peer.request("add", { path, value: 1 });
    await peer.client.expect(
      peer.event("add", path, 1),
      { id: add, result: peer.good },
    );
    const change = await peer.request("change", { path, value: 2 });
    await peer.client.expect(
      peer.event("change", path, 2),
      { id: change, result: peer.good },
    );
    const remove = await peer.request("remove", { path });
    await peer.client.expect(
      peer.event("remove", path, 2),
      { id: remove, result: peer.good },
    );
  });

  test(`${kind}: an ended fetch gets no event, not even the removes`, async (bus) => {
    const owner = await speaker(bus, "cjet");
    const path = bus.path("s");
    await owner.do("add", { path, value: 1 });
    const fetcher = await speaker(bus, kind);
    const now = fetcher.event("add", path, 1);
    await fetcher.fetch({ path: bus.here() }, now);
    await fetcher.do("unfetch", { id: fetcher.fetchId });
    await owner.change(path, 2);
    await owner.quiet();
    await fetcher.quiet();
    // The id can be used again.
    const again = fetcher.event("add", path, 2);
    await fetcher.fetch({ path: bus.here() }, again);
  });

  test(`${kind}: two peers may have fetches of one id`, async (bus) => {
    const owner = await speaker(bus, "2.x");
    const [one, two] = [await speaker(bus, kind), await speaker(bus, kind)];
    await one.fetch({ path: bus.here() });
    await two.fetch({ path: bus.here() });
    const path = bus.path("s");
    await owner.do("add", { path, value: 1 });
    await one.client.expect(one.event("add", path, 1));
    await one.do("unfetch", { id: one.fetchId });
    await owner.change(path, 2);
    await two.client.expect(
      two.event("add", path, 1),
      two.event("change", path, 2),
    );
    await one.quiet();
  });

  test(`${kind}: a fetch without a request id gets its events and no answer`, async (bus) => {
    const owner = await speaker(bus, "2.x");
    const path = bus.path("s");
    await owner.do("add", { path, value: 1 });
    const fetcher = await speaker(bus, kind);
    const params = { id: fetcher.fetchId, path: bus.here() };
    await fetcher.notify("fetch", params);
    await fetcher.client.expect(fetcher.event("add", path, 1));
    await fetcher.quiet();
  });
}

for (const kind of CLASSIC) {
  test(`${kind}: fetchOnly is in add alone, and only where it is true`, async (bus) => {
    const owner = await speaker(bus, "2.x");
    const fetcher = await speaker(bus, kind);
    await fetcher.fetch({ path: bus.here() });
    const [path, open] = [bus.path("ro"), bus.path("open")];
    await owner.do("add", { path, value: 1, fetchOnly: true });
    await owner.do("add", { path: open, value: 1, fetchOnly: false });
    await owner.change(path, 2);
    await owner.do("remove", { path });
    await fetcher.client.expect(
      fetcher.event("add", path, 1, { fetchOnly: true }),
      fetcher.event("add", open, 1),
      fetcher.event("change", path, 2),
      fetcher.event("remove", path, 2),
    );
  });

  test(`${kind}: a sorted fetch gets rows`, async (bus) => {
    const owner = await speaker(bus, "3.x");
    const [a, b] = [bus.path("a"), bus.path("b")];
    await owner.do("add", { path: a, value: 1 });
    await owner.do("add", { path: b, value: 2 });
    const fetcher = await speaker(bus, kind);
    const sort = { byValue: "number", descending: true, from: 1, to: 2 };
    const rows = (...changes: unknown[]) => ({
      method: fetcher.fetchId,
      params: { changes, n: 2 },
    });
    await fetcher.fetch(
      { path: bus.here(), sort },
      rows({ path: b, value: 2, index: 1 }, { path: a, value: 1, index: 2 }),
    );
    await owner.change(a, 3);
    await fetcher.client.expect(
      rows({ path: a, value: 3, index: 1 }, { path: b, value: 2, index: 2 }),
    );
  });
}

test("3.x: a fetch that asks for an order gets plain events, as from its own daemon", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const [b, a] = [bus.path("b"), bus.path("a")];
  await owner.do("add", { path: b, value: 1 });
  await owner.do("add", { path: a, value: 2 });
  const fetcher = await speaker(bus, "3.x");
  const sort = { by: "path", from: 1, to: 1, descending: false };
  await fetcher.fetch(
    { path: bus.here(), sort },
    fetcher.event("add", b, 1),
    fetcher.event("add", a, 2),
  );
  await owner.change(a, 3);
  await fetcher.client.expect(fetcher.event("change", a, 3));
});

test("3.x: value rules by operator hold for every event, of the value and of its fields", async (bus) => {
  const owner = await speaker(bus, "cjet");
  const path = bus.path("s");
  const fetcher = await speaker(bus, "3.x");
  await fetcher.fetch({
    path: bus.here(),
    value: { "n.age": { operator: "greaterThan", value: 2 } },
  });
  await owner.do("add", { path, value: { n: { age: 1 } } });
  for (const age of [3, 4, 2, 5]) await owner.change(path, { n: { age } });
  await fetcher.client.expect(
    fetcher.event("add", path, { n: { age: 3 } }),
    fetcher.event("change", path, { n: { age: 4 } }),
    fetcher.event("remove", path),
    fetcher.event("add", path, { n: { age: 5 } }),
  );
  const id = await fetcher.request("fetch", {
    id: "f_whole",
    path: bus.here(),
    value: { "": { operator: "isType", value: "number" } },
  });
  await fetcher.client.expect({ id, result: {} });
  await fetcher.do("unfetch", { id: fetcher.fetchId });
  await owner.change(path, 7);
  await fetcher.client.expect({
    method: "f_whole",
    params: { path, event: "Add", value: 7 },
  });
});

test("3.x: negated and case-insensitive path rules work", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const [upper, other] = [bus.path("Upper"), bus.path("other")];
  await owner.do("add", { path: upper, value: 1 });
  await owner.do("add", { path: other, value: 2 });
  const fetcher = await speaker(bus, "3.x");
  const get = async (rules: Record<string, unknown>) => {
    const path = bus.here(rules);
    const { result } = await fetcher.ask("get", { path });
    return Array.isArray(result) ? result.map((row) => asRecord(row).path) : [];
  };
  assertEquals(await get({ startsNotWith: upper }), [other]);
  assertEquals(await get({ endsNotWith: "er" }), []);
  assertEquals(await get({ containsNot: "oth" }), [upper]);
  assertEquals(await get({ equalsNotOneOf: [other] }), [upper]);
  const lower = { contains: "upper", caseInsensitive: true };
  assertEquals(await get(lower), [upper]);
});
