/**
 * Writes to a file, which is made when the first write comes.
 *
 * @module
 */
import { createStore, openDatabase, storeExists } from "./database.ts";
import type { Answer, Task } from "./task.ts";
import { messageOf, Writer } from "./writer.ts";

/** A writer that opens its database when it is needed. */
export class FileWriter {
  readonly #path: string;
  readonly #maxBytes: number;
  #writer: Writer | undefined;

  /**
   * @param path File of the store, to which the caller has the lock.
   * @param maxBytes Size that it may grow to.
   */
  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  /** Does a task; the answer tells of errors, those of opening too. */
  do(task: Task): Answer {
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

function nothing(error: string | null): Answer {
  return { bytes: null, error, refusals: [] };
}
