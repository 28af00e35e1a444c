import { assertEquals } from "@std/assert";
import { eachPair } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

const RESULTS = [2, 0, false, null, "", "text", [], {}, [null, { a: [1] }]];

eachPair(
  test,
  (owner, client) =>
    `a ${client} client calls the method of a ${owner} owner, any result arrives`,
  async (bus, owner, client) => {
    const path = bus.path("m");
    await owner.do("add", { path });
    for (const result of RESULTS) {
      const id = await client.request("call", { path, args: [1, result] });
      const forward = await owner.forwarded();
      assertEquals(forward.request, owner.callForward(path, [1, result]));
      await owner.send({ id: forward.id, result });
      assertEquals(await client.answer(id), { result });
    }
    await owner.quiet();
  },
);

eachPair(
  test,
  (owner, client) =>
    `arguments of a ${client} client reach a ${owner} owner as they are, none in its own form`,
  async (bus, owner, client) => {
    const path = bus.path("m");
    await owner.do("add", { path });
    for (const args of [[], {}, { x: 1, path: "p" }, 7, "text", false]) {
      await client.request("call", { path, args });
      const { request } = await owner.forwarded();
      assertEquals(request, owner.callForward(path, args));
    }
    // Without params a 2.x and a lua owner would never answer.
    await client.request("call", { path });
    const { request } = await owner.forwarded();
    assertEquals(request, owner.callForward(path));
  },
);

eachPair(
  test,
  (owner, client) =>
    `a ${client} client's call without id reaches the ${owner} owner and is not answered`,
  async (bus, owner, client) => {
    const path = bus.path("m");
    await owner.do("add", { path });
    await client.notify("call", { path, args: [1] });
    const { id, request } = await owner.forwarded();
    assertEquals(request, owner.callForward(path, [1]));
    if (owner.isV3) assertEquals(typeof id, "string");
    if (id !== undefined) await owner.send({ id, result: {} });
    await owner.quiet();
    await client.quiet();
  },
);
