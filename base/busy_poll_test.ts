import { assert } from "@std/assert";
import { BusyPoll } from "./busy_poll.ts";

/** Time that a look at the sockets takes, in ms. */
const LOOK_MS = 0.01;

/** A loop that sleeps when no task is due, and counts the time that it does not. */
class Loop {
  time = 0;
  busy = 0;
  #tasks: (() => void)[] = [];

  monotonic(): number {
    return this.time;
  }

  endOfTurn(task: () => void): void {
    this.#tasks.push(task);
  }

  /** Goes on until a moment. */
  until(end: number): void {
    while (this.#tasks.length > 0 && this.time < end) {
      for (const task of this.#tasks.splice(0)) task();
      this.time += LOOK_MS;
      this.busy += LOOK_MS;
    }
    this.time = Math.max(this.time, end);
  }
}

/** How long the loop is busy in a second of requests, one in each millisecond. */
function busyIn(answerMs: number): number {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  for (let ms = 0; ms < 1000; ms++) {
    loop.until(ms);
    poll.expect();
    loop.until(ms + answerMs);
    poll.came();
  }
  return loop.busy;
}

Deno.test("the sockets are looked at until an answer comes", () => {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  poll.expect();
  poll.expect();
  loop.until(0.05);
  poll.came();
  loop.until(0.07);
  assert(loop.busy > 0.06, `only for ${loop.busy} ms`);
  poll.came();
  loop.until(1);
  assert(loop.busy < 0.09, `for ${loop.busy} ms`);
});

Deno.test("behind an answer a further request has the whole time for its own", () => {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  poll.expect();
  loop.until(0.05);
  poll.expect();
  loop.until(0.08);
  poll.came();
  loop.until(0.15);
  assert(loop.busy > 0.14, `only for ${loop.busy} ms`);
  loop.until(1);
  assert(loop.busy < 0.21, `for ${loop.busy} ms`);
});

Deno.test("each answer that comes in time is looked for", () => {
  const busy = busyIn(0.05);
  assert(busy > 45 && busy < 80, `${busy} ms of a second`);
});

Deno.test("looking for answers in vain takes about a twentieth of the time", () => {
  for (const answerMs of [0.2, 0.9, 5]) {
    const busy = busyIn(answerMs);
    assert(busy > 0 && busy < 65, `${busy} ms, answered after ${answerMs} ms`);
  }
});

Deno.test("requests without answers do not keep it going", () => {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  for (let ms = 0; ms < 1000; ms += 0.05) {
    loop.until(ms);
    poll.expect();
  }
  assert(loop.busy < 65, `${loop.busy} ms of a second`);
});

Deno.test("an answer that comes late ends nothing", () => {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  poll.expect();
  loop.until(1);
  poll.came();
  assert(loop.busy < 0.12, `for ${loop.busy} ms`);
  loop.busy = 0;
  poll.expect();
  loop.until(1.08);
  assert(loop.busy > 0.07, `only for ${loop.busy} ms`);
});
