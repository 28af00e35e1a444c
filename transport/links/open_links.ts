/**
 * The links that a listener has made and that have not ended yet.
 *
 * @module
 */

/** Counts what is open, and tells when nothing is. */
export class OpenLinks {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** One link more. */
  opened(): void {
    this.#count++;
  }

  /** One link less; a function that all of them can share. */
  readonly ended = (): void => {
    if (--this.#count > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  };

  /** Resolves when no link is open. */
  none(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
