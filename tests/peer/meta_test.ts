/**
 * What elements say about themselves: metadata, times, quality and expiry, from
 * an owner of the library to a fetch of the library.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type } from "npm:arktype@2.2.3";
import * as v from "npm:valibot@1.4.2";
import { z } from "npm:zod@4.4.3";
import { Daemon } from "../../daemon.ts";
import {
  type Change,
  type Fetcher,
  type Meta,
  Method,
  Peer,
  State,
} from "../../peer.ts";
import { TestBus } from "../../testing.ts";
import { connected } from "../support/scripted_daemon.ts";

const META: Meta = { title: "Voltage", unit: "V", min: 0, max: 30 };

/** What happened, without the daemon's clock and counter. */
function timeless({ time: _time, revision: _revision, ...rest }: Change) {
  return rest;
}

/** The next items of a fetch. */
async function nextOf(
  changes: AsyncIterator<Change, undefined>,
): Promise<Change> {
  const { value } = await changes.next();
  assert(value !== undefined);
  return value;
}

/** Two peers of one daemon, over JSON or over binary Jet. */
async function twoPeers(scheme: "tcp" | "jetb") {
  const daemon = new Daemon();
  const [{ url }] = await daemon.listen(
    scheme === "tcp" ? { port: 0 } : { binaryPort: 0 },
  );
  const owner = await Peer.connect(url);
  const peer = await Peer.connect(url);
  return {
    owner,
    peer,
    async [Symbol.asyncDispose]() {
      await owner.close();
      await peer.close();
      await daemon.close();
    },
  };
}

for (const scheme of ["tcp", "jetb"] as const) {
  Deno.test(`${scheme}: metadata, times and quality get from owner to fetch`, async () => {
    await using bus = await twoPeers(scheme);
    const { owner, peer } = bus;
    const path = "psu/voltage";
    const state = await owner.add(
      new State(path, 5, { meta: META, at: 1234.5, quality: "good" }),
    );
    const fetcher = peer.fetch<number>({ meta: true, times: true });
    const changes = fetcher[Symbol.asyncIterator]();
    const add = await nextOf(changes);
    assertEquals(typeof add.time, "number");
    const common = {
      path,
      type: "state",
      fetchOnly: true,
      meta: META,
    } as const;
    assertEquals(timeless(add), {
      ...common,
      event: "add",
      value: 5,
      at: 1234.5,
      quality: "good",
    });
    await state.change(6, { quality: "uncertain" });
    const change = await nextOf(changes);
    const changed = { ...common, value: 6, quality: "uncertain" };
    assertEquals(timeless(change), { ...changed, event: "change" });
    assert(Number(change.revision) > Number(add.revision));
    await state.setMeta({ unit: "mV" });
    const meta = await nextOf(changes);
    assertEquals(timeless(meta), {
      ...changed,
      meta: { unit: "mV" },
      event: "meta",
    });
    assertEquals(fetcher.entries[0].meta, { unit: "mV" });
    // An assignment says nothing about quality.
    state.value = 7;
    const { quality, meta: still } = await nextOf(changes);
    assertEquals([quality, still], [undefined, { unit: "mV" }]);
    await state.setMeta(undefined);
    assertEquals("meta" in await nextOf(changes), false);
    await state.remove();
    const removed = timeless(await nextOf(changes));
    assertEquals([removed.event, removed.value], ["remove", 7]);
  });

  Deno.test(`${scheme}: get, list and sorted fetches have what is asked for`, async () => {
    await using bus = await twoPeers(scheme);
    const { owner, peer } = bus;
    await owner.add(new State("a/state", 1, { meta: META, quality: "bad" }));
    await owner.add(
      new Method("a/method", () => 1, { meta: { title: "Reset" } }),
    );
    const asked = { meta: true, times: true } as const;
    const [state, method] = await peer.get({ below: "a", ...asked });
    assertEquals([state.meta, state.quality], [META, "bad"]);
    assertEquals([state.value, typeof state.revision], [1, "number"]);
    assertEquals([method.type, method.meta], ["method", { title: "Reset" }]);
    const { children } = await peer.list("a", { meta: true, values: true });
    assertEquals(children, [
      { name: "state", path: "a/state", type: "state", value: 1, meta: META },
      {
        name: "method",
        path: "a/method",
        type: "method",
        meta: { title: "Reset" },
      },
    ]);
    const fetcher = peer.fetch({
      below: "a",
      sort: { byPath: true },
      ...asked,
    });
    await fetcher.ready;
    assertEquals(fetcher.entries.map(({ meta }) => meta), [
      { title: "Reset" },
      META,
    ]);
    const [plain] = await peer.get({ path: "a/state" });
    assertEquals(Object.keys(plain).sort(), [
      "fetchOnly",
      "path",
      "type",
      "value",
    ]);
  });
}

for (const scheme of ["tcp", "jetb"] as const) {
  Deno.test(`${scheme}: a fetch gets an event when a value has become stale`, async () => {
    await using bus = await twoPeers(scheme);
    const { owner, peer } = bus;
    const fetcher = peer.fetch({ times: true });
    await fetcher.ready;
    const changes = fetcher[Symbol.asyncIterator]();
    const state = await owner.add(new State("sensor", 1, { expires: 0.05 }));
    const next = async () => {
      const { event, value, stale } = await nextOf(changes);
      return [event, value, stale];
    };
    assertEquals(await next(), ["add", 1, undefined]);
    assertEquals(await next(), ["stale", 1, true]);
    const [{ stale }] = await peer.get({ times: true });
    assertEquals(stale, true);
    await state.change(2);
    assertEquals(await next(), ["change", 2, undefined]);
  });
}

Deno.test("a value that is not renewed is stale until the next change", async () => {
  await using bus = new TestBus();
  const state = await bus.state("sensor", 1, { expires: 30 });
  const peer = await bus.peer();
  const fetcher = peer.fetch<number>({ path: "sensor", times: true });
  const plain: string[] = [];
  peer.fetch({ path: "sensor" }, ({ event }) => plain.push(event));
  await bus.settle();
  await bus.advance(29_000);
  assertEquals(fetcher.entries[0].stale, undefined);
  await bus.advance(2000);
  assertEquals(fetcher.entries[0].stale, true);
  assertEquals((await peer.get({ times: true }))[0].stale, true);
  state.value = 1;
  await bus.settle();
  assertEquals(fetcher.entries[0].stale, undefined);
  assertEquals(plain, ["add", "change"]);
});

/** The names of the events of a fetch so far. */
function eventsOf(fetcher: Fetcher<number>): string[] {
  const events: string[] = [];
  fetcher.on(({ event }) => events.push(event));
  return events;
}

Deno.test("an owner that comes back adds its present metadata, quality and time again", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const state = await owner.add(new State("s", 1, { meta: META, expires: 9 }));
  await state.change(2, { quality: "bad", at: 77 });
  await state.setMeta({ unit: "A" });
  await bus.disconnect(owner);
  const away = state.setMeta({ unit: "mA" });
  await bus.advance(200);
  await away;
  const peer = await bus.peer();
  const [entry] = await peer.get({ meta: true, times: true });
  assertEquals([entry.value, entry.meta], [2, { unit: "mA" }]);
  assertEquals([entry.quality, entry.at], ["bad", 77]);
});

Deno.test("what comes back after a reconnect is reported if metadata or quality is other", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const same = await owner.add(new State("same", 1, { meta: META }));
  const state = await owner.add(new State("other", 1, { meta: META }));
  const peer = await bus.peer();
  const fetcher = peer.fetch<number>({ meta: true, times: true });
  await fetcher.ready;
  const before = fetcher.entries;
  const seen: string[] = [];
  const events = eventsOf(fetcher);
  events.length = 0;
  fetcher.on(({ path }) => seen.push(path));
  seen.length = 0;
  await bus.disconnect(peer);
  await same.change(1);
  await state.change(1, { quality: "bad" });
  await bus.advance(200);
  await bus.settle();
  assertEquals([events, seen], [["change"], ["other"]]);
  // Times are those of the new connection all the same.
  const [now] = fetcher.entries;
  assert(Number(now.revision) > Number(before[0].revision));
});

Deno.test("events of a slow reader are joined: the last report has all of it", async () => {
  await using bus = new TestBus();
  const state = await bus.state("s", 1, { meta: META, expires: 1 });
  const peer = await bus.peer();
  const fetcher = peer.fetch<number>({ meta: true, times: true }, {
    backlog: 2,
  });
  const changes = fetcher[Symbol.asyncIterator]();
  await fetcher.ready;
  assertEquals((await nextOf(changes)).event, "add");
  state.value = 2;
  await state.setMeta({ unit: "A" });
  await bus.advance(1500);
  const { event, value, meta, stale } = await nextOf(changes);
  assertEquals([event, value, meta, stale], ["change", 2, { unit: "A" }, true]);
});

Deno.test("schemas that can give JSON Schema are metadata by themselves", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const zod = z.number().min(0).max(30);
  const ark = type({ to: "string", "loud?": "boolean" });
  const state = new State("zod", 5, { schema: zod, meta: { unit: "V" } });
  await owner.add(state);
  await owner.add(
    new Method("say", ({ to }) => to, { params: ark, result: z.string() }),
  );
  await owner.add(new State("valibot", 5, { schema: v.number() }));
  await owner.add(new State("date", new Date(0), { schema: z.any() }));
  const own = { type: "integer" };
  await owner.add(new State("own", 5, { schema: zod, meta: { schema: own } }));
  const wide = z.object(Object.fromEntries(
    Array.from({ length: 1000 }, (_, at) => [`member${at}`, z.any()]),
  ));
  await owner.add(new State("wide", {}, { schema: wide.partial() }));
  const peer = await bus.peer();
  const entries = await peer.get({ meta: true });
  assertEquals(state.meta, { unit: "V" });
  const metas = Object.fromEntries(
    entries.map(({ path, meta }) => [path, meta]),
  );
  assertEquals(metas, {
    zod: { unit: "V", schema: { type: "number", minimum: 0, maximum: 30 } },
    say: {
      params: {
        type: "object",
        properties: { to: { type: "string" }, loud: { type: "boolean" } },
        required: ["to"],
      },
      result: { type: "string" },
    },
    // This one can't give any.
    valibot: undefined,
    date: { schema: {} },
    own: { schema: own },
    // Longer than the daemon takes.
    wide: undefined,
  });
  await state.setMeta({ unit: "mV" });
  const [{ meta }] = await peer.get({ path: "zod", meta: true });
  assertEquals(meta?.schema, { type: "number", minimum: 0, maximum: 30 });
});

Deno.test("a daemon that knows no metadata gets none, and a fetch gets none from it", async () => {
  const { peer, link } = await connected();
  const state = new State("s", 1, {
    meta: META,
    expires: 5,
    at: 3,
    quality: "bad",
  });
  const added = peer.add(state);
  const add = await link.next("add");
  assertEquals(add.params, { path: "s", value: 1, fetchOnly: true });
  link.answer(add, true);
  await added;
  await state.setMeta({ unit: "A" });
  const changed = state.change(2, { quality: "good" });
  const change = await link.next("change");
  assertEquals(change.params, { path: "s", value: 2 });
  link.answer(change, true);
  await changed;
  await peer.close();
});

Deno.test("metadata that can't be sent is refused, and the element keeps what it had", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const state = await owner.add(new State("s", 1, { meta: META }));
  await assertRejects(() => state.setMeta({ set: new Set() }), TypeError);
  assertEquals(state.meta, META);
  await assertRejects(() => state.setMeta({ long: "x".repeat(1 << 14) }));
  assertEquals(state.meta, META);
  const peer = await bus.peer();
  assertEquals((await peer.get({ meta: true }))[0].meta, META);
  assertThrows(() => new State("t", 1, { expires: 0 }), RangeError);
});
