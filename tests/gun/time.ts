/**
 * Time that passes when a test says so.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";

interface Alarm {
  readonly at: number;
  readonly serial: number;
  readonly task: () => void;
}

/** A clock whose turns and alarms are all carried out by the test. */
export class TestClock implements Clock {
  #now: number;
  #serial = 0;
  #alarms: Alarm[] = [];
  #turn: (() => void)[] = [];

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** A clock that goes with this one, but is ahead by so many milliseconds. */
  ahead(ms: number): Clock {
    return {
      now: () => this.#now + ms,
      after: (delay, task) => this.after(delay, task),
      soon: (task) => this.soon(task),
    };
  }

  after(ms: number, task: () => void): () => void {
    const alarm = { at: this.#now + ms, serial: ++this.#serial, task };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  soon(task: () => void): void {
    this.#turn.push(task);
  }

  /** Ends the turn, and those that follow from it. */
  settle(): void {
    while (this.#turn.length > 0) {
      const tasks = this.#turn;
      this.#turn = [];
      for (const task of tasks) task();
    }
  }

  /** Lets time pass, with all that is due on the way. */
  pass(ms: number): void {
    const end = this.#now + ms;
    this.settle();
    for (;;) {
      const due = this.#alarms.filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at || a.serial - b.serial).at(0);
      if (due === undefined) break;
      this.#alarms = this.#alarms.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.task();
      this.settle();
    }
    this.#now = end;
  }
}
