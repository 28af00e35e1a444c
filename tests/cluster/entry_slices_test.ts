/**
 * Entries of the log are applied in slices: what comes between sees a part of one.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { unpackEntry } from "../../cluster/entries.ts";
import { PLAIN_STATE } from "../../bus/elements/inner_owner.ts";
import { ValueType } from "../../protocol/values/types.ts";
import { LEASE_MS, type Member, Members } from "./memory_members.ts";

/** Nodes above each state, which no other one has. */
const NODES = "n/".repeat(40);

/** Has an owner at a member that has many states. */
function fill({ bus }: Member, count: number): void {
  const owner = { requestSet: () => {}, requestCall: () => {} };
  for (let i = 0; i < count; i++) {
    const bytes = new TextEncoder().encode(String(i));
    const value = { type: ValueType.json, bytes, start: 0, end: bytes.length };
    bus.space.add(owner, `e/${i}/${NODES}s`, value, PLAIN_STATE, null);
  }
}

/** Two members, and how many of the first's states the second shows in each turn. */
async function membersOf() {
  const members = new Members();
  const [first, second] = ["a", "b"].map((name) => members.start(name, {}, []));
  await members.pass(LEASE_MS * 2);
  const { byPath } = second.bus.space.elements;
  const sizes: number[] = [];
  const until = (count: number) =>
    members.turns.later(() => {
      sizes.push(byPath.size);
      if (byPath.size < count) until(count);
    });
  return { members, first, second, sizes, until };
}

Deno.test("an entry whose claims make many nodes is applied in several turns", async () => {
  const { members, first, sizes, until } = await membersOf();
  const { length } = members.log.entries;
  const count = 60;
  until(count);
  fill(first, count);
  await members.pass(LEASE_MS);
  const entries = members.log.entries.slice(length).map(({ bytes }) =>
    unpackEntry(bytes).operations.length
  );
  assert(entries.includes(count), "one entry has all claims");
  const parts = new Set(sizes.filter((size) => size > 0 && size < count));
  assert(parts.size > 0, "there was a turn between");
});

Deno.test("values that come while a part of their claims is shown are fetched, each once", async () => {
  const { members, first, second } = await membersOf();
  const client = second.peer();
  const values: unknown[] = [];
  client.fetch({ path: { startsWith: "e/" } }, ({ value }) => {
    values.push(value);
  });
  await members.pass(100);
  const count = 400;
  fill(first, count);
  await members.pass(LEASE_MS);
  assertEquals(values, Array.from({ length: count }, (_, i) => i));
  void client.close();
  await members.pass(100);
});

Deno.test("entries that come together are applied in several turns", async () => {
  const { members, first, second, sizes, until } = await membersOf();
  second.transport.isLate = true;
  const count = 400;
  fill(first, count);
  await members.pass(100);
  until(count);
  second.transport.isLate = false;
  second.transport.deliver();
  await members.pass(LEASE_MS);
  const parts = new Set(sizes.filter((size) => size > 0 && size < count));
  assert(parts.size >= 5, `${parts.size} turns between`);
});
