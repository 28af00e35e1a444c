/**
 * Polls of the event loop: when the runtime looks at its sockets again.
 *
 * Deno polls the sockets only when nothing else is due. Reads that have their
 * bytes at once, immediates and timers that are due already keep it from that:
 * then a socket on which something arrives is read hundreds of milliseconds
 * later. It polls them while it waits for a timer. Other runtimes poll them
 * between two immediates, and hand over all that is readable after each poll.
 *
 * @module
 */

// Time for which the loop may go on without a poll.
const MAX_RUN_MS = 4;
const isDeno = "Deno" in globalThis;
// Readers that go on after one poll: each reads up to 64 KiB on Deno, 512 KiB
// elsewhere.
const MAX_READERS = isDeno ? 8 : 1;

// Connections that have read since the last poll.
let reads = 0;
// When the loop has to wait for a poll; 0: it was idle.
let runEnd = 0;
// Whether something was asked since the poll is awaited.
let asked = false;
// Whether a timer for it is set.
let isTimed = false;
let isWaiting = false;
// Polls that were noticed.
let polls = 0;
let tasks: (() => void)[] = [];
const readers: (() => void)[] = [];
// Tasks that one poll found more of than its time suffices for, and the next.
let events: (() => void)[] = [];
let nextEvent = 0;

/** Whether turns of work have to be interrupted for polls. */
export const needsPolls: boolean = isDeno;

/** Whether work may go on in this turn, before the sockets are polled again. */
export function mayGoOn(): boolean {
  if (runEnd === 0) {
    begin();
    return true;
  }
  asked = true;
  return performance.now() < runEnd;
}

/**
 * Whether the connection that has read may go on, though it has to wait for what
 * follows: one poll finds all that are readable.
 */
export function mayReadOn(): boolean {
  return ++reads <= MAX_READERS || mayGoOn();
}

/** Changes with each poll that is noticed. */
export function lastPoll(): number {
  return polls;
}

/**
 * To be called when a read has bytes that were not there when it began: a poll
 * has found them. A timer alone would take a millisecond of which nothing is
 * made, in every four.
 *
 * @param since What {@linkcode lastPoll} was when the read began.
 */
export function noticePoll(since: number): void {
  // Another read of the same poll was first.
  if (since !== polls) return;
  polls++;
  if (runEnd === 0) return;
  count();
  if (isWaiting) queueMicrotask(goOn);
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

/**
 * Carries out what a poll has found, such as the end of a connection: at once,
 * or behind further polls if it found thousands of them. The order stays.
 */
export function inTimeOfPoll(event: () => void): void {
  if (events.length === 0 && mayGoOn()) return event();
  events.push(event);
  if (events.length === 1) afterPoll(goOnWithEvents);
}

function goOnWithEvents(): void {
  try {
    do events[nextEvent++](); while (nextEvent < events.length && mayGoOn());
  } finally {
    if (nextEvent === events.length) {
      events = [];
      nextEvent = 0;
    } else {
      afterPoll(goOnWithEvents);
    }
  }
}

// The loop does not wait for a timer that is due when everything else is done:
// therefore it is set after what was asked for last.
function wait(): void {
  asked = true;
  isWaiting = true;
}

function begin(): void {
  count();
  if (!isTimed) awaitPoll();
}

/** Counts from a poll on. */
function count(): void {
  reads = 0;
  runEnd = performance.now() + MAX_RUN_MS;
}

function awaitPoll(): void {
  asked = false;
  isTimed = true;
  if (isDeno) setTimeout(polled, 0);
  else setImmediate(polled);
}

function polled(): void {
  if (asked) return awaitPoll();
  isTimed = false;
  polls++;
  if (isWaiting) goOn();
  else runEnd = 0;
}

function goOn(): void {
  // What goes on now begins to count at once.
  begin();
  const due = tasks;
  tasks = [];
  for (const resume of readers.splice(0, MAX_READERS)) resume();
  isWaiting = readers.length > 0;
  for (const task of due) task();
}
