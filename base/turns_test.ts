import { assert, assertEquals } from "@std/assert";
import { Turns, type Work } from "./turns.ts";

/** A clock that work moves on, and whose turns the test ends. */
class WorkClock {
  time = 0;
  #tasks: (() => void)[] = [];
  monotonic = () => this.time;
  nextTurn = (task: () => void) => void this.#tasks.push(task);
  endOfTurn = this.nextTurn;

  get isIdle(): boolean {
    return this.#tasks.length === 0;
  }

  turn(): void {
    const tasks = this.#tasks;
    this.#tasks = [];
    for (const task of tasks) task();
  }
}

/** Work of so many slices of a millisecond. */
class Slices implements Work {
  rest: number;
  readonly #clock: WorkClock;
  doneAt = -1;

  constructor(clock: WorkClock, slices: number) {
    this.#clock = clock;
    this.rest = slices;
  }

  proceed(): boolean {
    this.#clock.time++;
    if (--this.rest > 0) return false;
    this.doneAt = this.#clock.time;
    return true;
  }
}

function setUp() {
  const clock = new WorkClock();
  const turns = new Turns(clock, (error) => {
    throw error;
  });
  const work = (slices: number, servedAt?: number) => {
    const slicesOfOne = new Slices(clock, slices);
    turns.add(slicesOfOne, servedAt);
    return slicesOfOne;
  };
  return { clock, turns, work };
}

Deno.test("short work waits for a slice of long work, not for its end", () => {
  const { clock, work } = setUp();
  const long = work(1000);
  for (let i = 0; i < 10; i++) clock.turn();
  const { time } = clock;
  const short = work(1);
  while (!clock.isIdle) clock.turn();
  assert(short.doneAt - time < 10, `${short.doneAt - time} ms`);
  assertEquals(long.rest, 0);
});

Deno.test("however many connections are new, those that stay have their turn", () => {
  const { clock, work } = setUp();
  const newcomers = Array.from({ length: 500 }, () => work(3, Infinity));
  clock.turn();
  const waits: number[] = [];
  for (let i = 0; i < 20; i++) {
    const { time } = clock;
    const short = work(1);
    while (short.rest > 0) clock.turn();
    waits.push(short.doneAt - time);
  }
  assert(Math.max(...waits) <= 10, `${waits}`);
  while (!clock.isIdle) clock.turn();
  assert(newcomers.every(({ rest }) => rest === 0), "all are served");
});

Deno.test("all queues together take a few milliseconds of a turn, each in its turn", () => {
  const { clock, turns, work } = setUp();
  const all = [
    ...Array.from({ length: 20 }, () => work(1)),
    ...Array.from({ length: 3 }, () => work(20)),
    ...Array.from({ length: 20 }, () => work(3, Infinity)),
  ];
  const cleaning = new Slices(clock, 5);
  turns.addToBackground(cleaning);
  for (let i = 0; i < 24; i++) {
    const { time } = clock;
    clock.turn();
    assert(clock.time - time <= 6, `${clock.time - time} ms`);
  }
  assertEquals(cleaning.rest, 0);
  while (!clock.isIdle) clock.turn();
  assert(all.every(({ rest }) => rest === 0), "all is done");
});

Deno.test("few connections that are new are worked for at a time, in their order", () => {
  const { clock, work } = setUp();
  const newcomers = Array.from({ length: 100 }, () => work(50, Infinity));
  while (!clock.isIdle) {
    clock.turn();
    const begun = newcomers.filter(({ rest }) => rest > 0 && rest < 50);
    assert(begun.length <= 16, `${begun.length} at a time`);
  }
  const ends = newcomers.map(({ doneAt }) => doneAt);
  assertEquals(ends, ends.toSorted((a, b) => a - b));
});

Deno.test("a connection is new until its first input was carried out a while ago", () => {
  const { clock, work } = setUp();
  for (let i = 0; i < 500; i++) work(3, Infinity);
  clock.time = 1000;
  const recent = work(1, 900);
  const settled = work(1, 700);
  while (!clock.isIdle) clock.turn();
  assert(settled.doneAt < 1020, `${settled.doneAt}`);
  assert(recent.doneAt > 2000, `${recent.doneAt}`);
});

Deno.test("work that goes on behind its turn leaves less of the turn for others", () => {
  const { clock, turns } = setUp();
  let begun = 0;
  for (let i = 0; i < 12; i++) {
    turns.add({
      proceed() {
        begun++;
        turns.goesOn(1);
        return true;
      },
    });
  }
  const inTurns: number[] = [];
  while (!clock.isIdle) {
    begun = 0;
    clock.turn();
    inTurns.push(begun);
  }
  assertEquals(inTurns, [4, 4, 4]);
});

Deno.test("a slice that takes longer than its costs tell ends, and input behind it stays late", () => {
  const { clock, turns } = setUp();
  turns.arrive();
  turns.charge(1_000);
  assert(!turns.spent);
  clock.time = 10;
  turns.charge(10_000);
  assertEquals(turns.left, 0);
  for (let i = 0; i < 20; i++) turns.charge(10_000);
  assertEquals(turns.left, -200_000);
});
