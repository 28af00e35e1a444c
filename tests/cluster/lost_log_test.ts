/**
 * What members do when NATS has lost their log, and has another one with its name.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { State } from "../../peer.ts";
import { LEASE_MS, Members } from "./memory_members.ts";

/** Entries of the next log when the members look at it. */
const LENGTHS = [["shorter", 0], ["longer", 1_000]] as const;

for (const [length, count] of LENGTHS) {
  Deno.test(`members whose log was lost join the next one, which is ${length}, with a daemon that has made it`, async () => {
    const members = new Members();
    const old = [members.start("d0", {}, []), members.start("d1", {}, [])];
    await members.pass(LEASE_MS * 20);
    const owner = old[0].peer();
    const added = owner.add(new State("p", "old"));
    await members.pass(100);
    await added;
    assertEquals(old.map((member) => member.shows("p")), ["own", "other"]);

    members.log.lose();
    for (let i = 0; i < count; i++) members.log.take(new Uint8Array());
    const all = [...old, members.start("d2", {}, [])];
    await members.pass(LEASE_MS * 6);
    assertEquals(all.map(({ isServing }) => isServing), [true, true, true]);
    const next = all[2].peer();
    const again = next.add(new State("p", "new"));
    await members.pass(100);
    await again;
    assertEquals(all.map((member) => member.shows("p")), [
      "other",
      "other",
      "own",
    ]);
    await next.close();
  });
}
