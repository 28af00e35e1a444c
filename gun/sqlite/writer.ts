/**
 * Writes to the database.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { storedName } from "./names.ts";
import { pragma } from "./reader.ts";
import type { Answer, Refusal, Task, WriteTask } from "./task.ts";

// Idle time after which the log is written back to the database, in ms.
const IDLE = 2000;

const NO_REFUSALS: readonly Refusal[] = [];

/** One connection's writes. */
export class Writer {
  readonly #database: DatabaseSync;
  readonly #limit: number;
  readonly #pageSize: number;
  readonly #pageCount: StatementSync;
  readonly #upsert: StatementSync;
  readonly #forget: StatementSync;
  // Whether each call is to be watched for what it takes.
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

  /** Does a task; the answer tells of errors. */
  do(task: Task): Answer {
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
          this.#writeBack();
          break;
        case "close":
          this.#database.close();
          return { bytes: null, error, refusals };
      }
    } catch (thrown) {
      error = messageOf(thrown);
    }
    this.#idle = setTimeout(() => this.#whenIdle(), IDLE);
    return { bytes: this.#bytes(), error, refusals };
  }

  #write(task: WriteTask): readonly Refusal[] {
    const calls = callsOf(task);
    if (!this.#careful) {
      const done = this.#transaction(() => {
        const before = this.#pages();
        for (const call of calls) if (call.fault === null) this.#keep(call);
        return this.#fits(before);
      });
      if (done) return refusalsOf(calls);
    }
    // There isn't room for everything: leave out those that don't fit.
    let full = false;
    this.#transaction(() => {
      for (const call of calls) {
        if (call.fault !== null) continue;
        const before = this.#pages();
        this.#database.exec("SAVEPOINT call");
        this.#keep(call);
        if (!this.#fits(before)) {
          call.full = full = true;
          this.#database.exec("ROLLBACK TO call");
        }
        this.#database.exec("RELEASE call");
      }
      return true;
    });
    this.#careful = full;
    return refusalsOf(calls);
  }

  #keep(call: Call): void {
    for (const { soul, key, text, state } of call.writes) {
      // SQLite keeps no -0: NULL stands for it.
      this.#upsert.run(soul, key, text, Object.is(state, -0) ? null : state);
    }
  }

  /** Whether it has not grown above the limit. */
  #fits(before: number): boolean {
    const pages = this.#pages();
    return pages <= this.#limit || pages <= before;
  }

  /** Undoes everything if the action throws or returns `false`. */
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

  #writeBack(): void {
    this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  #whenIdle(): void {
    try {
      this.#writeBack();
    } catch {
      // Whoever writes next is told.
    }
  }
}

interface StoredWrite {
  readonly soul: string;
  readonly key: string;
  readonly text: string;
  readonly state: number;
}

interface Call {
  readonly writes: StoredWrite[];
  /** Why it can't be kept at all. */
  fault: string | null;
  /** Whether there is no room for it. */
  full: boolean;
}

function callsOf({ texts, states, ends }: WriteTask): Call[] {
  const parts: unknown = JSON.parse(texts);
  if (!Array.isArray(parts)) throw new TypeError("texts are no array");
  const calls: Call[] = [];
  let i = 0;
  let soul = "";
  let soulFault: string | null = null;
  for (const end of ends) {
    const call: Call = { writes: [], fault: null, full: false };
    for (; i < end; i++) {
      const first = parts[i * 3];
      if (first !== 0) {
        soulFault = nameFault(first);
        soul = storedName(first);
      }
      const name = parts[i * 3 + 1];
      const text = parts[i * 3 + 2];
      const state = states[i];
      call.fault ??= soulFault ?? nameFault(name) ?? valueFault(text, state);
      call.writes.push({ soul, key: storedName(name), text, state });
    }
    calls.push(call);
  }
  return calls;
}

function nameFault(name: string): string | null {
  return name.isWellFormed() ? null : "a name that is not well-formed Unicode";
}

// What SQLite would keep as something else.
function valueFault(text: string, state: number): string | null {
  if (!text.isWellFormed() || text.includes("\0")) {
    return "a value that is not JSON";
  }
  return Number.isNaN(state) ? "a state that is not a number" : null;
}

function refusalsOf(calls: readonly Call[]): readonly Refusal[] {
  const refusals: Refusal[] = [];
  for (const [call, { fault, full }] of calls.entries()) {
    if (fault !== null || full) refusals.push({ call, reason: fault });
  }
  return refusals;
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
