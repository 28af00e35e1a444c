/**
 * How long to wait before the next attempt.
 *
 * @module
 */

/**
 * The pauses before attempts to connect. They grow until a connection has held
 * for as long as the longest of them. A daemon or proxy that answers with
 * `Retry-After` gets at least that pause, where the runtime shows it.
 */
export interface ReconnectOptions {
  /** First delay in seconds, 0.2 by default. */
  min?: number;
  /** Longest delay in seconds, 10 by default. */
  max?: number;
  /** Each delay is so many times the one before, 2 by default. */
  factor?: number;
}

/**
 * Delays that grow up to a limit. Half of each is chance, so that a thousand
 * peers that lost one daemon don't return to it in the same instant.
 */
export class Backoff {
  readonly #min: number;
  readonly #max: number;
  readonly #factor: number;
  readonly #random: () => number;
  #delay: number;

  /**
   * @param random Numbers from 0 up to 1.
   * @throws {RangeError} for delays below 0 and factors below 1.
   */
  constructor(
    options: ReconnectOptions = {},
    random: () => number = Math.random,
  ) {
    const { min = 0.2, max = 10, factor = 2 } = options;
    if (!(min >= 0 && max >= min && factor >= 1)) {
      throw new RangeError(
        "reconnect takes 0 <= min <= max, in seconds, and factor >= 1",
      );
    }
    this.#min = min * 1000;
    this.#max = max * 1000;
    this.#factor = factor;
    this.#random = random;
    this.#delay = this.#min;
  }

  /** The next delay in milliseconds. */
  next(): number {
    const delay = this.#delay;
    this.#delay = Math.min(this.#max, delay * this.#factor);
    return delay * (0.5 + this.#random() / 2);
  }

  /** Milliseconds that a connection has to hold before delays shrink again. */
  get holdMs(): number {
    return this.#max;
  }

  /** Begins again with the shortest delay. */
  reset(): void {
    this.#delay = this.#min;
  }
}
