/**
 * Turns of the event loop: what is delivered in later ones, and how to wait
 * until nothing is left.
 *
 * @module
 */

// Those of now: a program's tests may put others in their place.
const { setImmediate, setTimeout } = globalThis;

/** Runs a task in a later turn, after those that were given before. */
function endOfTurn(task: () => void): void {
  if (typeof setImmediate === "function") setImmediate(task);
  else setTimeout(task, 0);
}

/** Turns in which nothing was to be done, after which nothing will be. */
const QUIET = 2;

/** Counts the tasks that wait for their turn. */
export class LoopTurns {
  #waiting = 0;

  /** Runs a task in a later turn. */
  readonly later = (task: () => void): void => {
    this.#waiting++;
    endOfTurn(() => {
      this.#waiting--;
      task();
    });
  };

  /** Fulfilled when no task waits, and what they have begun is done. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < QUIET;) {
      await new Promise<void>((resolve) => endOfTurn(resolve));
      quiet = this.#waiting === 0 ? quiet + 1 : 0;
    }
  }
}
