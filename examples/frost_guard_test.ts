// Tests of the frost guard on a bus in memory: no daemon, no sockets, no rooms,
// and the time passes when the test says so.
// Usage: deno test examples/frost_guard_test.ts
//        bun test ./examples/frost_guard_test.ts
//        node --test examples/frost_guard_test.ts
import assert from "node:assert/strict";
import { test } from "node:test";
import { TestBus } from "../testing.ts";
import { guard } from "./frost_guard.ts";

test("a cold room is boosted once, a warm one is left alone", async () => {
  const bus = new TestBus();
  const attic = await bus.state("house/attic/temperature", 7);
  await bus.state("house/kitchen/temperature", 20);
  const boost = await bus.method("house/attic/boost", () => {});
  await guard(await bus.peer());

  assert.deepEqual(await bus.value("guard/cold"), {});
  attic.value = 4.5;
  attic.value = 4.2;
  assert.deepEqual(await bus.value("guard/cold"), { attic: "boosted" });
  assert.deepEqual(boost.calls, [[10]]);

  attic.value = 6;
  assert.deepEqual(await bus.value("guard/cold"), {});
  await bus.close();
});

test("a room that does not answer is reported after five seconds", async () => {
  const bus = new TestBus();
  await bus.state("house/attic/temperature", 3);
  await bus.method("house/attic/boost", () => new Promise(() => {}));
  await guard(await bus.peer());

  await bus.advance(4_900);
  assert.deepEqual(await bus.value("guard/cold"), { attic: "asking" });
  await bus.advance(200);
  assert.deepEqual(
    await bus.value("guard/cold"),
    { attic: "failed: PeerTimeout" },
  );
  await bus.close();
});

test("after a lost connection nothing is done twice", async () => {
  const bus = new TestBus();
  const attic = await bus.state("house/attic/temperature", 3);
  const boost = await bus.method("house/attic/boost", () => {});
  const peer = await bus.peer();
  await guard(peer);
  await bus.settle();

  bus.reachable = false;
  await bus.disconnect(peer);
  await bus.advance(60_000); // it tries to come back
  attic.value = 2;
  bus.reachable = true;
  await bus.advance(10_000);
  assert.deepEqual(await bus.value("guard/cold"), { attic: "boosted" });
  assert.equal(boost.calls.length, 1);
  await bus.close();
});
