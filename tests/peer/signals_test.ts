/**
 * Signals from an owner of the library to fetches of the library.
 *
 * @module
 */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { z } from "npm:zod@4.4.3";
import { Daemon } from "../../daemon.ts";
import {
  type Change,
  ConnectionClosed,
  JetError,
  Peer,
  Signal,
} from "../../peer.ts";
import { ChangeBacklog } from "../../peer/fetch/backlog.ts";
import { conflate } from "../../peer/fetch/conflate.ts";
import { TestBus } from "../../testing.ts";
import { connected } from "../support/scripted_daemon.ts";

const path = "door/opened";

for (const scheme of ["tcp", "jetb"] as const) {
  Deno.test(`${scheme}: signals get from owner to fetch, and are listed`, async () => {
    const daemon = new Daemon();
    const [{ url }] = await daemon.listen(
      scheme === "tcp" ? { port: 0 } : { binaryPort: 0 },
    );
    const owner = await Peer.connect(url);
    const peer = await Peer.connect(url);
    const asking = peer.fetch({ type: ["signal"], meta: true });
    const plain = peer.fetch({ path });
    await asking.ready;
    await plain.ready;
    const signals = asking[Symbol.asyncIterator]();
    const states = plain[Symbol.asyncIterator]();
    const meta = { title: "Door" };
    const signal = await owner.add(new Signal(path, { meta }));
    await signal.send({ by: "Ann" });
    await signal.send(null);
    await signal.setMeta({ title: "Front door" });
    const entry = { path, type: "signal" } as const;
    const next = async (from: AsyncIterator<Change, undefined>) =>
      (await from.next()).value;
    assertEquals(await next(signals), { ...entry, meta, event: "add" });
    const value = { by: "Ann" };
    const sent = { ...entry, meta, event: "signal" } as const;
    assertEquals(await next(signals), { ...sent, value });
    assertEquals(await next(signals), {
      ...sent,
      value: null,
    });
    const changed = await next(signals);
    assertEquals([changed?.event, changed?.meta], [
      "meta",
      { title: "Front door" },
    ]);
    assertEquals(asking.entries, [{ ...entry, meta: { title: "Front door" } }]);
    const state = { path, type: "state", value } as const;
    assertEquals(await next(states), { ...state, event: "add" });
    assertEquals(await next(states), { ...state, event: "remove" });
    assertEquals(await peer.get({ path }), []);
    assertEquals(await peer.get({ path, type: ["signal"] }), [entry]);
    const { children } = await peer.list("door", { type: ["signal"] });
    assertEquals(children, [{ ...entry, name: "opened" }]);
    assertEquals((await peer.list("door")).children, []);
    await signal.remove();
    assertEquals((await next(signals))?.event, "remove");
    await assertRejects(() => signal.send(1), ConnectionClosed);
    for (const closing of [owner, peer, daemon]) await closing.close();
  });
}

Deno.test("a schema checks what a signal sends, and describes it", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer();
  const schema = z.object({ by: z.string() });
  const signal = await peer.add(new Signal(path, { schema }));
  await assertRejects(
    () => signal.send(JSON.parse('{"by":1}')),
    JetError,
    "what",
  );
  await signal.send({ by: "Ann" });
  const [entry] = await peer.get({ type: ["signal"], meta: true });
  assertEquals(Object(entry.meta?.schema).type, "object");
});

Deno.test("what a signal sends while it is not on the bus fails, and is not kept", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const peer = await bus.peer();
  const signal = await owner.add(new Signal<number>(path));
  const heard: unknown[] = [];
  await peer.fetch({ type: ["signal"] }, ({ event, value }) => {
    if (event === "signal") heard.push(value);
  }).ready;
  await signal.send(1);
  await signal.remove();
  await assertRejects(() => signal.send(2), ConnectionClosed);
  await signal.add();
  await signal.send(3);
  await bus.settle();
  assertEquals(heard, [1, 3]);
});

Deno.test("a daemon without signals gets none", async () => {
  const { peer } = await connected();
  await assertRejects(
    () => peer.add(new Signal(path)),
    JetError,
    "no signals",
  );
  await peer.close();
});

Deno.test("a signal takes no value that can't be sent", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer();
  const signal = await peer.add(new Signal(path));
  await assertRejects(() => signal.send(NaN), TypeError);
  assertThrows(() => new Signal(path).send.call({}, 1), TypeError);
});

Deno.test("a reader that is too slow for signals gets the number of those it has lost", () => {
  const backlog = new ChangeBacklog<number>(3, conflate);
  const entry = { path, type: "signal" } as const;
  backlog.push({ ...entry, event: "add" });
  for (let value = 1; value <= 20; value++) {
    const lost = value === 2 ? { lost: 4 } : {};
    backlog.push({ ...entry, event: "signal", value, ...lost });
  }
  let reported = 0;
  let lost = 0;
  for (let next = backlog.take(); next; next = backlog.take()) {
    if (next.event === "add") continue;
    reported++;
    lost += next.type === "signal" ? next.lost ?? 0 : 0;
    assertEquals(next.value, reported + lost - 4);
  }
  assertEquals(reported + lost, 24);
});
