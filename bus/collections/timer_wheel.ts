/**
 * One timer for all requests that wait for an answer.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";

/** What a wheel needs of a clock. */
export type WheelClock = Pick<Clock, "monotonic" | "after">;

/**
 * What a wheel keeps time for. It is meant to be extended by the very object
 * that waits, so that waiting costs no further object.
 */
export abstract class TimerEntry {
  /** The wheel's own: neighbours in the slot, `null` while not waiting. */
  next: TimerEntry | null = null;
  /** The wheel's own. */
  previous: TimerEntry | null = null;
  /** The wheel's own: when it expires, in ticks. */
  deadline = 0;

  /** Called once when the time is over. */
  abstract expired(): void;
}

/** The fixed point of the ring that a slot's entries form. */
class Slot extends TimerEntry {
  constructor() {
    super();
    this.next = this;
    this.previous = this;
  }

  override expired(): void {}
}

/** Slots of a level. */
const SLOTS = 256;
const SLOT_MASK = SLOTS - 1;
/** Bitmap of the used slots of a level, in words of 32 bits. */
const WORDS = SLOTS / 32;
const LEVELS = 4;

/** Ticks that one slot of each level spans. */
const SPAN: readonly number[] = [1, 256, 65536, 16777216];
/** Ticks that a whole level spans. */
const REACH: readonly number[] = [256, 65536, 16777216, 4294967296];
/**
 * Entries further away than the top level reaches (49 days) are put this far
 * and looked at again then.
 */
const FURTHEST = REACH[LEVELS - 1] - SPAN[LEVELS - 1];

/**
 * The longest delay that the wheel asks for, in ticks. Timers of runtimes fire
 * at once if the delay is above 2^31 ms.
 */
const MAX_WAKE_TICKS = SPAN[LEVELS - 1];

/** Time after which the rest of what is due waits for a later turn, in ms. */
const MAX_EXPIRING_MS = 4;
/** Entries that expire between two looks at the clock. */
const ENTRIES_PER_LOOK = 64;

/**
 * A hierarchical timer wheel: four levels of 256 slots, of 1 ms, 256 ms, 65 s
 * and 4.7 hours. Adding and cancelling take the same time however many wait.
 * Entries of a coarse slot move to finer ones when its time comes.
 *
 * An entry never expires early, and late only by what the clock is late.
 *
 * @example
 * ```ts
 * import { systemClock } from "../../base/system_clock.ts";
 * import { TimerEntry, TimerWheel } from "./timer_wheel.ts";
 *
 * class Wait extends TimerEntry {
 *   override expired(): void {
 *     console.log("no answer");
 *   }
 * }
 *
 * const wheel = new TimerWheel(systemClock);
 * wheel.add(new Wait(), 5000);
 * ```
 */
export class TimerWheel {
  readonly #clock: WheelClock;
  readonly #slots: readonly Slot[];
  // For each level a bit for each slot. A bit that is not set means that the
  // slot is empty; one that is set may be left over from cancelled entries.
  readonly #used = new Uint32Array(LEVELS * WORDS);
  // The clock's time at tick 0. Small ticks are quicker to count with.
  #origin: number;
  // Everything up to this tick has expired, but what a turn has left of it.
  #tick = 0;
  #size = 0;
  // The time at which the clock calls back; -Infinity after the end.
  #wakeTime = Infinity;
  #cancelWake: () => void = () => {};
  readonly #wake = (): void => this.advance();
  #advancing = false;
  // Entries that have expired since the last look at the clock.
  #unlooked = 0;

  constructor(clock: WheelClock) {
    this.#clock = clock;
    this.#slots = Array.from({ length: LEVELS * SLOTS }, () => new Slot());
    this.#origin = Math.floor(clock.monotonic());
  }

  /** How many entries are waiting. */
  get size(): number {
    return this.#size;
  }

  /** Time of the clock's `monotonic`. */
  now(): number {
    return this.#clock.monotonic();
  }

  /**
   * Lets an entry expire after so many milliseconds, at least one. An entry
   * that waits already begins anew.
   *
   * @param now Time of the clock's `monotonic`, or when what it waits for arrived.
   */
  add(
    entry: TimerEntry,
    delayMs: number,
    now: number = this.#clock.monotonic(),
  ): void {
    if (entry.next !== null) this.cancel(entry);
    if (this.#size === 0 && !this.#advancing) {
      this.#origin = Math.floor(now);
      this.#tick = 0;
    }
    const delay = delayMs >= 1 ? delayMs : 1;
    const deadline = Math.ceil(now + delay) - this.#origin;
    // The clock may have been set back.
    entry.deadline = Math.max(deadline, this.#tick + 1);
    this.#size++;
    this.#insert(entry);
    if (!this.#advancing) this.#wakeAt(entry.deadline);
  }

  /** Takes an entry out; nothing happens if it isn't waiting. */
  cancel(entry: TimerEntry): void {
    const { next, previous } = entry;
    if (next === null || previous === null) return;
    previous.next = next;
    next.previous = previous;
    entry.next = null;
    entry.previous = null;
    this.#size--;
  }

  /**
   * Asks the clock for nothing any more: what waits does not expire. A program
   * does not end before the calls of its clock.
   */
  end(): void {
    this.#cancelWake();
    this.#wakeTime = -Infinity;
  }

  /**
   * Lets everything expire whose time has come, in the order of the times, for a
   * few milliseconds: very much may be due at one moment. The clock is asked anew
   * to call for what remains: it may have called too early.
   *
   * @throws {AggregateError} if entries threw. The others have expired too.
   */
  advance(): void {
    // An entry that expires may wait for something that comes back here.
    if (this.#advancing) return;
    const errors: unknown[] = [];
    this.#advancing = true;
    const begun = this.#clock.monotonic();
    const end = begun + MAX_EXPIRING_MS;
    const now = Math.floor(begun) - this.#origin;
    let isDone = this.#expire(this.#tick, end, errors);
    let due = this.#nextEvent();
    while (isDone && due <= now) {
      this.#tick = due;
      this.#refine(due);
      isDone = this.#expire(due, end, errors);
      due = this.#nextEvent();
    }
    if (!isDone) due = this.#tick;
    else if (now > this.#tick) this.#tick = now;
    this.#advancing = false;
    if (this.#wakeTime > -Infinity) {
      this.#wakeTime = Infinity;
      if (this.#size > 0) this.#wakeAt(due);
    }
    if (errors.length > 0) {
      throw new AggregateError(errors, "entries of the timer wheel threw");
    }
  }

  #wakeAt(tick: number): void {
    const time = this.#origin + Math.min(tick, this.#tick + MAX_WAKE_TICKS);
    if (time >= this.#wakeTime) return;
    this.#wakeTime = time;
    this.#cancelWake();
    const delay = time - this.#clock.monotonic();
    this.#cancelWake = this.#clock.after(Math.max(delay, 0), this.#wake);
  }

  /** Puts an entry into the finest slot that can hold it. */
  #insert(entry: TimerEntry): void {
    const ahead = entry.deadline - this.#tick;
    let level = 0;
    while (level < LEVELS - 1 && ahead >= REACH[level]) level++;
    const deadline = ahead > FURTHEST ? this.#tick + FURTHEST : entry.deadline;
    const index = slotAt(level, deadline);
    this.#used[level * WORDS + (index >>> 5)] |= 1 << (index & 31);
    const slot = this.#slots[level * SLOTS + index];
    const last = slot.previous ?? slot;
    entry.previous = last;
    entry.next = slot;
    last.next = entry;
    slot.previous = entry;
  }

  /** The next tick at which a slot begins that is in use, else Infinity. */
  #nextEvent(): number {
    if (this.#size === 0) return Infinity;
    let next = Infinity;
    for (let level = 0; level < LEVELS; level++) {
      const span = SPAN[level];
      const turn = Math.floor(this.#tick / span);
      const distance = this.#nextUsed(level, turn & SLOT_MASK);
      if (distance > 0) next = Math.min(next, (turn + distance) * span);
    }
    return next;
  }

  /**
   * How many slots after `current` the next one in use is; a whole turn for
   * `current` itself, and 0 if there is none.
   */
  #nextUsed(level: number, current: number): number {
    let distance = 1;
    while (distance <= SLOTS) {
      const index = (current + distance) & SLOT_MASK;
      const word = level * WORDS + (index >>> 5);
      const rest = this.#used[word] >>> (index & 31);
      if (rest === 0) {
        // On to the beginning of the next word.
        distance += 32 - (index & 31);
        continue;
      }
      const skip = 31 - Math.clz32(rest & -rest);
      distance += skip;
      if (distance > SLOTS) break;
      const slot = this.#slots[level * SLOTS + index + skip];
      if (slot.next !== slot) return distance;
      this.#used[word] &= ~(1 << ((index + skip) & 31));
      distance++;
    }
    return 0;
  }

  /** Moves the entries of all coarse slots that begin at this tick. */
  #refine(tick: number): void {
    for (let level = LEVELS - 1; level > 0; level--) {
      if (tick % SPAN[level] !== 0) continue;
      const index = slotAt(level, tick);
      const slot = this.#slots[level * SLOTS + index];
      let entry = slot.next;
      if (entry === null || entry === slot) continue;
      slot.next = slot;
      slot.previous = slot;
      this.#used[level * WORDS + (index >>> 5)] &= ~(1 << (index & 31));
      while (entry !== null && entry !== slot) {
        const next: TimerEntry | null = entry.next;
        this.#insert(entry);
        entry = next;
      }
    }
  }

  /** Expires the entries of a tick; `false` if the time has ended before. */
  #expire(tick: number, end: number, errors: unknown[]): boolean {
    const slot = this.#slots[slotAt(0, tick)];
    // One by one from the front: an entry may cancel others or add new ones.
    for (;;) {
      const entry = slot.next;
      if (entry === null || entry === slot) return true;
      if (++this.#unlooked > ENTRIES_PER_LOOK) {
        this.#unlooked = 0;
        if (this.#clock.monotonic() >= end) return false;
      }
      this.cancel(entry);
      try {
        entry.expired();
      } catch (error) {
        errors.push(error);
      }
    }
  }
}

/** Which slot of a level holds the tick. */
function slotAt(level: number, tick: number): number {
  // Cutting to 32 bits keeps the lowest bits, and no others count here.
  return (tick / SPAN[level]) & SLOT_MASK;
}
