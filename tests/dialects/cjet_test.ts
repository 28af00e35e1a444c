import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { everyKind, speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

test("C++: params of null are none, as in info and get of everything", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  const peer = await speaker(bus, "cjet");
  assertEquals(Object.keys(await peer.ask("info", null)), ["result"]);
  const { result } = await peer.ask("get", null);
  const rows = Array.isArray(result) ? result.map(asRecord) : [];
  const here = rows.filter((row) => row.path === path);
  assertEquals(here, [{ path, value: 1 }]);
});

test("C++: a peer that sends null and leaves is gone before the next request", async (bus) => {
  const fetchers = await everyKind(bus);
  for (const fetcher of fetchers) await fetcher.fetch({ path: bus.here() });
  for (let round = 0; round < 20; round++) {
    const path = bus.path(`s${round}`);
    const leaving = await speaker(bus, "cjet");
    await leaving.do("add", { path, value: round });
    await leaving.client.send("null");
    leaving.client.close();
    const next = await speaker(bus, "cjet");
    await next.fetch({ path: bus.here() });
    const id = await next.request("add", { path, value: "mine" });
    const add = next.event("add", path, "mine");
    await next.client.expect(add, { id, result: true });
    next.client.close();
    for (const fetcher of fetchers) {
      await fetcher.client.expect(
        fetcher.event("add", path, round),
        fetcher.event("remove", path, round),
        fetcher.event("add", path, "mine"),
        fetcher.event("remove", path, "mine"),
      );
    }
  }
});

test("C++: a thousand states come in order before the answer to the fetch", async (bus) => {
  const owner = await speaker(bus, "cjet");
  const paths = Array.from({ length: 1000 }, (_, i) => bus.path(`ä ${i}`));
  for (const path of paths) {
    await owner.notify("add", { path, value: path.length });
  }
  await owner.quiet();
  const peer = await speaker(bus, "cjet");
  const adds = paths.map((path) => peer.event("add", path, path.length));
  await peer.fetch({ path: bus.here() }, ...adds);
  const { result } = await peer.ask("get", { path: bus.here() });
  assertEquals(result, paths.map((path) => ({ path, value: path.length })));
});

test("C++: methods are fetched, but not among what get finds", async (bus) => {
  const owner = await speaker(bus, "3.x");
  const path = bus.path("m");
  await owner.do("add", { path });
  const peer = await speaker(bus, "cjet");
  await peer.fetch({ path: bus.here() }, peer.event("add", path));
  assertEquals(await peer.ask("get", { path: bus.here() }), { result: [] });
});

test("C++: peers come in over WebSocket below /api/jet/ and over the unix socket", async (bus) => {
  const clients = [
    await bus.websocket({ path: "/api/jet/" }),
    await bus.connect("unix"),
  ];
  for (const client of clients) {
    await client.send({
      jsonrpc: "2.0",
      method: "config",
      params: { debug: false, name: "" },
    });
    await client.send({ jsonrpc: "2.0", id: 1, method: "info", params: null });
    const { id, result } = asRecord(await client.next());
    assertEquals([id, asRecord(result).protocolVersion], [1, "1.0.0"]);
  }
});
