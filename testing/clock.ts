/**
 * Time that passes when a test says so.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";

interface Alarm {
  readonly at: number;
  readonly task: () => void;
}

/** A clock whose delays and turns are over when the test says so. */
export class VirtualClock implements Clock {
  #now: number;
  /** In the order in which they were set. */
  #alarms: Alarm[] = [];
  #turn: (() => void)[] = [];

  /** @param now Milliseconds at which it begins. */
  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const alarm = { at: this.#now + Math.max(0, ms), task };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  endOfTurn(task: () => void): void {
    this.#turn.push(task);
  }

  soon(task: () => void): void {
    this.#turn.push(task);
  }

  nextTurn(task: () => void): void {
    this.#turn.push(task);
  }

  /** A clock that goes with this one, but is ahead by so many milliseconds. */
  ahead(ms: number): Clock {
    return {
      now: () => this.#now + ms,
      monotonic: () => this.#now,
      after: (delay, task) => this.after(delay, task),
      endOfTurn: (task) => this.endOfTurn(task),
      soon: (task) => this.soon(task),
      nextTurn: (task) => this.nextTurn(task),
    };
  }

  /** Ends the turn, and those that follow from it. */
  settle(): void {
    while (this.#turn.length > 0) {
      const tasks = this.#turn;
      this.#turn = [];
      for (const task of tasks) task();
    }
  }

  /** Lets time pass, from one moment at which something is due to the next. */
  pass(ms: number): void {
    const end = this.#now + ms;
    this.settle();
    while (this.#ring(end)) this.settle();
    this.#now = end;
  }

  /**
   * Lets time pass, as {@linkcode VirtualClock.pass}.
   *
   * @param settled Awaits what each moment has begun.
   * @throws {RangeError} unless the time is a number from 0.
   */
  async passSettled(ms: number, settled: () => Promise<void>): Promise<void> {
    if (!(ms >= 0 && ms < Infinity)) {
      throw new RangeError("time passes by a number of milliseconds from 0");
    }
    const end = this.#now + ms;
    do {
      this.settle();
      await settled();
    } while (this.#ring(end));
    this.#now = end;
  }

  /** Carries out what is due first; `false` if nothing is due by the end. */
  #ring(end: number): boolean {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      // Of those of one moment the one that was set first.
      if (first === undefined || alarm.at < first.at) first = alarm;
    }
    if (first === undefined || first.at > end) return false;
    this.#alarms = this.#alarms.filter((alarm) => alarm !== first);
    this.#now = Math.max(this.#now, first.at);
    first.task();
    return true;
  }
}
