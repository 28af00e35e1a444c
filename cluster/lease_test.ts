import { assertEquals } from "@std/assert";
import { seededRandom } from "../tests/support/seeded_random.ts";
import { Lease, MAX_STANDING_MS, STEP_PART } from "./lease.ts";

Deno.test("lease: a member acts for seven tenths of it after the log took an entry", () => {
  const lease = new Lease(1000);
  assertEquals(lease.end, -Infinity);
  lease.renew(100);
  assertEquals(lease.end, 800);
  // An acknowledgement that comes late takes nothing back.
  lease.renew(50);
  assertEquals(lease.end, 800);
});

Deno.test("lease: it stands while most servers have beats that no log takes", () => {
  const lease = new Lease(1000);
  lease.renew(0);
  for (let at = 300; at <= 9_000; at += 100) lease.handedOver(at);
  // 300 ms were over when it began to stand.
  assertEquals(lease.end, 9_000 + 400);
  lease.renew(9_100);
  assertEquals(lease.end, 9_800);
  // The next one begins anew.
  lease.handedOver(9_400);
  assertEquals(lease.end, 9_800);
  lease.handedOver(9_500);
  assertEquals(lease.end, 9_900);
});

Deno.test("lease: it does not stand for ever, though most servers have the beats", () => {
  const lease = new Lease(1000);
  lease.renew(0);
  for (let at = 300; at <= 60_000; at += 100) lease.handedOver(at);
  assertEquals(lease.end, MAX_STANDING_MS + 700);
});

Deno.test("lease: a long pause between beats counts", () => {
  const lease = new Lease(1000);
  lease.renew(0);
  lease.handedOver(300);
  lease.handedOver(500);
  lease.handedOver(1_100);
  assertEquals(lease.end, 900);
});

Deno.test("lease: for the others it ends later, whenever the log stands", () => {
  const random = seededRandom(2026);
  for (let run = 0; run < 500; run++) {
    // The log takes entries until it stands, and again from some time on. The
    // others append all the time, this member only until it is cut off.
    const standsAt = 200 + random() * 2_000;
    const goesOnAt = standsAt + random() * 10_000;
    const cutOffAt = random() * 14_000;
    const stands = (at: number) => at >= standsAt && at < goesOnAt;
    const lease = new Lease(1000);
    let clock = 0;
    let before = 0;
    let heardAt = 0;
    let expiredAt: number | undefined;
    let sign = 0;
    for (let at = 0; at < 30_000 && expiredAt === undefined; at += 10) {
      const isOwn = at % 200 === 0 && at < cutOffAt;
      if (!stands(at) && (isOwn || at % 200 === 90)) {
        clock += Math.min(at - before, 1000 * STEP_PART);
        before = at;
        if (clock - heardAt > 1000) expiredAt = at;
        if (isOwn) {
          heardAt = clock;
          lease.renew(at);
          sign = at;
        }
      }
      // A beat without an answer is handed over, and is an entry if the log lives.
      if (at < cutOffAt && at - sign >= 300 && at % 100 === 0) {
        if (stands(at)) lease.handedOver(at);
      }
    }
    if (expiredAt !== undefined && lease.end >= expiredAt) {
      throw new Error(`run ${run}: acts until ${lease.end}, over ${expiredAt}`);
    }
  }
});
