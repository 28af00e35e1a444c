/**
 * Time and turns, as the relay needs them.
 *
 * @module
 */

/** Given by whoever drives a relay: the system, or a test. */
export interface Clock {
  /** Milliseconds since 1970 of this machine's clock, with or without fractions. */
  now(): number;
  /**
   * Calls the task once, so many milliseconds later.
   *
   * @returns What takes the wish back; harmless when it is too late.
   */
  after(ms: number, task: () => void): () => void;
  /**
   * Calls the task once, when what runs now is done, and what has come by now:
   * what happens until then leaves together.
   */
  soon(task: () => void): void;
}
