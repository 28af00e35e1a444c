import { assertEquals } from "@std/assert";
import { eachPair, everyKind, speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS } from "../support/speaker.ts";

const test = sharedDaemon().onOneRuntime;

const ASKED = [1.5, "é", null, { a: {} }, []];

eachPair(
  test,
  (owner, client) =>
    `a ${client} client sets the state of a ${owner} owner, all kinds are notified`,
  async (bus, owner, client) => {
    const path = bus.path("s");
    const fetchers = await everyKind(bus);
    await owner.do("add", { path, value: { a: 1 } });
    for (const fetcher of fetchers) {
      const now = fetcher.event("add", path, { a: 1 });
      await fetcher.fetch({ path: { equals: path } }, now);
    }
    const id = await client.request("set", { path, value: ASKED });
    const forward = await owner.forwarded();
    const more = owner.wishOf(client);
    assertEquals(forward.request, owner.setForward(path, ASKED, more));
    await owner.accept(forward.id, path, ASKED);
    assertEquals(await client.answer(id), {
      result: client.setAnswer(owner, path, ASKED),
    });
    for (const fetcher of fetchers) {
      await fetcher.client.expect(fetcher.event("change", path, ASKED));
    }
    await owner.quiet();
  },
);

eachPair(
  test,
  (owner, client) =>
    `a ${client} client that wants the value as result gets what the ${owner} owner took`,
  async (bus, owner, client) => {
    const path = bus.path("s");
    await owner.do("add", { path, value: 1 });
    for (const taken of [6, 0, false, null, "", [], { a: 1 }]) {
      const params = { path, value: 5, valueAsResult: true };
      const id = await client.request("set", params);
      const forward = await owner.forwarded();
      const more = { valueAsResult: true };
      assertEquals(forward.request, owner.setForward(path, 5, more));
      const result = owner.tookValue(path, taken);
      await owner.send({ id: forward.id, result });
      assertEquals(await client.answer(id), {
        result: client.isV3 ? { path, value: taken } : taken,
      });
    }
  },
);

eachPair(
  test,
  (owner, client) =>
    `a ${client} client's set without id reaches the ${owner} owner and is not answered`,
  async (bus, owner, client) => {
    const path = bus.path("s");
    await owner.do("add", { path, value: 1 });
    await client.notify("set", { path, value: 9 });
    const { id, request } = await owner.forwarded();
    assertEquals(request, owner.setForward(path, 9));
    // node-jet 3.x would answer to what has no id, and confuse everybody.
    if (owner.isV3) assertEquals(typeof id, "string");
    if (id !== undefined) {
      await owner.send({ id, result: owner.tookValue(path, 9) });
    }
    await owner.quiet();
    await client.quiet();
  },
);

for (const kind of ["2.x", "lua"] as const) {
  test(`3.x client: the value that a ${kind} owner has adjusted arrives`, async (bus) => {
    const owner = await speaker(bus, kind);
    const client = await speaker(bus, "3.x");
    const path = bus.path("s");
    await owner.do("add", { path, value: 1 });
    for (const result of [8, "", null, false, [], { a: 1 }]) {
      const id = await client.request("set", { path, value: [5] });
      const forward = await owner.forwarded();
      const more = owner.wishOf(client);
      assertEquals(forward.request, owner.setForward(path, [5], more));
      await owner.send({ id: forward.id, result });
      assertEquals(await client.answer(id), {
        result: { path, value: result },
      });
    }
  });
}

test("cjet's client: a 3.x owner that answers without a value gives none, though asked for", async (bus) => {
  const owner = await speaker(bus, "3.x");
  const client = await speaker(bus, "cjet");
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  for (const result of [null, false, "", {}, { path }]) {
    const params = { path, value: 5, valueAsResult: true };
    const id = await client.request("set", params);
    await owner.send({ id: (await owner.forwarded()).id, result });
    assertEquals(await client.answer(id), { result: {} });
  }
});

for (const kind of ["2.x", "lua", "cjet"] as const) {
  test(`3.x client: true and {} of a ${kind} owner are no values, though asked for`, async (bus) => {
    const owner = await speaker(bus, kind);
    const client = await speaker(bus, "3.x");
    const path = bus.path("s");
    await owner.do("add", { path, value: 1 });
    for (const result of ["true", "{}", "{ }"]) {
      const params = { path, value: 5, valueAsResult: true };
      const id = await client.request("set", params);
      const forward = await owner.forwarded();
      await owner.client.send(
        `{"id":${JSON.stringify(forward.id)},"result":${result}}`,
      );
      assertEquals(await client.answer(id), { result: { path, value: 5 } });
    }
  });
}

for (const kind of KINDS) {
  test(`a ${kind} peer sets its own state`, async (bus) => {
    const peer = await speaker(bus, kind);
    const path = bus.path("s");
    await peer.do("add", { path, value: 1 });
    const id = await peer.request("set", { path, value: 2 });
    const forward = await peer.forwarded();
    const more = peer.wishOf(peer);
    assertEquals(forward.request, peer.setForward(path, 2, more));
    await peer.accept(forward.id, path, 2);
    assertEquals(await peer.answer(id), {
      result: peer.setAnswer(peer, path, 2),
    });
    await peer.quiet();
  });

  test(`a ${kind} owner does not get the timeout of its client`, async (bus) => {
    const owner = await speaker(bus, kind);
    const client = await speaker(bus, "2.x");
    const [state, method] = [bus.path("s"), bus.path("m")];
    await owner.do("add", { path: state, value: 1 });
    await owner.do("add", { path: method });
    await client.request("set", { path: state, value: 2, timeout: 4 });
    const set = await owner.forwarded();
    assertEquals(set.request, owner.setForward(state, 2));
    await client.request("call", { path: method, args: [1], timeout: 4 });
    const call = await owner.forwarded();
    assertEquals(call.request, owner.callForward(method, [1]));
  });
}
