import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Daemon } from "../../daemon.ts";
import { JetError, Method, Peer, State } from "../../peer.ts";
import { TestBus } from "../../testing.ts";

const LARGE = 2n ** 63n - 1n;

Deno.test("integers beyond 2^53 arrive over JSON with all their digits, others as numbers", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const client = await bus.peer();
  const rounding = await bus.peer({ doubles: true });
  const sets: unknown[] = [];
  await owner.add(
    new State<unknown>("s", { large: LARGE, small: 2 ** 53 - 1, half: 0.5 }, {
      set: (value) => void sets.push(value),
    }),
  );
  assertEquals(await client.get("s"), {
    large: LARGE,
    small: 2 ** 53 - 1,
    half: 0.5,
  });
  assertEquals(await rounding.get("s"), {
    large: 2 ** 63,
    small: 2 ** 53 - 1,
    half: 0.5,
  });
  await client.set("s", [LARGE, -LARGE, "12345678901234567890", 1e300]);
  assertEquals(sets, [[LARGE, -LARGE, "12345678901234567890", 1e300]]);
});

Deno.test("what JSON has no words for is refused at once, with its path", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer();
  const state = await peer.add(new State<unknown>("a/b", 1));
  const named = [
    NaN,
    { deep: [Infinity] },
    new Map(),
    { set: new Set() },
    new ArrayBuffer(1),
    { handler() {} },
    [Symbol()],
  ];
  for (const value of named) {
    assertThrows(() => state.value = value, TypeError, '"a/b"');
    await assertRejects(() => state.change(value), TypeError, '"a/b"');
    await assertRejects(() => peer.set("a/b", value), TypeError, '"a/b"');
  }
  assertEquals(state.value, 1);
  state.value = new Date(0);
  assertEquals(await bus.value("a/b"), "1970-01-01T00:00:00.000Z");
});

Deno.test("a result that can't be sent is an error at once", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const client = await bus.peer();
  await owner.add(new Method("m", () => () => {}));
  await assertRejects(() => client.call("m"), JetError, "can't be sent");
});

Deno.test("binary Jet carries NaN, and a refused change leaves the old value", async () => {
  await using daemon = new Daemon({ maxMessage: 1000 });
  const [{ url }] = await daemon.listen({ binaryPort: 0 });
  await using owner = await Peer.connect(url);
  await using client = await Peer.connect(url);
  const state = await owner.add(new State<unknown>("s", 1));
  state.value = NaN;
  await state.change(NaN);
  assertEquals(await client.get("s"), NaN);
  await assertRejects(() => state.change("x".repeat(2000)), JetError);
  assertEquals(state.value, NaN);
});
