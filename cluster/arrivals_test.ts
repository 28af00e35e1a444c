import { assertEquals } from "@std/assert";
import { Turns } from "../base/turns.ts";
import { VirtualClock } from "../testing/clock.ts";
import { Arrivals } from "./arrivals.ts";

Deno.test("arrivals: one that can't be taken is reported, and holds up no others", () => {
  const clock = new VirtualClock();
  const errors: unknown[] = [];
  const turns = new Turns(clock, (error) => errors.push(error), 1000);
  const taken: number[] = [];
  const arrivals = new Arrivals<number>(turns, (item) => {
    turns.charge(800);
    if (item % 3 === 0) throw new RangeError(`${item}`);
    taken.push(item);
    return true;
  }, (error) => errors.push(String(error)));
  for (let item = 0; item < 6; item++) arrivals.add(item);
  clock.settle();
  assertEquals(taken, [1, 2, 4, 5]);
  assertEquals(errors, ["RangeError: 0", "RangeError: 3"]);
});

Deno.test("arrivals: what comes while one is taken waits for its end", () => {
  const clock = new VirtualClock();
  const turns = new Turns(clock, () => {});
  const steps: string[] = [];
  const arrivals: Arrivals<number> = new Arrivals<number>(turns, (item) => {
    steps.push(`begin ${item}`);
    if (item === 1) arrivals.add(2);
    steps.push(`end ${item}`);
    return true;
  }, () => {});
  arrivals.add(1);
  clock.settle();
  assertEquals(steps, ["begin 1", "end 1", "begin 2", "end 2"]);
});
