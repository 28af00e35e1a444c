/**
 * What is written in the future.
 *
 * @module
 */
import type { Clock } from "../../base/clock.ts";

interface Waiting<T> {
  readonly at: number;
  readonly length: number;
  readonly item: T;
}

/**
 * Keeps items until their time has come, with one timer for all.
 *
 * @typeParam T What waits.
 */
export class DelayQueue<T> {
  readonly #clock: Clock;
  readonly #due: (item: T) => void;
  readonly #most: number;
  readonly #mostLength: number;
  // A heap: nothing is later than what is twice as far behind it.
  readonly #heap: Waiting<T>[] = [];
  #length = 0;
  #wish = Infinity;
  #cancel: () => void = () => {};

  /**
   * @param due Called with each item at its time, in the order of the times.
   * @param most Items that may wait.
   * @param mostLength What their lengths may add up to.
   */
  constructor(
    clock: Clock,
    due: (item: T) => void,
    most: number,
    mostLength: number,
  ) {
    this.#clock = clock;
    this.#due = due;
    this.#most = most;
    this.#mostLength = mostLength;
  }

  /** Number of items that wait. */
  get size(): number {
    return this.#heap.length;
  }

  /** Whether there is room for so many items of so much length in all. */
  hasRoom(count: number, length: number): boolean {
    return this.#heap.length + count <= this.#most &&
      this.#length + length <= this.#mostLength;
  }

  /**
   * Keeps an item until a time.
   *
   * @param at Milliseconds of the clock.
   * @param length What it counts against the limit.
   */
  add(at: number, length: number, item: T): void {
    this.#length += length;
    this.#push({ at, length, item });
    this.#wake();
  }

  /** Forgets everything. */
  clear(): void {
    this.#heap.length = 0;
    this.#length = 0;
    this.#cancel();
    this.#wish = Infinity;
  }

  #wake(): void {
    const first = this.#heap.at(0);
    if (first === undefined || first.at >= this.#wish) return;
    this.#cancel();
    this.#wish = first.at;
    const delay = Math.max(0, Math.ceil(first.at - this.#clock.now()));
    this.#cancel = this.#clock.after(delay, () => this.#advance());
  }

  #advance(): void {
    this.#wish = Infinity;
    const now = this.#clock.now();
    for (;;) {
      const first = this.#heap.at(0);
      if (first === undefined || first.at > now) break;
      this.#shift();
      this.#length -= first.length;
      this.#due(first.item);
    }
    this.#wake();
  }

  #push(waiting: Waiting<T>): void {
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
