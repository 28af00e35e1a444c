/**
 * Polls of the event loop: when the runtime looks at its sockets again.
 *
 * Deno polls the sockets only when nothing else is due. Reads that have their
 * bytes at once, immediates and timers that are due already keep it from that:
 * then a socket on which something arrives is read hundreds of milliseconds
 * later. It polls them while it waits for a timer.
 *
 * @module
 */

// Time for which the loop may go on without a poll.
const MAX_RUN_MS = 4;
// Readers that go on after one poll: each reads a buffer of 64 KiB.
const MAX_READERS = 16;

// When the loop has to wait, since when it may have been busy; 0: it was idle.
let runEnd = 0;
// Whether something was asked since the last timer was set.
let asked = false;
let isWaiting = false;
let tasks: (() => void)[] = [];
const readers: (() => void)[] = [];

/** Whether work may go on in this turn, before the sockets are polled again. */
export function mayGoOn(): boolean {
  if (runEnd === 0) {
    runEnd = performance.now() + MAX_RUN_MS;
    if (!isWaiting) setTimer();
    return true;
  }
  asked = true;
  return performance.now() < runEnd;
}

/** Calls the task once, when the sockets have been polled. */
export function afterPoll(task: () => void): void {
  tasks.push(task);
  wait();
}

/**
 * Fulfilled when the sockets have been polled, and those have read that have
 * asked before.
 */
export function turnToRead(): Promise<void> {
  return new Promise((resolve) => {
    readers.push(resolve);
    wait();
  });
}

// The loop does not wait for a timer that is due when everything else is done:
// therefore it is set again after what was asked for last.
function wait(): void {
  asked = true;
  isWaiting = true;
}

function setTimer(): void {
  asked = false;
  setTimeout(timerEnded, 0);
}

function timerEnded(): void {
  if (asked) return setTimer();
  runEnd = 0;
  if (!isWaiting) return;
  const due = tasks;
  tasks = [];
  for (const resume of readers.splice(0, MAX_READERS)) resume();
  isWaiting = readers.length > 0;
  if (isWaiting) setTimer();
  for (const task of due) task();
}
