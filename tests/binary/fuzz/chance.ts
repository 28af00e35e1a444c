/**
 * Choices that are the same in every run with the same seed.
 *
 * @module
 */
import { seededRandom } from "../../support/seeded_random.ts";

/** A source of choices. */
export class Chance {
  readonly #random: () => number;

  /** @param part Which of the independent sources that a seed has. */
  constructor(seed: number, part: number) {
    // Neighbours must not be alike.
    this.#random = seededRandom(
      Math.imul(seed, 0x9e3779b1) ^ Math.imul(part + 1, 0x85ebca6b),
    );
  }

  /** A whole number from 0 up to, but not including, a limit. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** True with this probability. */
  maybe(probability: number): boolean {
    return this.#random() < probability;
  }

  /** One of some. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** One of some that are not equally probable. */
  weighed<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    const sum = choices.reduce((sum, [weight]) => sum + weight, 0);
    let at = this.#random() * sum;
    for (const [weight, choice] of choices) {
      at -= weight;
      if (at < 0) return choice;
    }
    return choices[choices.length - 1][1];
  }

  /** Any bytes. */
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** A number of 32 bits, preferably one at which something ends. */
  u32(): number {
    return this.weighed([
      [3, this.below(8)],
      [1, this.pick([0x7f, 0xff, 0x100, 0xffff, 0x10000, 0x110000, 0x110001])],
      [1, this.pick([0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff])],
      [1, this.below(0x100000000)],
    ]);
  }
}
