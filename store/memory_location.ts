/**
 * A database in memory.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { createInMemory } from "./database.ts";
import type { DatabaseReader, StoreKind } from "./kind.ts";
import type { DatabaseLocation } from "./location.ts";
import {
  type AnswerHandler,
  LocalRunner,
  type TaskRunner,
} from "./task_runner.ts";
import { TaskWriter } from "./task_writer.ts";

/** A database in memory: one connection reads and writes. */
export class MemoryLocation<Reader extends DatabaseReader, Task>
  implements DatabaseLocation<Reader, Task> {
  readonly name: string;
  readonly existed = false;
  readonly #kind: StoreKind<Reader, Task>;
  readonly #maxBytes: number;
  readonly #database: DatabaseSync;
  readonly #reader: Reader;
  #written = false;

  /** @param maxBytes Size that it may grow to. */
  constructor(kind: StoreKind<Reader, Task>, maxBytes: number) {
    this.name = `the memory of ${kind.form.contents}`;
    this.#kind = kind;
    this.#maxBytes = maxBytes;
    this.#database = createInMemory(kind.form);
    this.#reader = kind.reader(this.#database);
  }

  reader(): Reader {
    return this.#reader;
  }

  prepare(): void {}

  runner(onAnswer: AnswerHandler): TaskRunner<Task> {
    this.#written = true;
    const carryOut = this.#kind.writer(this.#database, this.#maxBytes);
    return new LocalRunner(new TaskWriter(this.#database, carryOut), onAnswer);
  }

  release(): void {
    if (!this.#written) this.#reader.close();
  }
}
