/**
 * A queue of items by time.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Steps } from "../../base/turns.ts";

interface DelayedItem<T> {
  readonly at: number;
  readonly length: number;
  readonly item: T;
}

/**
 * Keeps items until their time has come, with one timer for all.
 *
 * @typeParam T The items.
 */
export class DelayQueue<T> {
  readonly #clock: Clock;
  readonly #due: (item: T) => Steps;
  readonly #run: (steps: Steps) => void;
  readonly #maxItems: number;
  readonly #maxLength: number;
  // A binary heap, the earliest item first.
  readonly #heap: DelayedItem<T>[] = [];
  #length = 0;
  #wakeAt = Infinity;
  // Whether items that are due are being carried out.
  #advancing = false;
  #cancel: () => void = () => {};

  /**
   * @param due Carries out each item at its time, in the order of the times.
   * @param run Carries out steps, at once or later.
   * @param maxItems Limit of the number of items.
   * @param maxLength Limit of the sum of their lengths.
   */
  constructor(
    clock: Clock,
    due: (item: T) => Steps,
    run: (steps: Steps) => void,
    maxItems: number,
    maxLength: number,
  ) {
    this.#clock = clock;
    this.#due = due;
    this.#run = run;
    this.#maxItems = maxItems;
    this.#maxLength = maxLength;
  }

  /** Number of queued items. */
  get size(): number {
    return this.#heap.length;
  }

  /** Whether so many items of this total length fit. */
  hasRoom(count: number, length: number): boolean {
    return this.#heap.length + count <= this.#maxItems &&
      this.#length + length <= this.#maxLength;
  }

  /**
   * Keeps an item until a time.
   *
   * @param at Milliseconds of the clock.
   * @param length Its part of `maxLength`.
   */
  add(at: number, length: number, item: T): void {
    this.#length += length;
    this.#push({ at, length, item });
    this.#wake();
  }

  /** Drops all items. */
  clear(): void {
    this.#heap.length = 0;
    this.#length = 0;
    this.#cancel();
    this.#wakeAt = Infinity;
  }

  #wake(): void {
    if (this.#advancing) return;
    const first = this.#heap.at(0);
    if (first === undefined || first.at >= this.#wakeAt) return;
    this.#cancel();
    this.#wakeAt = first.at;
    const delay = Math.max(0, Math.ceil(first.at - this.#clock.now()));
    this.#cancel = this.#clock.after(delay, () => {
      this.#wakeAt = Infinity;
      this.#advancing = true;
      this.#run(this.#advance());
    });
  }

  *#advance(): Steps {
    const now = this.#clock.now();
    try {
      for (;;) {
        const first = this.#heap.at(0);
        if (first === undefined || first.at > now) break;
        this.#shift();
        this.#length -= first.length;
        yield* this.#due(first.item);
      }
    } finally {
      // Also after a failed read of the store.
      this.#advancing = false;
      this.#wake();
    }
  }

  #push(waiting: DelayedItem<T>): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(waiting);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above].at <= waiting.at) break;
      heap[at] = heap[above];
      at = above;
    }
    heap[at] = waiting;
  }

  #shift(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && heap[below + 1].at < heap[below].at) {
        below++;
      }
      if (heap[below].at >= last.at) break;
      heap[at] = heap[below];
      at = below;
    }
    heap[at] = last;
  }
}
