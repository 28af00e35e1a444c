/**
 * A database in memory.
 *
 * @module
 */
import { createInMemory } from "./database.ts";
import type { DatabaseLocation } from "./location.ts";
import { Reader } from "./reader.ts";
import {
  type AnswerHandler,
  LocalRunner,
  type TaskRunner,
} from "./task_runner.ts";
import { Writer } from "./writer.ts";

/** A database in memory: one connection reads and writes. */
export class MemoryLocation implements DatabaseLocation {
  readonly #maxBytes: number;
  readonly #database = createInMemory();
  readonly #reader = new Reader(this.#database);
  #written = false;

  /** @param maxBytes Size that it may grow to. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  reader(): Reader {
    return this.#reader;
  }

  runner(onAnswer: AnswerHandler): TaskRunner {
    this.#written = true;
    return new LocalRunner(
      new Writer(this.#database, this.#maxBytes),
      onAnswer,
    );
  }

  release(): void {
    if (!this.#written) this.#reader.close();
  }
}
