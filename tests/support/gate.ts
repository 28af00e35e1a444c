/**
 * What lets a client stop reading and read on.
 *
 * @module
 */

/** A gate that is open at first. */
export class Gate {
  #opened: PromiseWithResolvers<void> | undefined;

  /** Blocks later callers until it is opened. */
  shut(): void {
    this.#opened ??= Promise.withResolvers();
  }

  /** Everybody may go on. */
  open(): void {
    this.#opened?.resolve();
    this.#opened = undefined;
  }

  /** Fulfilled when the gate is open. */
  async pass(): Promise<void> {
    if (this.#opened !== undefined) await this.#opened.promise;
  }
}
