/**
 * Where a database is.
 *
 * @module
 */
import type { Reader } from "./reader.ts";
import type { Doer, OnAnswer } from "./thread.ts";

/** Gives access to a database. */
export interface Place {
  /** Who reads; `undefined` as long as there is nothing to be read. */
  reader(): Reader | undefined;
  /**
   * Who writes; asked for when there is something to be written.
   *
   * @throws {Error} if that can't be now; it may be asked for again.
   */
  doer(onAnswer: OnAnswer): Doer;
  /** Gives back everything, when the writer has closed the database. */
  release(): void;
}
