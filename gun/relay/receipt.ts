/**
 * The answer to a put.
 *
 * @module
 */

/**
 * Waits until all parts of a put are durable. A put has more than one part if
 * some of it is ahead of the clock.
 */
export class Receipt {
  readonly #done: (error: string | null) => void;
  #parts = 1;
  #error: string | null = null;

  /** @param done Called once, with what went wrong or `null`. */
  constructor(done: (error: string | null) => void) {
    this.#done = done;
  }

  /** Waits for one part more. */
  expect(): void {
    this.#parts++;
  }

  /** One part is durable, or has failed. */
  settle(error: string | null): void {
    this.#error ??= error;
    if (--this.#parts === 0) this.#done(this.#error);
  }
}
