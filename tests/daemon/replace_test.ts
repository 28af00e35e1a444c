import { assertEquals } from "@std/assert";
import { Peer, State } from "../../peer.ts";
import { TestBus } from "../../testing.ts";
import { BinaryClient, json, u32 } from "../support/binary_client.ts";
import { option } from "../support/scripted_binary.ts";
import { asRecord } from "../support/client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon().onOneRuntime;

const occupied = (path: string) => ({
  message: "Invalid params",
  code: -32602,
  data: { pathAlreadyExists: path },
});

test("an element is replaced whose owner let a request time out", async (bus) => {
  const [owner, next, client, fetcher] = [
    await bus.tcp(),
    await bus.tcp(),
    await bus.tcp(),
    await bus.tcp(),
  ];
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  await fetcher.do("fetch", { id: "f", path: { equals: path } });
  await fetcher.next();
  const add = { path, value: 2, replace: "silent" };
  // It has not been asked anything: it counts as there.
  assertEquals(asRecord(await next.ask("add", add)).error, occupied(path));
  await client.ask("set", { path, value: 3, timeout: 0.05 });
  await next.do("add", add);
  await fetcher.expect(
    { method: "f", params: { path, event: "remove", value: 1 } },
    { method: "f", params: { path, event: "add", value: 2 } },
  );
  await owner.next();
  const late = asRecord(await owner.ask("change", { path, value: 4 }));
  assertEquals(asRecord(late.error).data, { foreignPath: path });
});

test("an owner that has sent something since a request timed out is not replaced", async (bus) => {
  const [owner, next, client] = [
    await bus.tcp(),
    await bus.tcp(),
    await bus.tcp(),
  ];
  const path = bus.path("s");
  await owner.do("add", { path, value: 1 });
  await client.ask("set", { path, value: 3, timeout: 0.05 });
  await owner.next();
  await owner.do("change", { path, value: 2 });
  const add = { path, value: 2, replace: "silent" };
  assertEquals(asRecord(await next.ask("add", add)).error, occupied(path));
});

test("an owner of this library is asked, and answers", async (bus) => {
  const path = bus.path("s");
  await using owner = await Peer.connect(bus.daemon.url("tcp"));
  await owner.add(new State(path, 1));
  const next = await bus.tcp();
  const add = { path, value: 2, replace: "silent" };
  assertEquals(asRecord(await next.ask("add", add)).error, occupied(path));
});

test(
  "an owner that asked for cancelling and does not answer is replaced",
  async (bus) => {
    const [owner, next] = [await bus.tcp(), await bus.tcp()];
    const path = bus.path("s");
    const binary = await BinaryClient.connect(bus.daemon.binaryPort);
    await using _end = binary;
    await owner.do("add", { path, value: 1, cancel: "c1", displaced: "d1" });
    const [cancel, displaced] = [option(11, u32(1)), option(24, u32(2))];
    await binary.do(1, `${path}b`, json(1), cancel, displaced);
    const rival = await bus.tcp();
    const added = next.do("add", { path, value: 2, replace: "silent" });
    const both = rival.do("add", { path: `${path}b`, replace: "silent" });
    const { id, ...question } = asRecord(await owner.next());
    assertEquals(typeof id, "string");
    assertEquals(question, { method: "c1", params: {} });
    assertEquals((await binary.message()).slice(5), new Uint8Array([22]));
    await added;
    // It asked for that.
    await owner.expect({ method: "d1", params: { path } });
    await both;
    await binary.expect(4, 11, u32(2), `${path}b`);
  },
  { beside: true },
);

Deno.test("an element may wait for its path to become free", async () => {
  await using bus = new TestBus();
  const [one, two] = [await bus.peer(), await bus.peer()];
  const first = await one.add(new State("s", 1));
  const second = new State("s", 2, { occupied: "wait" });
  const added = two.add(second);
  await bus.advance(5000);
  assertEquals(second.added, false);
  await first.remove();
  await bus.advance(30_000);
  await added;
  assertEquals(await bus.value("s"), 2);
});
