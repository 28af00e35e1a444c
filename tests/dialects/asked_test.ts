import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { KINDS, type Speaker } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

const META = { title: "Voltage", unit: "V" };

/** The parameters of the next notification. */
async function event(peer: Speaker): Promise<Record<string, unknown>> {
  const { method, params } = asRecord(await peer.client.next());
  assertEquals(method, peer.fetchId);
  return asRecord(params);
}

/** Like {@linkcode event}, without what the daemon's clock and counter give. */
async function timeless(peer: Speaker): Promise<Record<string, unknown>> {
  const { time, revision, ...rest } = await event(peer);
  assert(Number.isSafeInteger(time), `time: ${time}`);
  assert(Number.isSafeInteger(revision), `revision: ${revision}`);
  return rest;
}

/** The name of an event in the words of a peer. */
function named(peer: Speaker, name: string): string {
  return peer.isV3 ? name[0].toUpperCase() + name.slice(1) : name;
}

async function addDescribed(
  bus: TestBus,
  owner: Speaker,
  more: Record<string, unknown> = {},
): Promise<string> {
  const path = bus.path("s");
  await owner.do("add", { path, value: 5, meta: META, ...more });
  return path;
}

for (const kind of KINDS) {
  test(`${kind}: metadata goes to fetches that ask for it`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = await addDescribed(bus, owner);
    const fetcher = await speaker(bus, kind);
    const add = { path, event: named(fetcher, "add"), value: 5, meta: META };
    const change = { path, event: named(fetcher, "change"), value: 6 };
    const meta = { path, event: named(fetcher, "meta") };
    const id = await fetcher.request("fetch", {
      id: fetcher.fetchId,
      path: bus.here(),
      meta: true,
    });
    const first = fetcher.isV3 || kind === "cjet";
    if (first) assertEquals(await event(fetcher), add);
    assertEquals(await fetcher.answer(id), { result: fetcher.good });
    if (!first) assertEquals(await event(fetcher), add);
    await owner.do("change", { path, value: 6 });
    assertEquals(await event(fetcher), change);
    await owner.do("change", { path, meta: { unit: "mV" } });
    assertEquals(await event(fetcher), { ...meta, meta: { unit: "mV" } });
    await owner.do("change", { path, value: 6, meta: null });
    assertEquals(await event(fetcher), change);
    assertEquals(await event(fetcher), { ...meta, meta: null });
    await fetcher.quiet();
  });

  test(`${kind}: fetches that don't ask get the messages that they always got`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = await addDescribed(bus, owner, { at: 1, quality: "bad" });
    const fetcher = await speaker(bus, kind);
    await fetcher.fetch(
      { path: bus.here() },
      fetcher.event("add", path, 5),
    );
    await owner.do("change", { path, meta: { unit: "mV" } });
    await owner.do("change", { path, quality: "good" });
    await owner.do("change", { path, value: 7, at: 2 });
    await owner.do("remove", { path });
    await fetcher.client.expect(
      fetcher.event("change", path, 7),
      fetcher.event("remove", path, 7),
    );
    await fetcher.quiet();
  });

  test(`${kind}: times tell when a value came, its number and its quality`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = bus.path("s");
    const fetcher = await speaker(bus, "2.x");
    await fetcher.fetch({ path: bus.here(), times: true });
    const before = Date.now();
    await owner.do("add", { path, value: 1, at: 1234.5, quality: "good" });
    const { time, revision, ...add } = await event(fetcher);
    assert(Math.abs(Number(time) - before) < 10_000, `${time} at ${before}`);
    assertEquals(add, {
      path,
      event: "add",
      value: 1,
      at: 1234.5,
      quality: "good",
    });
    await owner.do("change", { path, value: 2 });
    const changed = await event(fetcher);
    assert(Number(changed.revision) > Number(revision));
    assert(Number(changed.time) >= Number(time));
    assertEquals(Object.keys(changed), [
      "path",
      "event",
      "value",
      "time",
      "revision",
    ]);
    // The quality alone: the value stays.
    await owner.do("change", { path, quality: "uncertain" });
    assertEquals(await timeless(fetcher), {
      path,
      event: "change",
      value: 2,
      quality: "uncertain",
    });
    // Metadata is none of its business, but counts as a change.
    await owner.do("change", { path, meta: META });
    await owner.do("remove", { path });
    const removed = await event(fetcher);
    assertEquals(removed.event, "remove");
    assertEquals(Number(removed.revision), Number(changed.revision) + 3);
    await fetcher.quiet();
  });

  test(`${kind}: a value that is not renewed becomes stale, and the next one ends it`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = bus.path("s");
    const [fetcher, plain] = [
      await speaker(bus, kind),
      await speaker(bus, kind),
    ];
    const rules = { path: bus.here() };
    await fetcher.fetch({ ...rules, times: true });
    await plain.fetch(rules);
    await owner.do("add", { path, value: 1, expires: 0.05 });
    const add = { path, event: named(fetcher, "add"), value: 1 };
    assertEquals(await timeless(fetcher), add);
    await plain.client.expect(plain.event("add", path, 1));
    const stale = { path, event: named(fetcher, "stale") };
    assertEquals(await timeless(fetcher), stale);
    const { result } = await fetcher.ask("get", { ...rules, times: true });
    assertEquals(asRecord(Object(result)[0]).stale, true);
    await owner.do("change", { path, value: 1 });
    const { event: name, stale: still } = await event(fetcher);
    assertEquals([name, still], [named(fetcher, "change"), undefined]);
    assertEquals(await timeless(fetcher), stale);
    await plain.client.expect(plain.event("change", path, 1));
    await plain.quiet();
  });

  test(`${kind}: get and list give what is asked for`, async (bus) => {
    const owner = await speaker(bus, kind);
    const path = await addDescribed(bus, owner, { quality: "bad" });
    const peer = await speaker(bus, kind);
    const get = await peer.ask("get", {
      path: bus.here(),
      meta: true,
      times: true,
    });
    const [element] = Array.from(Object(get.result));
    const { time, revision, ...rest } = asRecord(element);
    assertEquals([typeof time, typeof revision], ["number", "number"]);
    assertEquals([rest.meta, rest.quality, rest.path], [META, "bad", path]);
    const below = path.slice(0, path.lastIndexOf("/"));
    const list = await peer.ask("list", { path: below, meta: true });
    const { children } = asRecord(list.result);
    assertEquals(asRecord(Object(children)[0]).meta, META);
  });
}

test("rows of sorted fetches have what is asked for", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = await addDescribed(bus, owner);
  const fetcher = await speaker(bus, "2.x");
  await fetcher.fetch({ path: bus.here(), sort: { byPath: true }, meta: true });
  const row = { path, value: 5, index: 1 };
  assertEquals(await event(fetcher), {
    changes: [{ ...row, meta: META }],
    n: 1,
  });
  await owner.do("change", { path, meta: { unit: "A" } });
  assertEquals(await event(fetcher), {
    changes: [{ ...row, meta: { unit: "A" } }],
    n: 1,
  });
});

test("what is wrong with metadata, times and quality is refused by its id", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = await addDescribed(bus, owner);
  const long = "x".repeat(1 << 14);
  for (
    const wrong of [
      { meta: [] },
      { meta: "text" },
      { meta: { long } },
      { at: "now" },
      { quality: 3 },
      { quality: "x".repeat(65) },
    ]
  ) {
    const change = await owner.ask("change", { path, ...wrong });
    assert("error" in change, JSON.stringify(wrong).slice(0, 80));
    const add = await owner.ask("add", {
      path: bus.path("other"),
      value: 1,
      ...wrong,
    });
    assert("error" in add, JSON.stringify(wrong).slice(0, 80));
  }
  for (const expires of [0, -1, "1"]) {
    const other = bus.path("other");
    const add = await owner.ask("add", { path: other, value: 1, expires });
    assert("error" in add, `expires ${expires}`);
  }
  for (const asked of ["meta", "times", "presence"]) {
    const wrong = { id: "x", path: bus.here(), [asked]: 1 };
    assert("error" in await owner.ask("fetch", wrong), asked);
  }
});

test("info tells the revision and the epoch to peers that ask", async (bus) => {
  const peer = await speaker(bus, "2.x");
  const first = asRecord((await peer.ask("info", { revision: true })).result);
  await peer.do("add", { path: bus.path("s"), value: 1 });
  const then = asRecord((await peer.ask("info", { revision: true })).result);
  assert(Number(then.revision) > Number(first.revision));
  assertEquals(then.epoch, first.epoch);
  assertEquals(typeof then.epoch, "string");
});

test("a method has metadata, and nothing that is about a value", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("m");
  for (const notes of [{ at: 1 }, { quality: "bad" }, { expires: 1 }]) {
    const { error } = await owner.ask("add", { path, meta: META, ...notes });
    assertEquals(asRecord(error).data, "a method has no value");
  }
  await owner.do("add", { path, meta: META });
  const { error } = await owner.ask("change", { path, quality: "bad" });
  assert("pathIsNotState" in asRecord(asRecord(error).data));
  await owner.do("change", { path, meta: {} });
});
