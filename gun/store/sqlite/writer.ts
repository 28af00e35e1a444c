/**
 * Writes to the database.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Batch } from "./batch.ts";
import { storedName } from "./names.ts";
import { pragma } from "./reader.ts";
import type { RefusedCall, Task, TaskResult, WriteTask } from "./task.ts";
import { messageOf } from "../../../base/narrowing.ts";

/** Idle time after which the log is checkpointed. */
const IDLE_CHECKPOINT_MS = 2000;

const NO_REFUSALS: readonly RefusedCall[] = [];

/** One connection's writes. */
export class Writer {
  readonly #database: DatabaseSync;
  readonly #limit: number;
  readonly #pageSize: number;
  readonly #pageCount: StatementSync;
  readonly #upsert: StatementSync;
  readonly #forget: StatementSync;
  // Whether calls are written one by one because the limit was reached.
  #careful = false;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param database A store's; closed with the writer.
   * @param maxBytes Size that it may grow to.
   */
  constructor(database: DatabaseSync, maxBytes: number) {
    this.#database = database;
    this.#pageSize = pragma(database, "page_size");
    this.#limit = Math.floor(maxBytes / this.#pageSize);
    this.#pageCount = database.prepare("PRAGMA page_count");
    this.#upsert = database.prepare(`
      INSERT INTO properties(soul, key, value, state) VALUES (?, ?, ?, ?)
      ON CONFLICT(soul, key)
      DO UPDATE SET value=excluded.value, state=excluded.state
    `);
    this.#forget = database.prepare("DELETE FROM properties WHERE soul=?");
  }

  /** Runs a task; errors are in the answer. */
  do(task: Task): TaskResult {
    clearTimeout(this.#idle);
    let error: string | null = null;
    let refusals = NO_REFUSALS;
    try {
      switch (task.kind) {
        case "write":
          refusals = this.#write(task);
          break;
        case "forget":
          this.#transaction(() => {
            for (const soul of task.souls) this.#forget.run(storedName(soul));
          });
          break;
        case "compact":
          this.#database.exec("VACUUM");
          this.#checkpoint();
          break;
        case "close":
          this.#database.close();
          return { bytes: null, error, refusals };
      }
    } catch (thrown) {
      error = messageOf(thrown);
    }
    this.#idle = setTimeout(() => this.#whenIdle(), IDLE_CHECKPOINT_MS);
    return { bytes: this.#bytes(), error, refusals };
  }

  #write(task: WriteTask): readonly RefusedCall[] {
    const batch = new Batch(task);
    if (!this.#careful) {
      const done = this.#transaction(() => {
        const before = this.#pages();
        for (let i = 0; i < batch.calls; i++) batch.keep(i, this.#upsert);
        return this.#fits(before);
      });
      if (done) return batch.refusals();
    }
    // The batch exceeds the limit: write the calls that fit.
    const full = new Set<number>();
    this.#transaction(() => {
      for (let i = 0; i < batch.calls; i++) {
        const before = this.#pages();
        this.#database.exec("SAVEPOINT call");
        batch.keep(i, this.#upsert);
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

  /** Rolls back if the action throws or returns `false`. */
  #transaction(action: () => boolean | void): boolean {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      if (action() !== false) {
        this.#database.exec("COMMIT");
        return true;
      }
    } catch (error) {
      try {
        this.#database.exec("ROLLBACK");
      } catch {
        // Some errors have ended the transaction already.
      }
      throw error;
    }
    this.#database.exec("ROLLBACK");
    return false;
  }

  #pages(): number {
    return Number(this.#pageCount.get()?.page_count);
  }

  #bytes(): number | null {
    try {
      return this.#pages() * this.#pageSize;
    } catch {
      return null;
    }
  }

  #checkpoint(): void {
    this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  #whenIdle(): void {
    try {
      this.#checkpoint();
    } catch {
      // The next write reports it.
    }
  }
}
