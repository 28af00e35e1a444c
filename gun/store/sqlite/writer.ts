/**
 * Writes to the database.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { pragma, transaction } from "../../../store/database.ts";
import type { RefusedCall } from "../../../store/task.ts";
import { Batch, type WriteStatements } from "./batch.ts";
import { storedName } from "./names.ts";
import type { Task, WriteTask } from "./task.ts";

/** Writes to the table of properties. */
export class Writer {
  readonly #database: DatabaseSync;
  readonly #limit: number;
  readonly #pageCount: StatementSync;
  readonly #statements: WriteStatements;
  readonly #forget: StatementSync;
  // Whether calls are written one by one because the limit was reached.
  #careful = false;

  /** @param maxBytes Size that the database may grow to. */
  constructor(database: DatabaseSync, maxBytes: number) {
    this.#database = database;
    this.#limit = Math.floor(maxBytes / pragma(database, "page_size"));
    this.#pageCount = database.prepare("PRAGMA page_count");
    this.#statements = {
      upsert: database.prepare(`
        INSERT INTO properties(soul, key, value, state) VALUES (?, ?, ?, ?)
        ON CONFLICT(soul, key)
        DO UPDATE SET value=excluded.value, state=excluded.state
      `),
      insertLong: database.prepare("INSERT INTO long_values(value) VALUES (?)"),
    };
    this.#forget = database.prepare("DELETE FROM properties WHERE soul=?");
  }

  /** Carries out a task. */
  readonly carryOut = (task: Task): readonly RefusedCall[] | void => {
    if (task.kind === "write") return this.#write(task);
    transaction(this.#database, () => {
      for (const soul of task.souls) this.#forget.run(storedName(soul));
    });
  };

  #write(task: WriteTask): readonly RefusedCall[] {
    const batch = new Batch(task);
    if (!this.#careful) {
      const done = transaction(this.#database, () => {
        const before = this.#pages();
        for (let i = 0; i < batch.calls; i++) batch.keep(i, this.#statements);
        return this.#fits(before);
      });
      if (done) return batch.refusals();
    }
    // The batch exceeds the limit: write the calls that fit.
    const full = new Set<number>();
    transaction(this.#database, () => {
      for (let i = 0; i < batch.calls; i++) {
        const before = this.#pages();
        this.#database.exec("SAVEPOINT call");
        batch.keep(i, this.#statements);
        if (!this.#fits(before)) {
          full.add(i);
          this.#database.exec("ROLLBACK TO call");
        }
        this.#database.exec("RELEASE call");
      }
    });
    this.#careful = full.size > 0;
    return batch.refusals(full);
  }

  /** Whether the database is within the limit, or has not grown. */
  #fits(before: number): boolean {
    const pages = this.#pages();
    return pages <= this.#limit || pages <= before;
  }

  #pages(): number {
    return Number(this.#pageCount.get()?.page_count);
  }
}
