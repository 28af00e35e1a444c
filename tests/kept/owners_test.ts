import { assert, assertEquals } from "@std/assert";
import {
  BinaryClient,
  f64,
  hex,
  join,
  u16,
  value,
} from "../support/binary_client.ts";
import { asRecord } from "../support/client.ts";
import { MsgpackClient } from "../support/msgpack_client.ts";
import { speaker } from "../support/population.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";
import { KINDS, type Speaker } from "../support/speaker.ts";

const ARGS = ["--keep", "+/kept/#", "--keep-file", ":memory:"];
const test = sharedDaemon(...ARGS).onOneRuntime;

/** Adds a state with the wish that its values are kept; the kept value. */
async function addKept(
  peer: Speaker,
  path: string,
  value: unknown,
): Promise<unknown> {
  const { result } = await peer.ask("add", { path, value, keep: true });
  const { kept, at } = asRecord(result);
  assert(Math.abs(Number(at) - Date.now()) < 60_000, `at ${at}`);
  return kept;
}

for (const kind of KINDS) {
  test(`${kind}: the next owner gets the last value that was announced`, async (bus) => {
    const path = bus.path("s");
    const owner = await speaker(bus, kind);
    const fetcher = await speaker(bus, "2.x");
    await fetcher.fetch({ path: bus.here() });
    await owner.do("add", { path, value: 20, keep: true });
    // Only what is announced is kept.
    await owner.do("change", { path, value: 21 });
    await owner.notify("change", { path, value: 22 });
    await owner.do("change", { path, value: 23.5 });
    owner.client.close();
    await fetcher.client.expect(
      fetcher.event("add", path, 20),
      fetcher.event("change", path, 21),
      fetcher.event("change", path, 22),
      fetcher.event("change", path, 23.5),
      fetcher.event("remove", path, 23.5),
    );
    const next = await speaker(bus, kind);
    assertEquals(await addKept(next, path, 20), 23.5);
    // It decides: until then its own value counts.
    await fetcher.client.expect(fetcher.event("add", path, 20));
    await next.do("remove", { path });
    await next.do("add", { path, value: 20, keep: true });
    await fetcher.client.expect(
      fetcher.event("remove", path, 20),
      fetcher.event("add", path, 20),
    );
  });

  test(`${kind}: an owner without the wish is answered as ever`, async (bus) => {
    const path = bus.path("s");
    const owner = await speaker(bus, kind);
    await owner.do("add", { path, value: 1, keep: true });
    await owner.do("change", { path, value: 2 });
    owner.client.close();
    const next = await speaker(bus, kind);
    const barrier = await speaker(bus, "2.x");
    while (
      Object((await barrier.ask("get", { path: { equals: path } })).result)
        .length > 0
    );
    await next.do("add", { path, value: 3 });
    await next.do("change", { path, value: 4 });
    await next.do("remove", { path });
    // Nothing of it has touched the kept value.
    assertEquals(await addKept(next, path, 5), 2);
  });
}

test("values announced together are kept together", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const [a, b] = [bus.path("a"), bus.path("b")];
  await owner.do("add", { path: a, value: 1, keep: true });
  await owner.do("add", { path: b, value: 1, keep: true });
  const below = bus.prefix.slice(0, -1);
  await owner.do("change", { below, values: { a: 2, b: 3 } });
  await owner.do("add", { path: bus.path("c"), value: 1 });
  owner.client.close();
  const next = await speaker(bus, "3.x");
  assertEquals(await addKept(next, a, 0), 2);
  assertEquals(await addKept(next, b, 0), 3);
  await next.do("remove", { below });
  await next.do("add", { path: a, value: 1, keep: true });
});

test("an owner takes a state of the daemon's own over, and gives it back", async (bus) => {
  const path = bus.path("kept/s");
  const peer = await speaker(bus, "2.x");
  const fetcher = await speaker(bus, "lua");
  await fetcher.fetch({ path: bus.here() });
  await peer.do("set", { path, value: 1 });
  const owner = await speaker(bus, "2.x");
  assertEquals(await addKept(owner, path, 0), 1);
  await owner.do("change", { path, value: 2 });
  owner.client.close();
  await fetcher.client.expect(
    fetcher.event("add", path, 1),
    fetcher.event("remove", path, 1),
    fetcher.event("add", path, 0),
    fetcher.event("change", path, 2),
    fetcher.event("remove", path, 2),
    fetcher.event("add", path, 2),
  );
  await peer.do("set", { path, value: 3 });
  await fetcher.client.expect(fetcher.event("change", path, 3));
  await peer.do("remove", { path });
});

test("binary peers get a kept value with its type and time", async (bus) => {
  const keep = join(28, u16(0));
  const path = bus.path("s");
  await using a = await BinaryClient.connect(bus.daemon.binaryPort);
  await a.do(1, join(path), value(20, [1, 0, 0, 0]), keep);
  await a.do(7, join(path), value(20, [2, 0, 0, 0]));
  await a.do(2, join(path));
  await a.do(1, join(path), value(20, [1, 0, 0, 0]), keep);
  await a.do(7, join(path), value(20, [3, 0, 0, 0]), join(16, u16(8), f64(99)));
  a[Symbol.asyncDispose]();
  await using b = await BinaryClient.connect(bus.daemon.binaryPort);
  const peer = await speaker(bus, "2.x");
  while (
    Object((await peer.ask("get", { path: { equals: path } })).result).length >
      0
  );
  assertEquals(
    hex(await b.ask(1, join(path), value(20, [1, 0, 0, 0]), keep)),
    hex(join(value(20, [3, 0, 0, 0]), 16, u16(8), f64(99))),
  );
});

/** Waits until the owner of a state is away. */
async function untilAway(peer: Speaker, path: string): Promise<void> {
  const rules = { path: { equals: path }, presence: true };
  for (;;) {
    const { result } = await peer.ask("get", rules);
    if (asRecord(Object(result)[0]).away === true) return;
  }
}

test("with MessagePack: remove with keep leaves the kept value, remove without it deletes it", async (bus) => {
  const path = bus.path("s");
  using owner = await MsgpackClient.tcp(bus.daemon.port);
  await owner.switch();
  const add = { path, value: 1, keep: true };
  const kept = async () => asRecord(await owner.ask("add", add)).result;
  assertEquals(await kept(), true);
  const value = { volts: [2.5, 2n ** 60n] };
  await owner.ask("change", { path, value });
  const leave = await owner.ask("remove", { path, keep: true });
  assertEquals(leave, { result: true });
  const { at, ...rest } = asRecord(await kept());
  assertEquals(rest, { kept: value });
  assert(Math.abs(Number(at) - Date.now()) < 60_000, `at ${at}`);
  assertEquals(await owner.ask("remove", { path }), { result: true });
  assertEquals(await kept(), true);
});

test("an owner with MessagePack that was away gets the kept value of a state that has stayed", async (bus) => {
  const path = bus.path("s");
  const peer = await speaker(bus, "2.x");
  const add = { path, value: 1, keep: true, stay: 60 };
  const a = await MsgpackClient.tcp(bus.daemon.port);
  await a.switch();
  assertEquals(await a.ask("add", add), { result: true });
  assertEquals(await a.ask("change", { path, value: 2.5 }), { result: true });
  a[Symbol.dispose]();
  await untilAway(peer, path);
  await peer.fetch({ path: bus.here() }, peer.event("add", path, 2.5));
  using b = await MsgpackClient.tcp(bus.daemon.port);
  await b.switch();
  const { result } = asRecord(await b.ask("add", add));
  assertEquals(asRecord(result).kept, 2.5);
  await peer.client.expect(peer.event("change", path, 1));
});

test("a binary owner that was away gets the kept value of a state that has stayed", async (bus) => {
  const path = bus.path("s");
  const peer = await speaker(bus, "2.x");
  const options = [
    join(23, u16(4), [0x60, 0xea, 0, 0]),
    join(28, u16(0)),
  ];
  const own = (n: number) => value(20, [n, 0, 0, 0]);
  await using a = await BinaryClient.connect(bus.daemon.binaryPort);
  await a.do(1, join(path), own(1), ...options);
  await a.do(7, join(path), own(2));
  a[Symbol.asyncDispose]();
  await untilAway(peer, path);
  await peer.fetch({ path: bus.here() }, peer.event("add", path, 2));
  await using b = await BinaryClient.connect(bus.daemon.binaryPort);
  const answer = hex(await b.ask(1, join(path), own(1), ...options));
  assertEquals(answer.startsWith(hex(own(2))), true, answer);
  await peer.client.expect(peer.event("change", path, 1));
});

test("a method can't be kept, and keep is a boolean", async (bus) => {
  const owner = await speaker(bus, "2.x");
  const path = bus.path("m");
  const { error } = await owner.ask("add", { path, keep: true });
  assertEquals(asRecord(error).data, "without a value there is none to keep");
  const { error: wrong } = await owner.ask("add", { path, value: 1, keep: 1 });
  assert(wrong !== undefined);
});

const plain = sharedDaemon().onOneRuntime;

plain(
  "without a file of kept values, keep is refused with the option's name",
  async (bus) => {
    const owner = await speaker(bus, "2.x");
    const { error } = await owner.ask("add", {
      path: bus.path("s"),
      value: 1,
      keep: true,
    });
    const { data } = asRecord(error);
    assert(/keepFile/.test(JSON.stringify(data)), JSON.stringify(error));
    const { result } = await owner.ask("info", { features: true });
    assertEquals(asRecord(asRecord(result).features).keep, undefined);
  },
);
