/**
 * Intervals between reports of the same thing.
 *
 * @module
 */
import { TimerEntry, type TimerWheel } from "../collections/timer_wheel.ts";

// Reports that are due within the same part of an interval are sent together:
// few wakes and few writes, however many things there are.
const SLOTS = 8;
/** Most things that are looked at in one go; the others follow 1 ms later. */
const MAX_AT_ONCE = 256;
/** Of a slot; products of its length may be too small by rounding. */
const ROUNDING = 1e-6;

/** A thing that is reported at intervals. */
export class Spaced {
  /** The slot that ends its interval; 0 outside of one. Written by Spacing. */
  slot = 0;
  /** The neighbours within intervals; those of Spacing. */
  next: this | null = null;
  /** See {@linkcode next}. */
  previous: this | null = null;
  /** Whether it has changed within the interval. */
  changed = false;
}

/**
 * Keeps the same interval between the reports of each of many things, with one
 * entry of the timer wheel. A report that waits comes at most an eighth of the
 * interval late; if all wait, reports follow each other by the interval.
 *
 * @example
 * ```ts
 * import { systemClock } from "../../base/system_clock.ts";
 * import { TimerWheel } from "../collections/timer_wheel.ts";
 * import { Spaced, Spacing } from "./spacing.ts";
 *
 * const thing = new Spaced();
 * const timers = new TimerWheel(systemClock);
 * const spacing = new Spacing(100, timers, () => console.log("over"));
 * spacing.begin(thing);
 * ```
 */
export class Spacing<T extends Spaced> extends TimerEntry {
  readonly #timers: TimerWheel;
  readonly #slotMs: number;
  readonly #onDue: (thing: T) => void;
  // Those within an interval, by its end: a list without objects of its own.
  #first: T | null = null;
  #last: T | null = null;
  // The slot that is looked at, else 0.
  #current = 0;

  /** @param onDue Called when the interval of a thing is over. */
  constructor(
    intervalMs: number,
    timers: TimerWheel,
    onDue: (thing: T) => void,
  ) {
    super();
    this.#timers = timers;
    this.#slotMs = intervalMs / SLOTS;
    this.#onDue = onDue;
  }

  /** To be called when a thing was reported: its interval begins. */
  begin(thing: T): void {
    this.delete(thing);
    // Within a slot its nominal time counts, so that delays don't add up.
    thing.slot = SLOTS + (this.#current || Math.ceil(this.#now()));
    thing.previous = this.#last;
    if (this.#last === null) this.#first = thing;
    else this.#last.next = thing;
    this.#last = thing;
    if (this.#current === 0 && this.next === null) this.#wait(thing.slot);
  }

  /** Ends the interval of a thing. */
  delete(thing: T): void {
    thing.changed = false;
    if (thing.slot > 0) this.#unlink(thing);
  }

  #unlink(thing: T): void {
    const { next, previous } = thing;
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    thing.next = null;
    thing.previous = null;
    thing.slot = 0;
  }

  /** Ends all intervals. */
  end(): void {
    this.#first = null;
    this.#last = null;
    this.#timers.cancel(this);
  }

  override expired(): void {
    const slot = Math.floor(this.#now() + ROUNDING);
    this.#current = slot;
    for (let count = 0; count < MAX_AT_ONCE; count++) {
      const thing = this.#first;
      if (thing === null || thing.slot > slot) break;
      this.#unlink(thing);
      this.#onDue(thing);
    }
    this.#current = 0;
    if (this.#first !== null) this.#wait(this.#first.slot);
  }

  /** The time in slots. */
  #now(): number {
    return this.#timers.now() / this.#slotMs;
  }

  #wait(slot: number): void {
    this.#timers.add(this, slot * this.#slotMs - this.#timers.now());
  }
}
