import { assertEquals, assertRejects } from "@std/assert";
import { InvalidArgument, NotFound, Peer, State } from "../../peer.ts";
import { TestBus } from "../../testing.ts";
import { addressOf, startProgram, succeeds } from "../peer_sync/programs.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

Deno.test("a kept value is given to the handler of its state before the state is added", async () => {
  await using bus = new TestBus({ keep: { values: { level: 120, plain: 7 } } });
  const owner = await bus.peer();
  const asked: number[] = [];
  const level = new State("level", 50, {
    keep: true,
    set(value) {
      asked.push(value);
      return { value: Math.min(value, 100) };
    },
  });
  await owner.add(level);
  assertEquals([asked, level.value], [[120], 100]);
  assertEquals(await bus.kept("level"), 100);
  const plain = new State("plain", 0, { keep: true });
  await owner.add(plain);
  assertEquals([plain.value, plain.fetchOnly], [7, true]);
  const none = new State("none", 1, { keep: true });
  await owner.add(none);
  assertEquals([none.value, await bus.kept("none")], [1, undefined]);
  await none.change(2);
  assertEquals(await bus.kept("none"), 2);
});

Deno.test("a kept value that is refused leaves the state's own", async () => {
  await using bus = new TestBus({ keep: { values: { a: "x", b: -1 } } });
  const lines: string[] = [];
  const owner = await bus.peer({ log: (line) => lines.push(line) });
  const a = new State("a", 1, {
    keep: true,
    set() {
      throw new InvalidArgument("never");
    },
  });
  await owner.add(a);
  assertEquals([a.value, await bus.value("a")], [1, 1]);
  const slow = new State("b", 1, {
    keep: true,
    async set(value) {
      await Promise.resolve();
      if (value < 0) throw new InvalidArgument("below 0");
    },
  });
  await owner.add(slow);
  assertEquals([slow.value, await bus.kept("b")], [1, -1]);
  assertEquals(lines.slice(-2), [
    "a: the kept value is refused: never",
    "b: the kept value is refused: below 0",
  ]);
});

Deno.test("after a reconnect the program's value counts, and is kept", async () => {
  await using bus = new TestBus({ keep: {} });
  const owner = await bus.peer();
  const state = new State("s", 1, { keep: true });
  await owner.add(state);
  await state.change(2);
  await bus.disconnect(owner);
  state.value = 3;
  await bus.advance(1000);
  assertEquals([state.value, await bus.value("s")], [3, 3]);
  assertEquals(await bus.kept("s"), 3);
  await state.remove();
  assertEquals(await bus.kept("s"), undefined);
});

Deno.test("states below a kept pattern are set, created and removed by clients", async () => {
  await using bus = new TestBus({
    keep: { patterns: ["config/#"], values: { "config/a": 1 } },
  });
  const client = await bus.peer();
  assertEquals(await bus.value("config/a"), 1);
  await client.set("config/a", 2);
  await client.set("config/b", { deep: [true] });
  assertEquals(await bus.value("config/b"), { deep: [true] });
  assertEquals(await bus.kept("config/a"), 2);
  await client.forget("config/a");
  assertEquals(await bus.value("config/a"), undefined);
  await assertRejects(() => client.forget("config/a"), NotFound);
  // The path does not become free: waiting for it would have no end.
  for (const options of [{}, { occupied: "wait" }] as const) {
    const error = await assertRejects(
      () => client.add(new State("config/c", 1, options)),
      InvalidArgument,
    );
    assertEquals(error.data, { foreignPath: "config/c" });
  }
});

Deno.test("a state whose owner leaves while its value is written comes back once, with that value", async () => {
  await using bus = new TestBus({
    keep: { patterns: ["config/#"], values: { "config/a": 1 } },
  });
  const client = await bus.peer();
  const seen: unknown[] = [];
  client.fetch({ below: "config" }, ({ event, value }) => {
    seen.push([event, value]);
  });
  const owner = await bus.peer();
  const state = new State("config/a", 0, { keep: true });
  await owner.add(state);
  state.value = 2;
  state.value = 3;
  await owner.close();
  await bus.settle();
  assertEquals(seen.slice(-2), [["remove", 3], ["add", 3]]);
  assertEquals(await bus.kept("config/a"), 3);
  await client.set("config/a", 4);
  assertEquals(seen.at(-1), ["change", 4]);
});

Deno.test("a daemon that keeps nothing takes states with the wish", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const state = new State("s", 1, { keep: true });
  await owner.add(state);
  await state.change(2);
  assertEquals(await bus.value("s"), 2);
});

const test = sharedDaemon(
  "--keep",
  "+/kept/#",
  "--keep-file",
  ":memory:",
).onOneRuntime;

for (const transport of ["tcp", "websocket", "binary"] as const) {
  test(`${transport}: a state of another program gets the kept value`, async (bus) => {
    const { daemon } = bus;
    const url = transport === "binary"
      ? `jetb://127.0.0.1:${daemon.binaryPort}`
      : daemon.url(transport);
    for (const [before, after] of [[1, 2.5], [2.5, "text"]]) {
      const owner = await Peer.connect(url);
      const state = new State<unknown>(bus.path("s"), 1, { keep: true });
      await owner.add(state);
      assertEquals(state.value, before);
      await state.change(after);
      await owner.close();
    }
  });
}

for (const way of ["tcp", "jetb"] as const) {
  test(`${way}: a synchronous program gets the kept value`, async (bus) => {
    const args = [addressOf(bus, way), bus.path("s")] as const;
    await using first = await startProgram("deno", "keeper", ...args, "change");
    await succeeds(first, []);
    await using second = await startProgram("deno", "keeper", ...args);
    await succeeds(second, ["kept 2.5", "value 2.5"]);
  }, { beside: true });
}
