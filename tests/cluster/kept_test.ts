/**
 * Kept values of the members of a cluster: no path has two owners.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { State } from "../../peer.ts";
import { LEASE_MS, Members } from "./memory_members.ts";

Deno.test("kept values: of two members that keep a path one shows it, and the other when that one has gone", async () => {
  const members = new Members();
  const first = members.start("d0", { "kept/a": 1 });
  await members.pass(LEASE_MS * 2);
  assertEquals([first.shows("kept/a"), first.value("kept/a")], ["own", 1]);
  const second = members.start("d1", { "kept/a": 2, "kept/b": 3 });
  await members.pass(LEASE_MS * 2);
  assertEquals(second.shows("kept/a"), "other");
  assertEquals(second.shows("kept/b"), "own");
  assertEquals(first.shows("kept/b"), "other");
  assertEquals(second.warnings.length, 1);
  await first.stop();
  await members.pass(LEASE_MS * 2);
  assertEquals([second.shows("kept/a"), second.value("kept/a")], ["own", 2]);
});

Deno.test("kept values: a path that a peer elsewhere has is shown when it is removed there", async () => {
  const members = new Members();
  const first = members.start("d0", {}, []);
  await members.pass(LEASE_MS * 2);
  const owner = first.peer();
  const state = owner.add(new State("kept", "leaf"));
  await members.pass(100);
  await state;
  const second = members.start("d1", { "kept/a": 2 });
  await members.pass(LEASE_MS * 2);
  assertEquals(second.shows("kept"), "other");
  assertEquals(second.shows("kept/a"), undefined);
  const removed = (await state).remove();
  await members.pass(100);
  await removed;
  assertEquals([second.shows("kept/a"), second.value("kept/a")], ["own", 2]);
  assertEquals(first.shows("kept/a"), "other");
  await owner.close();
});

Deno.test("kept values: a set makes a state at one of the members that keep its path", async () => {
  const members = new Members();
  const [first, second] = [members.start("d0", {}), members.start("d1", {})];
  await members.pass(LEASE_MS * 2);
  const peers = [first.peer(), second.peer()];
  await members.pass(10);
  const sets = peers.map((peer, i) =>
    peer.set("kept/a", i).then(() => true, () => false)
  );
  await members.pass(1_000);
  const taken = await Promise.all(sets);
  assert(taken.includes(true));
  const shown = [first, second].map((member) => member.shows("kept/a"));
  assertEquals(shown.sort(), ["other", "own"]);
  const keepers = [first, second].filter(({ bus }) => bus.kept?.get("kept/a"));
  assertEquals(keepers.length, 1, "the other one keeps nothing");
  for (const peer of peers) await peer.close();
});

Deno.test("kept values: a member that was cut off shows what others have taken", async () => {
  const members = new Members();
  const first = members.start("d0", { "kept/a": 1 });
  const second = members.start("d1", { "kept/a": 2 });
  await members.pass(LEASE_MS * 2);
  const [owner, other] = first.shows("kept/a") === "own"
    ? [first, second]
    : [second, first];
  owner.transport.isCutOff = true;
  await members.pass(LEASE_MS * 3);
  assertEquals([owner.isServing, owner.shows("kept/a")], [false, undefined]);
  assertEquals(other.shows("kept/a"), "own");
  owner.transport.isCutOff = false;
  await members.pass(LEASE_MS * 3);
  assertEquals([owner.isServing, owner.shows("kept/a")], [true, "other"]);
  assertEquals(other.shows("kept/a"), "own");
});
