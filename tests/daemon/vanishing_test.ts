import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { concat, frame, header } from "../support/stream_client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon();
const encoder = new TextEncoder();

test("a peer that vanishes in the middle of a frame is gone, and no other", async (bus) => {
  const bystander = await bus.bystander();
  const fetcher = await bus.tcp();
  await fetcher.do("fetch", { id: "f", path: bus.here({ endsWith: "!" }) });
  const pieces = [
    header(100).subarray(0, 1),
    header(100).subarray(0, 3),
    header(100),
    concat(header(100), encoder.encode('{"id":1,"method":"add",')),
  ];
  for (const [i, piece] of pieces.entries()) {
    const peer = await bus.tcp();
    const path = bus.path(`${i}!`);
    await peer.do("add", { path, value: i });
    await peer.write(piece);
    peer.close();
    await fetcher.expect(
      { method: "f", params: { path, event: "add", value: i } },
      { method: "f", params: { path, event: "remove", value: i } },
    );
  }
  await fetcher.quiet();
  await bystander.noticedNothing();
});

for (const transport of ["tcp", "unix", "websocket"] as const) {
  test(`a peer that has ended its side of ${transport} still gets what an owner answers`, async (bus) => {
    const bystander = await bus.bystander();
    const [owner, fetcher] = [await bus.tcp(), await bus.tcp()];
    const [path, own] = [bus.path("m"), bus.path("own")];
    await owner.do("add", { path });
    const peer = await bus.connect(transport);
    if (!("endWriting" in peer)) throw new TypeError("no byte stream");
    await peer.do("add", { path: own, value: 1 });
    await fetcher.do("fetch", { id: "f", path: { equals: own } });
    await fetcher.next();
    await peer.send({ id: "called", method: "call", params: { path } });
    await peer.send({
      id: "got",
      method: "get",
      params: { path: { equals: own } },
    });
    await peer.endWriting();
    const { id } = asRecord(await owner.next());
    // What it owned is gone, as it could not answer.
    await fetcher.expect(
      { method: "f", params: { path: own, event: "remove", value: 1 } },
    );
    await owner.send({ id, result: "answered" });
    const entry = { path: own, event: "add", value: 1 };
    await peer.expect({ id: "got", result: [entry] });
    await peer.expect({ id: "called", result: "answered" });
    await peer.ending();
    await bystander.noticedNothing();
  });
}

for (const transport of ["tcp", "unix"] as const) {
  test(`a peer that has ended its side of ${transport} still gets its answers`, async (bus) => {
    const peer = await bus.connect(transport);
    if (!("endWriting" in peer)) throw new TypeError("no byte stream");
    const count = 1000;
    await peer.write(concat(
      ...Array.from(
        { length: count },
        (_, id) => frame(JSON.stringify({ id, method: "echo", params: {} })),
      ),
    ));
    await peer.endWriting();
    for (let id = 0; id < count; id++) await peer.expect({ id, result: {} });
    await peer.ending();
  });
}

for (const transport of ["tcp", "unix", "websocket"] as const) {
  test(`an owner that breaks off over ${transport} is noticed`, async (bus) => {
    const bystander = await bus.bystander();
    const owner = await bus.connect(transport);
    const [fetcher, client] = [await bus.tcp(), await bus.tcp()];
    const path = bus.path("m");
    await owner.do("add", { path });
    await fetcher.do("fetch", { id: "f", path: { equals: path } });
    await fetcher.next();
    await client.send({
      id: 1,
      method: "call",
      params: { path, timeout: 3600 },
    });
    await owner.next();
    owner.close();
    assertEquals(asRecord(await client.next()).id, 1);
    await fetcher.expect({ method: "f", params: { path, event: "remove" } });
    await bystander.noticedNothing();
  });
}

test("a fetcher that vanishes during its events disturbs no other peer", async (bus) => {
  const bystander = await bus.bystander();
  const owner = await bus.tcp();
  const path = bus.path("s");
  await owner.do("add", { path, value: 0 });
  for (let i = 0; i < 20; i++) {
    const fetcher = await bus.tcp();
    await fetcher.do("fetch", { id: "f", path: { equals: path } });
    const changes = Array.from(
      { length: 200 },
      (_, value) => ({ method: "change", params: { path, value } }),
    );
    await owner.send(changes);
    fetcher.close();
  }
  await owner.quiet();
  await bystander.noticedNothing();
});

test("connections that say nothing are let be", async (bus) => {
  const bystander = await bus.bystander();
  const silent = await Promise.all(
    Array.from({ length: 100 }, () => bus.tcp()),
  );
  await bystander.noticedNothing();
  for (const peer of silent) peer.close();
  await bystander.noticedNothing();
});
