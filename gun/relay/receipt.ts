/**
 * The acknowledgement of a put.
 *
 * @module
 */

/**
 * Reports when all parts of a put are durable. Writes in the future make a put
 * have several parts.
 */
export class Receipt {
  readonly #done: (error: string | null) => void;
  #parts = 1;
  #error: string | null = null;

  /** @param done Called once, with the first error or `null`. */
  constructor(done: (error: string | null) => void) {
    this.#done = done;
  }

  /** Adds one part. */
  expect(): void {
    this.#parts++;
  }

  /** Settles one part. */
  settle(error: string | null): void {
    this.#error ??= error;
    if (--this.#parts === 0) this.#done(this.#error);
  }
}
