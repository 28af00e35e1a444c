/**
 * Claims that the log can't take as they are hold up no others.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { PeerError, State } from "../../peer.ts";
import { LEASE_MS, Members } from "./memory_members.ts";

Deno.test("claims: an access that is longer than an entry of the log is refused, what is added beside it is not", async () => {
  const members = new Members();
  const [first, second] = [
    members.start("d0", {}, []),
    members.start("d1", {}, []),
  ];
  await members.pass(LEASE_MS * 2);
  const peer = first.peer();
  // With the rest of its message it is as long as the daemon takes.
  const length = first.transport.maxMessage - 190;
  const access = { fetchGroups: ["g".repeat(length)] };
  const refused = assertRejects(
    () => peer.add(new State("long", 1, { access })),
    PeerError,
    "longer than an entry",
  );
  const added = peer.add(new State("beside", 1));
  await members.pass(LEASE_MS);
  await Promise.all([refused, added]);
  assertEquals(second.shows("beside"), "other");
  assertEquals(second.shows("long"), undefined);
  await peer.close();
});
