/**
 * A member that ends with many elements: they are gone at once for the others, and
 * what that takes is divided.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { PLAIN_STATE } from "../../bus/elements/inner_owner.ts";
import { type Change, type Peer, State } from "../../peer.ts";
import { ValueType } from "../../protocol/values/types.ts";
import { LEASE_MS, type Member, Members } from "./memory_members.ts";

/** Three slices of removals, and more. */
const COUNT = 7_000;
const PATHS = { path: { startsWith: "e/" } };

function pathOf(i: number): string {
  return `e/n${Math.floor(i / 100)}/s${i}`;
}

/** Has an owner at a member that has many states. */
function fill({ bus }: Member, count = COUNT): void {
  const bytes = new TextEncoder().encode("1");
  const value = { type: ValueType.json, bytes, start: 0, end: 1 };
  const owner = { requestSet: () => {}, requestCall: () => {} };
  for (let i = 0; i < count; i++) {
    bus.space.add(owner, pathOf(i), value, PLAIN_STATE, null);
  }
}

async function membersOf(names: readonly string[]) {
  const members = new Members();
  const all = names.map((name) => members.start(name, {}, []));
  await members.pass(LEASE_MS * 2);
  return { members, all };
}

/** What a peer's fetch has reported of each path, and how many it has removed. */
function watch(peer: Peer, onFirst: () => void) {
  const events = new Map<string, string[]>();
  const seen = { events, removed: 0 };
  peer.fetch(PATHS, ({ event, path }: Change<unknown>) => {
    events.set(path, [...events.get(path) ?? [], event]);
    if (event === "remove" && seen.removed++ === 0) onFirst();
  });
  return seen;
}

Deno.test("what waits for the paths of a member that has ended is called in slices", async () => {
  const { members, all: [first, second] } = await membersOf(["a", "b"]);
  fill(first);
  await members.pass(LEASE_MS);
  const called: string[] = [];
  const turns: number[] = [];
  for (let i = 0; i < COUNT; i++) {
    const path = pathOf(i);
    second.cluster.whenFree(path, () => {
      if (called.push(path) === 1) nextTurn();
    });
  }
  const nextTurn = () =>
    members.turns.later(() => {
      turns.push(called.length);
      if (called.length < COUNT) nextTurn();
    });
  await first.stop();
  await members.pass(LEASE_MS);
  assertEquals(called, Array.from({ length: COUNT }, (_, i) => pathOf(i)));
  assert(turns.length > 2, `called in ${turns.length} turns`);
});

Deno.test("the elements of a member that has ended are gone at once, and their removals follow in order", async () => {
  const { members, all } = await membersOf(["a", "b", "c"]);
  const [first, second, third] = all;
  const watcher = second.peer();
  const [near, far] = [second.peer(), third.peer()];
  const outcomes: unknown[] = [];
  const note = (name: string, result: Promise<unknown>) =>
    result.then(
      (value) => outcomes.push([name, value, seen.removed < COUNT]),
      (error) =>
        outcomes.push([name, error.constructor.name, seen.removed < COUNT]),
    );
  const last = pathOf(COUNT - 1);
  const seen = watch(watcher, () => {
    const added = (peer: Peer, path: string) =>
      peer.add(new State<unknown>(path, "new")).then(() => null);
    void note("get", near.get(PATHS));
    void note("list", near.list("e/n69").then(({ n }) => n));
    void note("set", near.set(last, 2));
    void note("leaf", added(near, last));
    void note("leaf elsewhere", added(far, pathOf(COUNT - 2)));
    void note("node", added(near, "e/n1"));
  });
  await members.pass(100);
  fill(first);
  await members.pass(LEASE_MS);
  assertEquals(seen.events.size, COUNT);
  await first.stop();
  await members.pass(LEASE_MS);
  assertEquals(
    new Map(outcomes.map((outcome) => {
      const [name, ...rest] = Array.isArray(outcome) ? outcome : [];
      return [name, rest];
    })),
    new Map(Object.entries({
      "get": [[], true],
      "list": [0, true],
      "set": ["NotFound", true],
      "leaf": [null, true],
      "leaf elsewhere": [null, true],
      "node": [null, true],
    })),
  );
  const anew = ["add", "remove", "add"];
  for (const path of [last, pathOf(COUNT - 2)]) {
    assertEquals(seen.events.get(path), anew);
    seen.events.delete(path);
  }
  assertEquals(seen.events.get("e/n1"), ["add"]);
  seen.events.delete("e/n1");
  for (const events of seen.events.values()) {
    assertEquals(events, ["add", "remove"]);
  }
  for (const peer of [watcher, near, far]) void peer.close();
  await members.pass(100);
});

Deno.test("an add elsewhere at a node of what a member that has ended leaves waits for the removals in slices", async () => {
  const { members, all: [first, second, third] } = await membersOf(
    ["a", "b", "c"],
  );
  const count = COUNT * 3;
  const watcher = second.peer();
  const far = third.peer();
  const added: Promise<unknown>[] = [];
  const seen = watch(watcher, () => added.push(far.add(new State("e", "new"))));
  // How many are removed in each turn.
  const removed: number[] = [];
  const { byPath } = second.bus.space.elements;
  const countTurn = (before: number) =>
    members.turns.later(() => {
      const { size } = byPath;
      removed.push(before - size);
      if (size > 1) countTurn(size);
    });
  watcher.fetch({ path: { equals: "e" } }, () => {});
  await members.pass(100);
  fill(first, count);
  await members.pass(LEASE_MS);
  countTurn(byPath.size);
  await first.stop();
  await members.pass(LEASE_MS);
  assertEquals(added.length, 1);
  await added[0];
  assertEquals([byPath.size, second.shows("e")], [1, "other"]);
  assertEquals(seen.events.size, count);
  const most = Math.max(...removed);
  assert(most < COUNT, `${most} in one turn`);
  for (const peer of [watcher, far]) void peer.close();
  await members.pass(100);
});
