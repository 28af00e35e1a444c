/**
 * A clock whose turns end one at a time.
 *
 * @module
 */
import { VirtualClock } from "../../testing/clock.ts";

/** See the module. */
export class TurnClock extends VirtualClock {
  readonly #tasks: (() => void)[] = [];

  override nextTurn(task: () => void): void {
    this.#tasks.push(task);
  }

  /** Ends a turn; `false` if nothing waits for the next. */
  turn(): boolean {
    this.settle();
    const tasks = this.#tasks.splice(0);
    for (const task of tasks) task();
    return tasks.length > 0;
  }

  /** Ends turns until nothing waits. */
  finish(): void {
    while (this.turn());
  }
}
