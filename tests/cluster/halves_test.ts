import { assertEquals, assertRejects } from "@std/assert";
import { Occupied, State } from "../../peer.ts";
import { LEASE_MS, Members } from "./memory_members.ts";

Deno.test("of two halves with the same paths, the one whose log stays keeps them; the other one adds what is free", async () => {
  const first = new Members();
  const second = new Members(first.clock);
  const ours = [first.start("a0", {}), first.start("a1", {})];
  const theirs = [second.start("b0", {}), second.start("b1", {})];
  await first.pass(LEASE_MS * 3);
  await second.pass(0);
  const owner = ours[0].peer();
  const rival = theirs[0].peer();
  const adds = [
    owner.add(new State("p", "ours")),
    owner.add(new State("node/leaf", "ours")),
    rival.add(new State("p", "theirs")),
    rival.add(new State("node", "theirs")),
    rival.add(new State("q", "theirs")),
  ];
  await first.pass(100);
  await Promise.all(adds);
  for (const member of theirs) {
    assertEquals(member.shows("q"), member === theirs[0] ? "own" : "other");
  }

  // They are started anew with the servers of the first half.
  for (const member of theirs) await member.stop();
  const joined = [first.start("b0", {}), first.start("b1", {})];
  await first.pass(LEASE_MS * 3);
  const again = joined[0].peer();
  const outcomes = Promise.all([
    assertRejects(() => again.add(new State("p", "theirs")), Occupied),
    assertRejects(() => again.add(new State("node", "theirs"))),
    again.add(new State("q", "theirs")),
  ]);
  await first.pass(100);
  await outcomes;
  for (const member of [...ours, ...joined]) {
    const isOurs = member === ours[0];
    const shown = ["p", "node/leaf", "node", "q"].map((path) =>
      member.shows(path)
    );
    assertEquals(shown, [
      isOurs ? "own" : "other",
      isOurs ? "own" : "other",
      undefined,
      member === joined[0] ? "own" : "other",
    ]);
  }
  await Promise.all([owner.close(), rival.close(), again.close()]);
});
