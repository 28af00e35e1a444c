/**
 * The bus in memory, as programs' tests use it.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ConnectionClosed,
  InvalidArgument,
  NotFound,
  Occupied,
  PeerTimeout,
  State,
  Unauthorized,
} from "../../peer.ts";
import { TestBus } from "../../testing.ts";

Deno.test("peers in memory get the changes of others", async () => {
  await using bus = new TestBus({ name: "laboratory" });
  const owner = await bus.peer();
  const client = await bus.peer({ name: "client" });
  assertEquals(client.daemon?.name, "laboratory");
  const events: unknown[] = [];
  client.fetch({ below: "a" }, ({ event, path, value }) => {
    events.push([event, path, value]);
  });
  const state = await owner.add(new State("a/b", 1, { set() {} }));
  await client.set("a/b", 2);
  state.value = 3;
  await state.remove();
  await bus.settle();
  assertEquals(events, [
    ["add", "a/b", 1],
    ["change", "a/b", 2],
    ["change", "a/b", 3],
    ["remove", "a/b", 3],
  ]);
});

Deno.test("requests time out when time passes, and not before", async () => {
  await using bus = new TestBus({ timeout: 60 });
  await bus.method("slow", () => new Promise(() => {}));
  const client = await bus.peer();
  let failed: unknown;
  client.call("slow").catch((error) => failed = error);
  await bus.advance(59_999);
  assertEquals(failed, undefined);
  await bus.advance(1);
  assert(failed instanceof PeerTimeout);
  assertEquals(bus.now, 60_000);
});

Deno.test("a timeout far ahead comes", async () => {
  await using bus = new TestBus();
  await bus.method("slow", () => new Promise(() => {}));
  const client = await bus.peer();
  const week = 7 * 86_400;
  const call = assertRejects(
    () => client.call("slow", [], { timeout: week }),
    PeerTimeout,
  );
  await bus.advance(week * 1000);
  await call;
});

Deno.test("a lost link comes back with everything that was on it", async () => {
  await using bus = new TestBus();
  const owner = await bus.peer();
  const client = await bus.peer();
  const state = await owner.add(new State("a", 1, { set() {} }));
  const events: unknown[] = [];
  client.fetch({}, ({ event, value }) => events.push([event, value]));
  await bus.settle();
  const waiting = assertRejects(() => client.call("b"), NotFound);
  await waiting;
  await bus.disconnect(owner);
  assert(!owner.open);
  assertEquals(bus.peers.length, 1);
  assertEquals(events, [["add", 1], ["remove", 1]]);
  state.value = 2;
  await bus.advance(200);
  assertEquals(events.slice(2), [["add", 2]]);
  await client.set("a", 3);
  assertEquals(state.value, 3);
  await bus.disconnect(client);
  await assertRejects(() => client.set("a", 4), ConnectionClosed);
  await bus.advance(200);
  await bus.settle();
  assertEquals(events.slice(3), [["change", 3]]);
});

Deno.test("a request at a link that is cut fails", async () => {
  await using bus = new TestBus();
  await bus.method("slow", () => new Promise(() => {}));
  const client = await bus.peer();
  const call = assertRejects(() => client.call("slow"), ConnectionClosed);
  await bus.settle();
  await bus.disconnect(client);
  await call;
  await assertRejects(() => bus.disconnect(client), TypeError);
  await assertRejects(
    async () => await new TestBus().disconnect(client),
    TypeError,
  );
});

Deno.test("while the daemon can't be reached peers try again", async () => {
  await using bus = new TestBus();
  const lines: string[] = [];
  const peer = await bus.peer({ log: (line) => lines.push(line) });
  bus.reachable = false;
  await assertRejects(() => bus.peer(), ConnectionClosed);
  await bus.disconnect(peer);
  await bus.advance(60_000);
  const attempts = lines.filter((line) => line.includes("can't be reached"));
  assert(attempts.length > 5, `${attempts.length}`);
  assertEquals(bus.peers, []);
  bus.reachable = true;
  await bus.advance(10_000);
  assert(peer.open);
});

Deno.test("stand-ins remember what they were asked", async () => {
  await using bus = new TestBus();
  const level = await bus.state("level", 1, {
    set(value) {
      if (value > 9) throw new InvalidArgument("too much");
    },
  });
  const fixed = await bus.state("fixed", 1, { fetchOnly: true });
  const ring = await bus.method("ring", ([times]: number[]) => {
    if (times === 0) throw new InvalidArgument("no times");
    return times;
  });
  const client = await bus.peer();
  await client.set("level", 2);
  await assertRejects(() => client.set("level", 10), InvalidArgument);
  await assertRejects(() => client.set("fixed", 2));
  assertEquals(await client.call("ring", [3]), 3);
  await assertRejects(() => client.call("ring", [0]), InvalidArgument);
  assertEquals(level.sets, [2, 10]);
  assertEquals(fixed.sets, []);
  assertEquals(ring.calls, [[3], [0]]);
  level.value = 5;
  assertEquals(await bus.value("level"), 5);
  assertEquals(await bus.value("ring"), undefined);
  assertEquals(await bus.value("nothing"), undefined);
  await assertRejects(() => bus.state("level", 1), Occupied);
  assertEquals(bus.peers.length, 1);
  await level.remove();
  await assertRejects(() => client.set("level", 2), NotFound);
});

Deno.test("the value that a test looks at is a copy", async () => {
  await using bus = new TestBus();
  await bus.state("a", { list: [1] });
  const first = await bus.value<{ list: number[] }>("a");
  first?.list.push(2);
  assertEquals(await bus.value("a"), { list: [1] });
});

Deno.test("users and groups are those of the daemon", async () => {
  await using bus = new TestBus({
    users: { joe: { password: "pw", fetchGroups: ["staff"] } },
    closed: true,
  });
  await bus.state("open", 1);
  await bus.state("staff", 1, { access: { fetchGroups: ["staff"] } });
  const anybody = await bus.peer();
  assertEquals(await anybody.get(), []);
  const joe = await bus.peer({ user: "joe", password: "pw" });
  assertEquals((await joe.get()).map(({ path }) => path), ["open", "staff"]);
  await assertRejects(
    () => bus.peer({ user: "joe", password: "?" }),
    Unauthorized,
  );
});

Deno.test("who may manage users is as in the daemon", async () => {
  await using bus = new TestBus({
    users: { root: { password: "pw", admin: true }, joe: { password: "pw" } },
  });
  const anybody = await bus.peer();
  await assertRejects(
    () => anybody.changePassword("joe", "new"),
    Error,
    "non-authenticated peer",
  );
  const root = await bus.peer({ user: "root", password: "pw" });
  await root.addUser("eve", "pw", ["admin"]);
  const eve = await bus.peer({ user: "eve", password: "pw" });
  await eve.changePassword("joe", "new");
  const joe = await bus.peer({ user: "joe", password: "new" });
  await assertRejects(() => joe.addUser("max", "pw", []), Error, "Only");
});

Deno.test("separator and hierarchy are those of the options", async () => {
  await using bus = new TestBus({ separator: ".", hierarchy: "open" });
  const peer = await bus.peer();
  await peer.add(new State("a", 1));
  await peer.add(new State("a.b", 2));
  const { children } = await peer.list("a");
  assertEquals(children.map(({ name }) => name), ["b"]);
  await peer.removeBelow("a");
  assertEquals(await bus.value("a.b"), undefined);
  assertThrows(() => new TestBus({ separator: "ab" }), RangeError);
});

Deno.test("time passes forwards only", async () => {
  await using bus = new TestBus();
  await assertRejects(() => bus.advance(-1), RangeError);
  await assertRejects(() => bus.advance(NaN), RangeError);
  await bus.advance(0);
  assertEquals(bus.now, 0);
});

Deno.test("a closed bus leaves nothing behind", async () => {
  const bus = new TestBus();
  const peer = await bus.peer();
  await bus.state("a", 1);
  const fetcher = peer.fetch();
  await bus.close();
  assert(peer.closed && fetcher.closed);
  assertEquals(bus.peers, []);
  await bus.close();
});
