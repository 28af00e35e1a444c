import { assert, assertEquals } from "@std/assert";
import { VirtualClock } from "../testing/clock.ts";
import { MemoryLog, MemoryTransport } from "../tests/support/memory_log.ts";
import { Heartbeat } from "./heartbeat.ts";
import { MAX_STANDING_MS } from "./lease.ts";

const LEASE_MS = 1000;

/** The beats of a member whose server is the first of three. */
class Beats {
  readonly clock = new VirtualClock();
  readonly log = new MemoryLog(this.clock);
  readonly transport = new MemoryTransport(this.log);
  expiredAt: number | undefined;
  /** Number of the last entry that the member has applied. */
  applied = 0;
  replacements = 0;
  readonly heartbeat = new Heartbeat(
    "m",
    LEASE_MS,
    this.transport,
    this.clock,
    {
      renewed: () => {},
      expired: () => this.expiredAt ??= this.clock.now(),
      appended: () => {},
      beat: () => this.applied,
      reading: () => undefined,
      replaced: () => this.replacements++,
    },
  );

  async pass(ms: number): Promise<void> {
    const settled = async () => {
      for (let i = 0; i < 10; i++) await Promise.resolve();
    };
    await this.clock.passSettled(ms, settled);
  }
}

Deno.test("heartbeat: a server that has lost the others is left while the lease stands", async () => {
  const beats = new Beats();
  await beats.pass(LEASE_MS);
  beats.log.isolated.add(0);
  await beats.pass(LEASE_MS);
  assertEquals(beats.transport.changes, 1);
  await beats.pass(LEASE_MS * 100);
  assertEquals(beats.transport.changes, 1);
  assertEquals(beats.expiredAt, undefined);
  assert(!beats.heartbeat.isStanding);
});

Deno.test("heartbeat: an election changes no server, however long it is", async () => {
  const beats = new Beats();
  await beats.pass(LEASE_MS);
  for (let ms = 100; ms < MAX_STANDING_MS; ms += 1_730) {
    beats.log.isElecting = true;
    await beats.pass(ms);
    beats.log.mend();
    await beats.pass(LEASE_MS);
  }
  assertEquals(beats.transport.changes, 0);
  assertEquals(beats.expiredAt, undefined);
});

Deno.test("heartbeat: servers that have lost the others are left one after the other", async () => {
  const beats = new Beats();
  await beats.pass(LEASE_MS);
  // The next server is taken at the moment at which it loses the others.
  beats.log.isolated.add(0);
  while (beats.transport.changes === 0) await beats.pass(10);
  beats.log.isolated.clear();
  beats.log.isolated.add(1);
  const before = beats.clock.now();
  while (beats.transport.changes === 1) await beats.pass(10);
  assert(beats.clock.now() - before >= LEASE_MS / 2, "left at once");
  await beats.pass(LEASE_MS * 10);
  assertEquals(beats.transport.changes, 2);
  assertEquals(beats.expiredAt, undefined);
});

Deno.test("heartbeat: where no change helps, the lease ends", async () => {
  const beats = new Beats();
  await beats.pass(LEASE_MS);
  const { transport, log } = beats;
  transport.changeServer = () => transport.changes++;
  log.isolated.add(0);
  await beats.pass(MAX_STANDING_MS + LEASE_MS * 2);
  assert(transport.changes > 3, "it has tried it again");
  assert(transport.changes <= MAX_STANDING_MS / (LEASE_MS / 2));
  assert(beats.expiredAt !== undefined && beats.heartbeat.isOver);
});

Deno.test("heartbeat: it is noticed that the numbers of the log began again", async () => {
  const beats = new Beats();
  await beats.pass(LEASE_MS);
  beats.applied = beats.log.entries.length;
  assertEquals(beats.replacements, 0);
  beats.log.lose();
  await beats.pass(LEASE_MS);
  assert(beats.replacements > 0);
});
