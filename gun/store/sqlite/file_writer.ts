/**
 * Writes to a file, which the first write creates.
 *
 * @module
 */
import { createStore, openDatabase, storeExists } from "./database.ts";
import type { Task, TaskResult } from "./task.ts";
import { Writer } from "./writer.ts";
import { messageOf } from "../../../base/narrowing.ts";

/** A writer that opens its database for the first task. */
export class FileWriter {
  readonly #path: string;
  readonly #maxBytes: number;
  #writer: Writer | undefined;

  /**
   * @param path File of the store, locked by the caller.
   * @param maxBytes Size that it may grow to.
   */
  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  /** Runs a task; errors, also those of opening, are in the answer. */
  do(task: Task): TaskResult {
    try {
      if (this.#writer === undefined) {
        if (task.kind === "close") return nothing(null);
        if (!storeExists(this.#path)) createStore(this.#path);
        this.#writer = new Writer(openDatabase(this.#path), this.#maxBytes);
      }
      return this.#writer.do(task);
    } catch (error) {
      return nothing(messageOf(error));
    }
  }
}

function nothing(error: string | null): TaskResult {
  return { bytes: null, error, refusals: [] };
}
