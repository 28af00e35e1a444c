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

/** How long the loop is busy in a second of requests, each answered so much later. */
function busyIn(answerMs: number, gapMs = 1): number {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  const late: { at: number; window: number }[] = [];
  const answersUntil = (end: number) => {
    for (let next = late.at(0); next !== undefined; next = late.at(0)) {
      if (next.at > end) break;
      late.shift();
      loop.until(next.at);
      poll.answered(next.window);
    }
    loop.until(end);
  };
  for (let ms = 0; ms < 1000; ms += gapMs) {
    answersUntil(ms);
    late.push({ at: ms + answerMs, window: poll.expect() });
  }
  return loop.busy;
}

Deno.test("the sockets are looked at until an answer comes", () => {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  const first = poll.expect();
  const second = poll.expect();
  loop.until(0.05);
  poll.answered(first);
  loop.until(0.07);
  assert(loop.busy > 0.06, `only for ${loop.busy} ms`);
  poll.answered(second);
  loop.until(1);
  assert(loop.busy < 0.09, `for ${loop.busy} ms`);
});

Deno.test("behind an answer a further request has the whole time for its own", () => {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  const first = poll.expect();
  loop.until(0.05);
  poll.expect();
  loop.until(0.08);
  poll.answered(first);
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
    for (const gapMs of [0.03, 0.09, 0.13, 1]) {
      const busy = busyIn(answerMs, gapMs);
      const how = `one each ${gapMs} ms, answered ${answerMs} ms later`;
      assert(busy > 0 && busy < 65, `${busy} ms of a second: ${how}`);
    }
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

Deno.test("a silent owner beside a prompt one does not keep it going", () => {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  for (let ms = 0; ms < 1000; ms++) {
    loop.until(ms);
    const window = poll.expect();
    poll.expect();
    loop.until(ms + 0.05);
    poll.answered(window);
  }
  assert(loop.busy < 100, `${loop.busy} ms of a second`);
});

Deno.test("an answer that comes late ends nothing", () => {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  const late = poll.expect();
  loop.until(1);
  assert(loop.busy < 0.13, `for ${loop.busy} ms`);
  loop.busy = 0;
  poll.expect();
  poll.answered(late);
  loop.until(1.08);
  assert(loop.busy > 0.07, `only for ${loop.busy} ms`);
});

Deno.test("a turn that takes long is not charged", () => {
  const loop = new Loop();
  const poll = new BusyPoll(loop);
  for (let n = 0; n < 100; n++) {
    loop.busy = 0;
    const window = poll.expect();
    loop.time += 1;
    const { time } = loop;
    loop.until(time + 0.05);
    assert(loop.busy > 0.04, `only for ${loop.busy} ms`);
    poll.answered(window);
    loop.until(time + 1);
  }
});
