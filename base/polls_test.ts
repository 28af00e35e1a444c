import { assert, assertEquals } from "@std/assert";
import { inTimeOfPoll } from "./polls.ts";

const EVENTS = 20;
const MILLISECONDS_OF_EVENT = 1;

function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

Deno.test("events that take longer than a poll may wait for others, in their order", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done: number[] = [];
  for (let event = 0; event < EVENTS; event++) {
    inTimeOfPoll(() => {
      spin(MILLISECONDS_OF_EVENT);
      done.push(event);
      if (event === EVENTS - 1) resolve();
    });
  }
  assert(done.length < EVENTS / 2, `${done.length} at once`);
  await promise;
  assertEquals(done, Array.from({ length: EVENTS }, (_, event) => event));
});
