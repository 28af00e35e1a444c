/**
 * Decisions of a random program, the same for the same seed.
 *
 * @module
 */
import { seededRandom } from "../support/seeded_random.ts";

/** Decides by dice. */
export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number from 0 up to, but not including, `end`. */
  below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  /** Yes, with this probability. */
  is(probability: number): boolean {
    return this.#random() < probability;
  }

  /** One of some. */
  of<T>(some: readonly T[]): T {
    return some[this.below(some.length)];
  }

  /** One of some that are not equally likely. */
  weighted<T>(some: readonly (readonly [weight: number, what: T])[]): T {
    let left = this.#random() * some.reduce((sum, [w]) => sum + w, 0);
    for (const [weight, what] of some) {
      left -= weight;
      if (left < 0) return what;
    }
    return some[some.length - 1][1];
  }
}
