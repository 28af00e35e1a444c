/**
 * Where a database is kept.
 *
 * @module
 */
import type { DatabaseReader } from "./kind.ts";
import type { AnswerHandler, TaskRunner } from "./task_runner.ts";

/** A database in a file or in memory. */
export interface DatabaseLocation<Reader extends DatabaseReader, Task> {
  /** What it is, and where, for messages. */
  readonly name: string;
  /** Whether there was a database when it was opened. */
  readonly existed: boolean;
  /** Its reader; `undefined` as long as the database does not exist. */
  reader(): Reader | undefined;
  /** Starts the thread of its writer, if it has one. */
  prepare(onAnswer: AnswerHandler): void;
  /**
   * Its writer; called for the first write.
   *
   * @throws {Error} if it can't be written now; the call may be repeated.
   */
  runner(onAnswer: AnswerHandler): TaskRunner<Task>;
  /** Releases reader and lock, after the writer has closed the database. */
  release(): void;
}
