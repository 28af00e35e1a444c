/**
 * What arrives from another member, taken in slices in turn with the work for
 * peers.
 *
 * @module
 */
import type { Turns, Work } from "../base/turns.ts";

/** Takes items in their order. */
export class Arrivals<T> implements Work {
  readonly #turns: Turns;
  readonly #take: (item: T) => boolean;
  readonly #onError: (error: unknown) => void;
  #waiting: T[] = [];
  // Whether it has a turn now, or waits for one.
  #isTaken = false;

  /**
   * @param take Goes on with an item until the slice is spent; returns whether it
   * is done.
   * @param onError Reports what it has thrown: then the item is done.
   */
  constructor(
    turns: Turns,
    take: (item: T) => boolean,
    onError: (error: unknown) => void,
  ) {
    this.#turns = turns;
    this.#take = take;
    this.#onError = onError;
  }

  /** Takes an item now, or in a later turn if the slice does not suffice. */
  add(item: T): void {
    this.#waiting.push(item);
    if (this.#isTaken) return;
    this.#isTaken = true;
    this.#turns.arrive();
    if (this.#turns.spent || !this.proceed()) this.#turns.add(this);
  }

  proceed(): boolean {
    while (this.#waiting.length > 0) {
      if (this.#isDone(this.#waiting[0])) this.#waiting.shift();
      if (this.#waiting.length > 0 && this.#turns.spent) return false;
    }
    this.#isTaken = false;
    return true;
  }

  #isDone(item: T): boolean {
    try {
      return this.#take(item);
    } catch (error) {
      this.#onError(error);
      return true;
    }
  }

  /** Drops what waits. */
  clear(): void {
    this.#waiting = [];
  }
}
