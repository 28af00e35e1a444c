/**
 * Past values of one state, bounded in bytes and in number.
 *
 * @module
 */

/** A value that arrived. */
export interface Past {
  /** When it arrived, in ms; 0 of a break. */
  readonly at: number;
  /** Its JSON text as the owner wrote it; `undefined`: the state was gone. */
  readonly json: string | undefined;
  /** The value, with marks. */
  readonly value: unknown;
}

/** Bytes of all histories of the page. */
export const HISTORY_BYTES = 64e6;
/** Entries of one history. */
const MAX_ENTRIES = 20_000;
/** Bytes that an entry takes beside its text. */
const ENTRY_BYTES = 64;

/** The bytes of all histories; the largest ones give way. */
export class HistoryBudget {
  #used = 0;
  readonly #histories = new Set<History>();

  /** Bytes in use. */
  get used(): number {
    return this.#used;
  }

  /** Begins to count a history. */
  enter(history: History): void {
    this.#histories.add(history);
  }

  /** Stops to count a history. */
  leave(history: History): void {
    this.#histories.delete(history);
    this.#used -= history.bytes;
  }

  /** Counts a change of the size of a history. */
  grown(bytes: number): void {
    this.#used += bytes;
    while (this.#used > HISTORY_BYTES) {
      let largest: History | undefined;
      for (const one of this.#histories) {
        if (one.bytes > (largest?.bytes ?? 0)) largest = one;
      }
      if (largest === undefined || !largest.dropOldest()) return;
    }
  }
}

/** See the module. */
export class History {
  readonly #budget: HistoryBudget;
  #entries: Past[] = [];
  #first = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(budget: HistoryBudget) {
    this.#budget = budget;
    budget.enter(this);
  }

  /** Its size in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many values it holds. */
  get length(): number {
    return this.#entries.length - this.#first;
  }

  /** How many had to be dropped. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A value by its age: 0 is the newest. */
  newest(age = 0): Past | undefined {
    return age < this.length
      ? this.#entries[this.#entries.length - 1 - age]
      : undefined;
  }

  /** The value of a time; `undefined`: it is older than what is kept. */
  at(time: number): Past | undefined {
    let low = this.#first;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle].at <= time) low = middle + 1;
      else high = middle;
    }
    return low > this.#first ? this.#entries[low - 1] : undefined;
  }

  /** The values from the oldest on. */
  *[Symbol.iterator](): Generator<Past> {
    for (let i = this.#first; i < this.#entries.length; i++) {
      yield this.#entries[i];
    }
  }

  /** Keeps a value. */
  push(past: Past): void {
    this.#entries.push(past);
    this.#grow(sizeOf(past));
    if (this.length > MAX_ENTRIES) this.dropOldest();
  }

  /** Drops the oldest value; `false` if there is only one. */
  dropOldest(): boolean {
    if (this.length <= 1) return false;
    const [oldest] = this.#entries.slice(this.#first, this.#first + 1);
    this.#first++;
    this.#dropped++;
    if (this.#first > 1000 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
    this.#grow(-sizeOf(oldest));
    return true;
  }

  /** Drops all values. */
  clear(): void {
    this.#entries = [];
    this.#first = 0;
    this.#dropped = 0;
    this.#grow(-this.#bytes);
  }

  /** Gives its bytes back. */
  close(): void {
    this.#budget.leave(this);
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    this.#budget.grown(bytes);
  }
}

function sizeOf({ json = "" }: Past): number {
  return ENTRY_BYTES + json.length * 2;
}
