import { assert, assertEquals } from "@std/assert";
import { BinaryClient, hex, join, value } from "../support/binary_client.ts";
import { asRecord } from "../support/client.ts";
import { assertFailure } from "../support/dialect_errors.ts";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS, type Speaker } from "../support/speaker.ts";

const ARGS = ["--keep", "+/kept/#", "--keep-file", ":memory:"];
const test = sharedDaemon(...ARGS).onOneRuntime;

/** What a peer is answered that has set a state of the daemon's own. */
function setAnswer(peer: Speaker, path: string, value: unknown): unknown {
  if (peer.isV3) return { path, value };
  return peer.kind === "cjet" ? {} : true;
}

for (const kind of KINDS) {
  test(`${kind}: set creates and changes a kept state, remove removes it`, async (bus) => {
    const path = bus.path("kept/s");
    const peer = await speaker(bus, kind);
    const fetcher = await speaker(bus, "2.x");
    await fetcher.fetch({ path: bus.here() });
    for (
      const [value, event] of [[1, "add"], [{ a: [2] }, "change"]] as const
    ) {
      const answer = await peer.ask("set", { path, value });
      assertEquals(answer, { result: setAnswer(peer, path, value) });
      await fetcher.client.expect(fetcher.event(event, path, value));
    }
    const answer = await peer.ask("set", {
      path,
      value: 12.50,
      valueAsResult: true,
    });
    assertEquals(answer, { result: peer.isV3 ? { path, value: 12.5 } : 12.5 });
    await fetcher.client.expect(fetcher.event("change", path, 12.5));
    await peer.notify("set", { path, value: null });
    await fetcher.client.expect(fetcher.event("change", path, null));
    await peer.do("remove", { path });
    await fetcher.client.expect(fetcher.event("remove", path, null));
    await fetcher.quiet();
  });

  test(`${kind}: what can't be done with a kept state is refused`, async (bus) => {
    const path = bus.path("kept/s");
    const peer = await speaker(bus, kind);
    await peer.ask("set", { path, value: 1 });
    const below = `${path}/below`;
    assertFailure(peer, await peer.ask("set", { path: below, value: 1 }), {
      classic: [-32602, { parentIsLeaf: path }],
      cjet: [-32602, { parentIsLeaf: path }],
      v3: [
        -32602,
        "Occupied",
        "A State/Method with the same path has already been added",
        `${path} is a state or method`,
      ],
    });
    for (const request of ["add", "change"]) {
      const free = request === "add" ? bus.path("kept/other") : path;
      const { error } = await peer.ask(request, { path: free, value: 2 });
      assert(error !== undefined, `${request} is not refused`);
    }
    const { error } = await peer.ask("call", { path });
    assert(error !== undefined);
    // What is not below a pattern is no one's.
    const outside = await peer.ask("set", { path: bus.path("x"), value: 1 });
    assert(outside.error !== undefined);
    await peer.do("remove", { path });
  });
}

test("with MessagePack: set creates and changes a kept state, remove removes it", async (bus) => {
  const path = bus.path("kept/s");
  using peer = await MsgpackClient.tcp(bus.daemon.port);
  await peer.switch();
  const fetcher = await speaker(bus, "2.x");
  await fetcher.fetch({ path: bus.here() });
  assertEquals(await peer.ask("set", { path, value: 1 }), { result: true });
  await fetcher.client.expect(fetcher.event("add", path, 1));
  const value = { a: [2.5, "ü"] };
  assertEquals(
    await peer.ask("set", { path, value, valueAsResult: true }),
    { result: value },
  );
  await fetcher.client.expect(fetcher.event("change", path, value));
  for (const request of ["add", "change"]) {
    const { error } = asRecord(await peer.ask(request, { path, value: 3 }));
    assertEquals(asRecord(error).code, -32602);
  }
  assertEquals(await peer.ask("remove", { path }), { result: true });
  await fetcher.client.expect(fetcher.event("remove", path, value));
  await fetcher.quiet();
});

test("a fetch of everything shows kept states in the order of their adding", async (bus) => {
  const peer = await speaker(bus, "2.x");
  const paths = ["b", "a", "c"].map((name) => bus.path(`kept/${name}`));
  for (const path of paths) await peer.do("set", { path, value: 1 });
  await peer.do("set", { path: paths[0], value: 2 });
  const { result } = await peer.ask("get", { path: bus.here() });
  assert(Array.isArray(result));
  assertEquals(result.map((entry) => asRecord(entry).path), paths);
});

test("many sets at once are all answered, in order, and the last counts", async (bus) => {
  const peer = await speaker(bus, "2.x");
  const path = bus.path("kept/s");
  const fetcher = await speaker(bus, "lua");
  await fetcher.fetch({ path: bus.here() });
  const count = 200;
  const ids: unknown[] = [];
  for (let value = 0; value < count; value++) {
    ids.push(await peer.request("set", { path, value }));
  }
  for (const id of ids) assertEquals(await peer.answer(id), { result: true });
  await fetcher.client.expect(
    fetcher.event("add", path, 0),
    ...Array.from(
      { length: count - 1 },
      (_, i) => fetcher.event("change", path, i + 1),
    ),
  );
});

test("a kept state has the type of what binary peers set, and keeps it", async (bus) => {
  await using binary = await BinaryClient.connect(bus.daemon.binaryPort);
  const peer = await speaker(bus, "2.x");
  const path = bus.path("kept/picture");
  // SET_STATE of a PNG.
  await binary.do(3, join(path), value(6, [1, 2, 3]));
  const get = async () => {
    const { result } = await peer.ask("get", { path: { equals: path } });
    return asRecord(Object(result)[0]).value;
  };
  assertEquals(await get(), "data:image/png;base64,AQID");
  // A JSON peer's data URL is a picture again.
  await peer.do("set", { path, value: "data:image/png;base64,BAU=" });
  assertEquals(hex(await binary.ask(15, join(path))), hex(value(6, [4, 5])));
  const answer = await binary.ask(3, join(path), value(6, [7]), [2, 0, 0]);
  assertEquals(hex(answer), hex(value(6, [7])));
  await binary.do(2, join(path));
});
