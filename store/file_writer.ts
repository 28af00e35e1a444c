/**
 * Writes to a file, which the first write creates.
 *
 * @module
 */
import { messageOf } from "../base/narrowing.ts";
import { createDatabase, databaseExists, openDatabase } from "./database.ts";
import type { DatabaseReader, StoreKind } from "./kind.ts";
import { type CommonTask, failed, type TaskResult } from "./task.ts";
import { TaskWriter } from "./task_writer.ts";

/** The file of a store. */
export interface StoreFile {
  /** An absolute path, locked by the caller. */
  readonly path: string;
  /** Size that it may grow to. */
  readonly maxBytes: number;
}

/** A writer that opens its database for the first task. */
export class FileWriter<Task> {
  readonly #kind: StoreKind<DatabaseReader, Task>;
  readonly #file: StoreFile;
  #writer: TaskWriter<Task> | undefined;

  constructor(kind: StoreKind<DatabaseReader, Task>, file: StoreFile) {
    this.#kind = kind;
    this.#file = file;
  }

  /** Runs a task; errors, also those of opening, are in the answer. */
  do(task: Task | CommonTask): TaskResult {
    try {
      if (this.#writer === undefined) {
        if (Object(task).kind === "close") return failed(null);
        this.#writer = this.#open();
      }
      return this.#writer.do(task);
    } catch (error) {
      return failed(messageOf(error));
    }
  }

  #open(): TaskWriter<Task> {
    const { form } = this.#kind;
    const { path, maxBytes } = this.#file;
    if (!databaseExists(path, form)) createDatabase(path, form);
    const database = openDatabase(path, form);
    return new TaskWriter(database, this.#kind.writer(database, maxBytes));
  }
}
