/**
 * What waits until an entry of the log has been applied.
 *
 * @module
 */

/** Tasks by the numbers of entries. */
export class LogTasks {
  readonly #tasks = new Map<number, (() => void)[]>();

  /** Has a task carried out when an entry has been applied. */
  add(sequence: number, task: () => void): void {
    const others = this.#tasks.get(sequence);
    if (others === undefined) this.#tasks.set(sequence, [task]);
    else others.push(task);
  }

  /** An entry has been applied. */
  run(sequence: number): void {
    const due = this.#tasks.get(sequence);
    if (due === undefined) return;
    this.#tasks.delete(sequence);
    for (const task of due) task();
  }

  /** No entry will be applied any more. */
  runAll(): void {
    const all = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const task of all.flat()) task();
  }
}
