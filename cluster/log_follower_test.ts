import { assertEquals } from "@std/assert";
import { VirtualClock } from "../testing/clock.ts";
import { LogFollower } from "./log_follower.ts";
import type { LogEntry } from "./transport.ts";

Deno.test("a log that is slow to deliver is asked anew less and less often", async () => {
  const clock = new VirtualClock();
  const begun: number[] = [];
  const began = clock.monotonic();
  let deliver: (entry: LogEntry) => void = () => {};
  const follower = new LogFollower(
    {
      follow(_from, onEntry) {
        begun.push(clock.monotonic() - began);
        deliver = onEntry;
        return Promise.resolve(() => {});
      },
    },
    clock,
    1,
    500,
    { entry: () => {}, begunAnew: () => {} },
  );
  await follower.begin();
  const beat = async (count: number) => {
    for (let n = 0; n < count; n++) {
      clock.pass(500);
      follower.beat(true);
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    }
  };
  await beat(60);
  assertEquals(begun.map((at) => Math.round(at / 1000)), [0, 1, 3, 7, 15, 23]);
  deliver({ bytes: new Uint8Array(), sequence: 1, time: 0 });
  begun.length = 0;
  await beat(6);
  assertEquals(begun.length, 2);
  follower.stop();
});

Deno.test("a silent log is followed anew before servers can have elected a leader", async () => {
  const clock = new VirtualClock();
  let begun = 0;
  const follower = new LogFollower(
    {
      follow() {
        begun++;
        return Promise.resolve(() => {});
      },
    },
    clock,
    1,
    1_000,
    { entry: () => {}, begunAnew: () => {} },
  );
  await follower.begin();
  clock.pass(1_900);
  follower.beat(false);
  assertEquals(begun, 1);
  clock.pass(200);
  follower.beat(false);
  assertEquals(begun, 2);
  follower.stop();
});

Deno.test("a log is read on while it can't be read anew", async () => {
  const clock = new VirtualClock();
  const attempts: {
    readonly deliver: (sequence: number) => void;
    readonly begin: () => void;
    stopped: boolean;
  }[] = [];
  const read: number[] = [];
  const follower = new LogFollower(
    {
      follow(_from, onEntry) {
        const { promise, resolve } = Promise.withResolvers<() => void>();
        const attempt = {
          deliver: (sequence: number) =>
            onEntry({ bytes: new Uint8Array(), sequence, time: 0 }),
          begin: () => resolve(() => attempt.stopped = true),
          stopped: false,
        };
        attempts.push(attempt);
        return promise;
      },
    },
    clock,
    1,
    1_000,
    {
      entry: ({ sequence }) => read.push(sequence),
      begunAnew: () => read.push(0),
    },
  );
  const begun = follower.begin();
  attempts[0].begin();
  await begun;
  attempts[0].deliver(1);
  clock.pass(2_500);
  follower.beat(false);
  attempts[0].deliver(2);
  assertEquals([attempts.length, attempts[0].stopped], [2, false]);
  attempts[1].begin();
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(attempts[0].stopped, true);
  attempts[0].deliver(3);
  attempts[1].deliver(2);
  attempts[1].deliver(3);
  // Each time it is read anew, what follows has to be compared.
  assertEquals(read, [1, 0, 2, 0, 3]);
  follower.from(2);
  attempts[1].deliver(4);
  assertEquals(read.includes(4), false);
  follower.stop();
});
