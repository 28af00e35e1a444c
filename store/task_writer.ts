/**
 * Carries out tasks on a database.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { messageOf } from "../base/narrowing.ts";
import { pragma } from "./database.ts";
import type { CommonTask, RefusedCall, TaskResult } from "./task.ts";

/** Idle time after which the log is checkpointed. */
const IDLE_CHECKPOINT_MS = 2000;

const NO_REFUSALS: readonly RefusedCall[] = [];

/** Carries out a task; throws if it fails as a whole. */
export type TaskHandler<Task> = (task: Task) => readonly RefusedCall[] | void;

/** Whether a task is one that all writers carry out. */
function isCommon<Task>(task: Task | CommonTask): task is CommonTask {
  const kind: unknown = Object(task).kind;
  return kind === "compact" || kind === "close";
}

/** One connection's writes. */
export class TaskWriter<Task> {
  readonly #database: DatabaseSync;
  readonly #carryOut: TaskHandler<Task>;
  readonly #pageSize: number;
  readonly #pageCount: StatementSync;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** @param database Closed with the writer. */
  constructor(database: DatabaseSync, carryOut: TaskHandler<Task>) {
    this.#database = database;
    this.#pageSize = pragma(database, "page_size");
    this.#pageCount = database.prepare("PRAGMA page_count");
    this.#carryOut = carryOut;
  }

  /** Runs a task; errors are in the answer. */
  do(task: Task | CommonTask): TaskResult {
    clearTimeout(this.#idle);
    let error: string | null = null;
    let refusals = NO_REFUSALS;
    try {
      if (!isCommon(task)) refusals = this.#carryOut(task) ?? NO_REFUSALS;
      else if (task.kind === "compact") {
        this.#database.exec("VACUUM");
        this.#checkpoint();
      } else {
        this.#database.close();
        return { bytes: null, error, refusals };
      }
    } catch (thrown) {
      error = messageOf(thrown);
    }
    this.#idle = setTimeout(() => this.#whenIdle(), IDLE_CHECKPOINT_MS);
    return { bytes: this.#bytes(), error, refusals };
  }

  #bytes(): number | null {
    try {
      return Number(this.#pageCount.get()?.page_count) * this.#pageSize;
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
