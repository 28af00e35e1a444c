/**
 * Time that passes when a test says so.
 *
 * @module
 */
import type { Clock } from "../bus/collections/timer_wheel.ts";
import type { PeerClock } from "../base/clock.ts";

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/** The clock of the daemon and of all peers of one test. */
export class VirtualTime implements PeerClock, Clock {
  #now = 0;
  /** In the order in which they were set. */
  #alarms: Alarm[] = [];
  #wish: () => void = () => {};
  readonly #wake: () => void;

  /** @param wake Called when a time has come that was wished for. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Milliseconds since the beginning. */
  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    return this.#at(this.#now + Math.max(0, milliseconds), callback);
  }

  wake(at: number): void {
    this.#wish();
    this.#wish = this.#at(Math.max(at, this.#now), this.#wake);
  }

  /**
   * Lets time pass, from one moment at which something happens to the next.
   *
   * @param settled Awaits what each moment has begun.
   * @throws {RangeError} unless the time is a number from 0.
   */
  async pass(
    milliseconds: number,
    settled: () => Promise<void>,
  ): Promise<void> {
    if (!(milliseconds >= 0 && milliseconds < Infinity)) {
      throw new RangeError("time passes by a number of milliseconds from 0");
    }
    const end = this.#now + milliseconds;
    await settled();
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
      this.#now = Math.max(this.#now, next.at);
      next.ring();
      await settled();
    }
    this.#now = end;
  }

  #at(at: number, ring: () => void): () => void {
    const alarm = { at, ring };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** The first alarm of all, of those of one moment that which was set first. */
  #next(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (first === undefined || alarm.at < first.at) first = alarm;
    }
    return first;
  }
}
