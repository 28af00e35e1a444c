import { assert, assertEquals, assertThrows } from "@std/assert";
import { TimerEntry, TimerWheel, type WheelClock } from "./timer_wheel.ts";
import { seededRandom } from "../../tests/support/seeded_random.ts";

/** A clock that stands until it is moved. */
class StandingClock implements WheelClock {
  time: number;
  wish = Infinity;
  /** The times of all calls that were asked for, in their order. */
  readonly wishes: number[] = [];
  #task: () => void = () => {};

  constructor(time: number) {
    this.time = time;
  }

  monotonic(): number {
    return this.time;
  }

  after(ms: number, task: () => void): () => void {
    this.wish = this.time + ms;
    this.wishes.push(this.wish);
    this.#task = task;
    return () => {
      this.wish = Infinity;
      this.#task = () => {};
    };
  }

  /** Moves on to a time and makes the calls on the way. */
  run(until: number): void {
    while (this.wish <= until) {
      this.time = Math.max(this.time, this.wish);
      this.wish = Infinity;
      this.#task();
    }
    this.time = until;
  }
}

/** Notes the time at which it expires. */
class Probe extends TimerEntry {
  readonly log: Probe[];
  readonly clock: WheelClock;
  readonly action: (() => void) | undefined;
  firedAt = -1;
  due = 0;

  constructor(log: Probe[], clock: WheelClock, action?: () => void) {
    super();
    this.log = log;
    this.clock = clock;
    this.action = action;
  }

  override expired(): void {
    this.firedAt = this.clock.monotonic();
    this.log.push(this);
    this.action?.();
  }
}

function setup(start = 1000) {
  const clock = new StandingClock(start);
  const wheel = new TimerWheel(clock);
  const log: Probe[] = [];
  const probe = (action?: () => void) => new Probe(log, clock, action);
  return { clock, wheel, log, probe };
}

Deno.test("TimerWheel: expires after exactly the delay, whatever its length", () => {
  for (const start of [0, 1000, 1.75e12, 255, 65535]) {
    for (
      const delay of [
        1,
        2,
        255,
        256,
        257,
        511,
        5000,
        65535,
        65536,
        65537,
        16777215,
        16777216,
        16777217,
        3_600_000,
        30_000_000,
        4294967295,
        4294967296,
        9e9,
      ]
    ) {
      const { clock, wheel, log, probe } = setup(start);
      const one = probe();
      wheel.add(one, delay);
      clock.run(start + delay - 1);
      assertEquals(log.length, 0, `${start} + ${delay}`);
      clock.run(start + delay + 100);
      assertEquals(one.firedAt, start + delay);
      assertEquals(wheel.size, 0);
      assertEquals(clock.wish, Infinity);
    }
  }
});

Deno.test("TimerWheel: a fraction of a millisecond is never early", () => {
  const { clock, wheel, log, probe } = setup(1000.75);
  wheel.add(probe(), 10);
  clock.run(1010.75);
  assertEquals(log.length, 0);
  clock.run(1011);
  assertEquals(log.length, 1);
  wheel.add(probe(), 0.25);
  wheel.add(probe(), -5);
  wheel.add(probe(), NaN);
  wheel.advance();
  assertEquals(log.length, 1);
  clock.run(1012);
  assertEquals(log.length, 4);
});

Deno.test("TimerWheel: wakes only when an earlier time is needed", () => {
  const { clock, wheel, probe } = setup();
  const first = probe();
  wheel.add(first, 500);
  wheel.add(probe(), 500);
  wheel.add(probe(), 700);
  assertEquals(clock.wishes, [1500]);
  wheel.add(probe(), 100);
  assertEquals(clock.wishes, [1500, 1100]);
});

Deno.test("TimerWheel: an empty wheel wants nothing", () => {
  const { clock, wheel, probe } = setup();
  const one = probe();
  wheel.add(one, 500);
  wheel.cancel(one);
  assertEquals(wheel.size, 0);
  // The wish stands; a later deadline needs no other one.
  wheel.add(one, 600);
  wheel.cancel(one);
  assertEquals(clock.wishes, [1500]);
  clock.run(2000);
  assertEquals(clock.wishes, [1500]);
  wheel.add(one, 600);
  assertEquals(clock.wishes, [1500, 2600]);
});

Deno.test("TimerWheel: called too early, it wishes again", () => {
  const { clock, wheel, log, probe } = setup();
  wheel.add(probe(), 10);
  clock.time = 1009.9;
  wheel.advance();
  assertEquals(log.length, 0);
  assertEquals(clock.wishes, [1010, 1010]);
});

Deno.test("TimerWheel: a wish is never too far ahead for setTimeout", () => {
  const { clock, wheel, log, probe } = setup();
  wheel.add(probe(), 100 * 24 * 3_600_000);
  const forever = probe();
  wheel.add(forever, Infinity);
  while (log.length === 0) {
    assert(clock.wish - clock.time < 2 ** 31);
    clock.run(clock.wish);
  }
  assertEquals(clock.time, 1000 + 100 * 24 * 3_600_000);
  assertEquals(wheel.size, 1);
  wheel.cancel(forever);
});

Deno.test("TimerWheel: cancelled entries don't expire, and may come again", () => {
  const { clock, wheel, log, probe } = setup();
  const entries = [probe(), probe(), probe()];
  for (const entry of entries) wheel.add(entry, 50);
  wheel.cancel(entries[1]);
  wheel.cancel(entries[1]);
  assertEquals(wheel.size, 2);
  clock.run(1100);
  assertEquals(log, [entries[0], entries[2]]);
  wheel.cancel(entries[0]);
  assertEquals(wheel.size, 0);
  wheel.add(entries[1], 7);
  clock.run(1200);
  assertEquals(entries[1].firedAt, 1107);
});

Deno.test("TimerWheel: adding what waits already begins anew", () => {
  const { clock, wheel, log, probe } = setup();
  const one = probe();
  wheel.add(one, 50);
  wheel.add(one, 5000);
  assertEquals(wheel.size, 1);
  clock.run(5999);
  assertEquals(log, []);
  clock.run(6000);
  assertEquals(log, [one]);
});

Deno.test("TimerWheel: entries of one time expire in the order of adding", () => {
  const { clock, wheel, log, probe } = setup();
  const entries = Array.from({ length: 20 }, () => probe());
  for (const entry of entries) wheel.add(entry, 300);
  clock.run(1300);
  assertEquals(log, entries);
});

Deno.test("TimerWheel: what takes long to expire goes on in later turns, in its order", () => {
  const clock = new StandingClock(1000);
  const wheel = new TimerWheel(clock);
  const log: Probe[] = [];
  // Each takes a tenth of a millisecond.
  const probes = Array.from(
    { length: 1000 },
    () => new Probe(log, clock, () => clock.time += 0.1),
  );
  for (const probe of probes) wheel.add(probe, 10);
  clock.time = 1010;
  wheel.advance();
  assert(log.length >= 40 && log.length < 200, `${log.length}`);
  assertEquals(clock.wish, clock.time, "it goes on at once");
  const late = new Probe(log, clock);
  wheel.add(late, 1);
  wheel.cancel(probes[999]);
  clock.run(2000);
  assertEquals(log, [...probes.slice(0, 999), late]);
});

Deno.test("TimerWheel: expired() may add and cancel", () => {
  const { clock, wheel, log, probe } = setup();
  const victim = probe();
  const again: Probe = probe(() => {
    if (log.length < 5) wheel.add(again, 1);
  });
  const killer = probe(() => {
    wheel.cancel(victim);
    wheel.cancel(killer);
    wheel.advance();
    wheel.add(again, 1);
  });
  wheel.add(killer, 10);
  wheel.add(victim, 10);
  clock.run(2000);
  assertEquals(log, [killer, again, again, again, again]);
  assertEquals(again.firedAt, 1014);
  assertEquals(wheel.size, 0);
});

Deno.test("TimerWheel: what expired() adds waits for its own time, though late", () => {
  const { clock, wheel, log, probe } = setup();
  const second = probe();
  const first = probe(() => wheel.add(second, 10));
  wheel.add(first, 10);
  clock.time = 50_000;
  wheel.advance();
  assertEquals(log, [first]);
  assertEquals(clock.wish, 50_010);
});

Deno.test("TimerWheel: one that throws does not lose the others", () => {
  const { clock, wheel, log, probe } = setup();
  const bad = () => {
    throw new Error("bad");
  };
  wheel.add(probe(bad), 10);
  wheel.add(probe(), 10);
  wheel.add(probe(bad), 11);
  wheel.add(probe(), 12);
  wheel.add(probe(), 900);
  clock.time = 1020;
  const error = assertThrows(() => wheel.advance(), AggregateError);
  assertEquals(error.errors.length, 2);
  assertEquals(log.length, 4);
  assert(clock.wish > 1020 && clock.wish <= 1900);
  clock.run(1900);
  assertEquals(log.length, 5);
});

Deno.test("TimerWheel: a clock that jumps far takes no walk", () => {
  const { clock, wheel, log, probe } = setup();
  for (const delay of [5, 70_000, 20_000_000, 4e9, 1e12]) {
    wheel.add(probe(), delay);
  }
  clock.time = 9e15;
  wheel.advance();
  assertEquals(log.length, 5);
  const one = probe();
  wheel.add(one, 3);
  assertEquals(clock.wish, 9e15 + 3);
});

Deno.test("TimerWheel: a clock that is set back delays, nothing else", () => {
  const { clock, wheel, log, probe } = setup();
  wheel.add(probe(), 1000);
  clock.time = 1500;
  wheel.advance();
  clock.time = 900;
  wheel.advance();
  const one = probe();
  wheel.add(one, 10);
  assertEquals(log, []);
  clock.time = 900;
  clock.run(2000);
  assertEquals(log.length, 2);
});

for (
  const [seed, unit, longest] of [
    [1, 1, 600],
    [2, 1, 200_000],
    [3, 0.37, 4e7],
    [4, 1, 2e10],
  ]
) {
  Deno.test(`TimerWheel: like a sorted list, delays up to ${longest}`, () => {
    const random = seededRandom(seed);
    const { clock, wheel, log, probe } = setup(random() * 1e6);
    const waiting = new Set<Probe>();
    for (let round = 0; round < 1500; round++) {
      for (let i = 0; i < 3; i++) {
        const one = probe();
        const delay = 1 + random() ** 4 * longest;
        wheel.add(one, delay);
        one.due = Math.ceil(clock.monotonic() + delay);
        waiting.add(one);
      }
      if (random() < 0.5) {
        const all = [...waiting];
        const one = all[Math.floor(random() * all.length)];
        wheel.cancel(one);
        waiting.delete(one);
      }
      const until = clock.monotonic() + unit * random() ** 6 * longest;
      clock.run(until);
      const expected = [...waiting].filter((one) => one.due <= until);
      const order = expected.map((one) => one.due).sort((a, b) => a - b);
      assertEquals(log.map((one) => one.due), order);
      assertEquals(new Set(log), new Set(expected));
      for (const one of log.splice(0)) {
        assertEquals(one.firedAt, one.due);
        waiting.delete(one);
      }
      assertEquals(wheel.size, waiting.size);
    }
  });
}

Deno.test("TimerWheel: after its end it asks the clock for nothing", () => {
  const clock = new StandingClock(1000);
  const wheel = new TimerWheel(clock);
  const log: Probe[] = [];
  const [first, second] = [new Probe(log, clock), new Probe(log, clock)];
  wheel.add(first, 5000);
  assertEquals(clock.wish < Infinity, true);
  wheel.end();
  assertEquals(clock.wish, Infinity);
  wheel.add(second, 50);
  assertEquals(clock.wish, Infinity);
  wheel.advance();
  assertEquals(clock.wish, Infinity);
});

Deno.test("TimerWheel: counts from when the input came that is waited for", () => {
  const { clock, wheel, log, probe } = setup(1000);
  const [first, second, late] = [probe(), probe(), probe()];
  wheel.add(first, 10, 997.5);
  wheel.add(second, 10);
  // The time is over already.
  wheel.add(late, 1, 990);
  clock.run(1020);
  assertEquals(log, [late, first, second]);
  assertEquals(log.map(({ firedAt }) => firedAt), [1000, 1008, 1010]);
});
