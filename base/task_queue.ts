/**
 * Tasks that take time, such as checking a password.
 *
 * @module
 */

// Tasks that may wait.
const MAX_WAITING = 16;
const DONE = Promise.resolve();

/** Runs tasks one after the other. */
export class TaskQueue {
  readonly #onError: (error: unknown) => void;
  #last: Promise<void> = DONE;
  #waiting = 0;

  /** @param onError Called with what a task has thrown. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Runs a task when all before it have ended; `false` if too many wait. */
  add(task: () => Promise<void>): boolean {
    if (this.#waiting === MAX_WAITING) return false;
    this.#waiting++;
    this.#last = this.#last.then(task).catch(this.#onError).then(() => {
      this.#waiting--;
    });
    return true;
  }
}
