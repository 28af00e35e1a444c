/**
 * Tasks of a writer and its answers: plain data for `postMessage`.
 *
 * @module
 */

/** Tasks that all writers carry out. */
export type CommonTask =
  | { readonly kind: "compact" }
  | { readonly kind: "close" };

/** A write that was refused. */
export interface RefusedCall {
  /** Its index among the writes of a task. */
  readonly call: number;
  /** Why; `null` if the store is full. */
  readonly reason: string | null;
}

/** The answer to a task. */
export interface TaskResult {
  /** Size of the database afterwards, in bytes; `null` if unknown. */
  readonly bytes: number | null;
  /** Why the task failed, or `null`. */
  readonly error: string | null;
  /** The refused writes, in order. */
  readonly refusals: readonly RefusedCall[];
}

/** The answer to a task that failed as a whole. */
export function failed(error: string | null): TaskResult {
  return { bytes: null, error, refusals: [] };
}
