/**
 * What programs without types give by mistake: it is refused where it would be
 * ignored.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Group, Method, Peer, Signal, State } from "../../peer.ts";
import { TestBus } from "../../testing.ts";

/** Calls a function without regard to its types. */
function untyped(owner: object, name: string, ...args: unknown[]): unknown {
  const member: unknown = Reflect.get(owner, name);
  assert(typeof member === "function");
  return Reflect.apply(member, owner, args);
}

function make(constructor: unknown, ...args: unknown[]): unknown {
  assert(typeof constructor === "function");
  return Reflect.construct(constructor, args);
}

Deno.test("rules that are none are refused, with the form of one that is", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer();
  for (const rules of ["s1", 5, null, { pth: "s1" }, { startsWith: "s" }]) {
    const error = assertThrows(() => untyped(peer, "fetch", rules), TypeError);
    assertStringIncludes(error.message, "{ path: { startsWith:");
    if (typeof rules === "string") continue; // the path of a value
    await assertRejects(
      async () => await untyped(peer, "get", rules),
      TypeError,
      "{ path: { startsWith:",
    );
  }
  assertEquals(await peer.get({}), []);
});

Deno.test("arguments that are neither in an array nor an object are refused", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer();
  await peer.add(new Method("sum", ([a, b]: number[]) => a + b));
  assertEquals(await peer.call("sum", [1, 2]), 3);
  for (const args of [[1, 2], [1], ["a"], [[1, 2], 5], [[], { timout: 5 }]]) {
    await assertRejects(
      async () => await untyped(peer, "call", "sum", ...args),
      TypeError,
      typeof args[0] === "object" ? "timeout" : "call(path, [1])",
    );
  }
});

Deno.test("options of elements that don't exist are refused, with those that do", () => {
  for (
    const construct of [
      () => make(State, "s", 1, { sett: () => {} }),
      () => make(Method, "m", () => {}, { schema: {} }),
      () => make(Signal, "s", { set: () => {} }),
      () => make(Group, "g", { a: 1 }, { state: {} }),
      () => make(State, "s", 1, () => {}),
    ]
  ) assertThrows(construct, TypeError, "write {");
  assertThrows(() => make(State, 5, 1), TypeError, "the path is a text");
});

Deno.test("options of peers and fetches that don't exist are refused, and callbacks that are none", async () => {
  await using bus = new TestBus();
  const peer = await bus.peer();
  for (
    const construct of [
      () => make(Peer, "tcp://127.0.0.1:1", { usr: "joe" }),
      () => make(Peer, "tcp://127.0.0.1:1", { reconect: false }),
      () => make(Peer, "tcp://127.0.0.1:1", 11122),
      () => untyped(peer, "fetch", {}, { onchange: () => {} }),
      () => untyped(peer, "fetch", {}, "callback"),
      () => untyped(peer, "fetch", { sort: { byVal: "number" } }),
      () => make(Method, "m"),
      () => make(Method, "m", { params: {} }),
    ]
  ) assertThrows(construct, TypeError, "write ");
});

Deno.test("a value that a set handler returns is the one that it took", async () => {
  await using bus = new TestBus();
  const [owner, client] = [await bus.peer(), await bus.peer()];
  const returned: unknown[] = [];
  await owner.add(new State<unknown>("s", 0, { set: () => returned.shift() }));
  const taken = async (value: unknown) => {
    returned.push(value);
    const options = { valueAsResult: true };
    return (await client.set<unknown>("s", "asked", options)).value;
  };
  for (const value of [2, "", false, null, [1], { a: 1 }, { value: 1, a: 2 }]) {
    assertEquals(await taken(value), value);
    assertEquals(await client.get("s"), value);
  }
  assertEquals(await taken(undefined), "asked");
  assertEquals(await taken({}), "asked");
  assertEquals(await taken({ value: 3 }), 3);
});

Deno.test("the timeout of a peer is that of its calls", async () => {
  await using bus = new TestBus();
  const [owner, client] = [await bus.peer(), await bus.peer({ timeout: 20 })];
  const forever = new Promise(() => {});
  await owner.add(new Method("slow", () => forever, { timeout: 1 }));
  const settled: string[] = [];
  client.call("slow").catch(({ name }) => settled.push(name));
  await bus.advance(19_000);
  assertEquals(settled, []);
  await bus.advance(2_000);
  assertEquals(settled, ["PeerTimeout"]);
});
