/**
 * The clock of the system. Pages load only the part of it that peers need.
 *
 * @module
 */
import { afterPoll, mayGoOn, needsPolls } from "./polls.ts";
import { type Clock, timers } from "./clock.ts";

/** What `setTimeout` takes at most; it takes more for nothing at all. */
const MAX_DELAY_MS = 0x7fffffff;

/** Time of the system, and turns of the runtime. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, task) =>
    timers.after(Math.min(Math.ceil(ms), MAX_DELAY_MS), task),
  endOfTurn(task) {
    // Browsers have no setImmediate.
    if (typeof globalThis.setImmediate === "function") setImmediate(task);
    else setTimeout(task, 0);
  },
  soon(task) {
    // Deno and Bun run immediates before they poll the sockets, and also a
    // timer that is due by then: therefore it begins after the turn. Deno runs
    // due timers before the reads of the same poll, hence the second one.
    systemClock.endOfTurn(() => setTimeout(() => setTimeout(task, 0), 0));
  },
  nextTurn(task) {
    // To wait for a timer takes a millisecond.
    if (needsPolls && !mayGoOn()) afterPoll(task);
    else systemClock.endOfTurn(task);
  },
};
