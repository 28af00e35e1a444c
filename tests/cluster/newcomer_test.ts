/**
 * Messages between a member and one that has just joined.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { Group, Method, State } from "../../peer.ts";
import { LEASE_MS, Members } from "./memory_members.ts";

Deno.test("what members send to one that has not seen its own join yet is not lost", async () => {
  const members = new Members();
  const first = members.start("d0", {}, []);
  await members.pass(LEASE_MS * 2);
  const client = first.peer();
  const fetch = client.fetch({ path: { startsWith: "other" } }, () => {});
  await members.pass(100);
  await fetch.ready;

  const second = members.start("d1", {}, []);
  second.transport.isLate = true;
  await members.pass(LEASE_MS / 4);
  second.transport.isLate = false;
  second.transport.deliver();
  await members.pass(10);
  assertEquals(second.isServing, true);
  const owner = second.peer();
  const added = owner.add(new State("s", 1, { set: (value) => ({ value }) }));
  await members.pass(10);
  await added;
  // Before the next look for lost messages.
  const set = client.set("s", 2);
  await members.pass(10);
  await set;
  await Promise.all([client.close(), owner.close()]);
});

Deno.test("what members ask an owner whose member has not seen its claim yet waits for that", async () => {
  const members = new Members();
  const [first, second] = ["d0", "d1"].map((name) => members.start(name, {}));
  await members.pass(LEASE_MS * 2);
  const [owner, client] = [second.peer(), first.peer()];
  await members.pass(10);
  const set = (value: unknown) => ({ value });
  const alone = new State("alone", 1, { set });
  const group = new Group("g", { a: 1, b: 1 }, { set: () => undefined });
  second.transport.isLate = true;
  const added = Promise.all([owner.add(alone), owner.add(group)]);
  await members.pass(10);
  assertEquals(first.shows("g/b"), "other");
  const answers = Promise.all([
    client.set("alone", 2),
    client.setBelow("g", { a: 2, b: 2 }),
  ]);
  await members.pass(10);
  second.transport.isLate = false;
  second.transport.deliver();
  await members.pass(10);
  await Promise.all([added, answers]);
  assertEquals([alone.value, group.values], [2, { a: 2, b: 2 }]);
  await Promise.all([client.close(), owner.close()]);
});

Deno.test("a get, a set and a call find what was of another kind until just now, before the log has come", async () => {
  const members = new Members();
  const [first, second, third] = ["d0", "d1", "d2"].map((name) =>
    members.start(name, {})
  );
  await members.pass(LEASE_MS * 2);
  const [former, owner, client] = [third, second, first].map((member) =>
    member.peer()
  );
  await members.pass(10);
  const set = (value: unknown) => ({ value });
  const before = [new Method("a", () => 1), new State("b", 1, { set })];
  const after = [new State("a", 1, { set }), new Method("b", () => 2)];
  const added = Promise.all(before.map((element) => former.add(element)));
  await members.pass(10);
  await added;
  // Its interest in the path lasts a while.
  const refused = assertRejects(() => client.get("a"));
  await members.pass(100);
  await refused;
  first.transport.isLate = true;
  const replaced = Promise.all(before.map((element) => element.remove()))
    .then(() => Promise.all(after.map((element) => owner.add(element))));
  await members.pass(100);
  await replaced;
  const answers = Promise.allSettled([
    client.get("a"),
    client.set("a", 3),
    client.call("b"),
  ]);
  await members.pass(10);
  first.transport.isLate = false;
  first.transport.deliver();
  await members.pass(10);
  const [got, done, called] = await answers;
  assertEquals(
    [got.status, done.status, called],
    ["fulfilled", "fulfilled", { status: "fulfilled", value: 2 }],
  );
  await Promise.all([former, owner, client].map((peer) => peer.close()));
});
