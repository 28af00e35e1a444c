/**
 * Signals that are lost between two members, and the count of them at fetches.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Signal } from "../../peer.ts";
import { LEASE_MS, Members } from "./memory_members.ts";

/** What a fetch has of one signal: each sent value is reported, or is lost. */
class Reported {
  readonly values: number[] = [];
  lost = 0;

  readonly take = (
    { event, value, lost = 0 }: {
      event: string;
      value?: unknown;
      lost?: number;
    },
  ): void => {
    if (event !== "signal") return;
    this.lost += lost;
    this.values.push(Number(String(value).trim()));
    assertEquals(this.values.length + this.lost, this.values.at(-1));
  };
}

Deno.test("the next signal has the count of those that were lost between members", async () => {
  const members = new Members();
  const [near, far] = [members.start("d0", {}), members.start("d1", {})];
  await members.pass(LEASE_MS * 2);
  const [owner, client] = [near.peer(), far.peer()];
  const signal = new Signal("s");
  const other = new Signal("other");
  const added = Promise.all([owner.add(signal), owner.add(other)]);
  const reported = new Reported();
  const fetch = client.fetch(
    { path: { equals: "s" }, type: ["signal"] },
    reported.take,
  );
  await members.pass(100);
  await Promise.all([added, fetch.ready]);
  let sent = 0;
  const send = async (count: number, length = 8) => {
    for (let i = 0; i < count; i++) {
      signal.send(String(++sent).padEnd(length));
      other.send(0);
    }
    await members.pass(10);
  };
  await send(2);
  assertEquals([reported.values, reported.lost], [[1, 2], 0]);

  // Lost on their way.
  near.transport.losesMessages = true;
  await send(3);
  near.transport.losesMessages = false;
  await send(1);
  assertEquals([reported.values.at(-1), reported.lost], [6, 3]);

  // Too many on the way to wait: the oldest are dropped.
  near.transport.losesMessages = true;
  await send(3_000, 3_000);
  near.transport.losesMessages = false;
  const before = reported.values.length;
  // The channel asks what has arrived.
  await members.pass(2_000);
  await send(1);
  assert(reported.values.length > before + 100, `${reported.values.length}`);
  assertEquals(reported.values.at(-1), sent);
  assert(reported.lost > 1_000, `${reported.lost}`);

  // What a peer does not fetch is not lost.
  void fetch.close();
  await members.pass(5_000);
  await send(5);
  const later = new Reported();
  later.lost = sent;
  const again = client.fetch(
    { path: { equals: "s" }, type: ["signal"] },
    later.take,
  );
  await members.pass(100);
  await again.ready;
  await send(1);
  assertEquals(later.values, [sent]);
  await Promise.all([owner.close(), client.close()]);
});
