/**
 * Work that takes time, such as checking a password.
 *
 * @module
 */

// So much work may wait.
const MAX_WAITING = 16;
const DONE = Promise.resolve();

/** Does one thing after the other. */
export class TaskQueue {
  readonly #onError: (error: unknown) => void;
  #last: Promise<void> = DONE;
  #waiting = 0;

  /** @param onError Called with what a task has thrown. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Does something when all before it is done; `false` if too much waits. */
  add(task: () => Promise<void>): boolean {
    if (this.#waiting === MAX_WAITING) return false;
    this.#waiting++;
    this.#last = this.#last.then(task).catch(this.#onError).then(() => {
      this.#waiting--;
    });
    return true;
  }
}
