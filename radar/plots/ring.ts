/**
 * The last numbers of a series with their times. Each is written twice, N places
 * apart, so that the last N are always one piece of the arrays.
 *
 * @module
 */

/** Numbers at first; doubled as they come. */
const FIRST_CAPACITY = 1024;
/** Most numbers of a series: 2 MB. */
const MAX_CAPACITY = 65_536;

/** Numbers in the order of their times. */
export interface Samples {
  readonly times: Float64Array;
  /** NaN: there was no value from then on. */
  readonly values: Float64Array;
}

/** See the module. */
export class PlotRing {
  #capacity = FIRST_CAPACITY;
  #times = new Float64Array(2 * FIRST_CAPACITY);
  #values = new Float64Array(2 * FIRST_CAPACITY);
  #next = 0;
  #count = 0;

  /** How many numbers it holds. */
  get length(): number {
    return this.#count;
  }

  /** Its size in bytes. */
  get bytes(): number {
    return this.#times.byteLength + this.#values.byteLength;
  }

  /** Adds a number; NaN from now on there is none. */
  push(time: number, value: number): void {
    if (this.#count === this.#capacity && this.#capacity < MAX_CAPACITY) {
      this.#grow();
    }
    const at = this.#next;
    this.#times[at] = this.#times[at + this.#capacity] = time;
    this.#values[at] = this.#values[at + this.#capacity] = value;
    this.#next = (at + 1) % this.#capacity;
    this.#count = Math.min(this.#count + 1, this.#capacity);
  }

  /** What it holds, without a copy. */
  view(): Samples {
    const start = this.#count < this.#capacity ? 0 : this.#next;
    const end = start + this.#count;
    return {
      times: this.#times.subarray(start, end),
      values: this.#values.subarray(start, end),
    };
  }

  /** Forgets all but the last number. */
  clear(): void {
    const { times, values } = this.view();
    const last = times.length - 1;
    const kept = last < 0 ? undefined : [times[last], values[last]] as const;
    this.#count = 0;
    this.#next = 0;
    if (kept !== undefined) this.push(...kept);
  }

  #grow(): void {
    const { times, values } = this.view();
    const capacity = this.#capacity * 2;
    const [newTimes, newValues] = [
      new Float64Array(2 * capacity),
      new Float64Array(2 * capacity),
    ];
    for (const offset of [0, capacity]) {
      newTimes.set(times, offset);
      newValues.set(values, offset);
    }
    this.#next = this.#count;
    this.#capacity = capacity;
    this.#times = newTimes;
    this.#values = newValues;
  }
}

/** Index of the last sample at or before a time; -1 if there is none. */
export function indexAt(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
