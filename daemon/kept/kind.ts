/**
 * The kind of the stores of kept values.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { KeptValue } from "../../bus/kept/store.ts";
import { sizeOf, transaction } from "../../store/database.ts";
import type { DatabaseReader, StoreKind } from "../../store/kind.ts";
import type { KeptTask } from "./task.ts";

type SqlRow = ReturnType<StatementSync["all"]>[number];

const decoder = new TextDecoder();

/** Reads kept values. */
export class KeptReader implements DatabaseReader {
  readonly #database: DatabaseSync;

  /** @param database Closed with the reader. */
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  size(): number {
    return sizeOf(this.#database);
  }

  /** All values, in the order of their adding. */
  values(): KeptValue[] {
    return this.#database
      .prepare("SELECT path, type, value, time FROM kept ORDER BY serial")
      .all().map(keptValueOf);
  }

  close(): void {
    this.#database.close();
  }
}

function keptValueOf({ path, type, value, time }: SqlRow): KeptValue {
  if (
    !(path instanceof Uint8Array) || !(value instanceof Uint8Array) ||
    typeof type !== "number" || typeof time !== "number"
  ) throw new Error("the file of kept values is damaged");
  const { length } = value;
  const bytes = value;
  return {
    path: decoder.decode(path),
    type,
    bytes,
    start: 0,
    end: length,
    time,
  };
}

/** Prepares the writing of kept values. */
function writerOf(database: DatabaseSync): (task: KeptTask) => void {
  const remove = database.prepare("DELETE FROM kept WHERE path=?");
  const upsert = database.prepare(`
    INSERT INTO kept(path, type, value, time) VALUES (?, ?, ?, ?)
    ON CONFLICT(path)
    DO UPDATE SET type=excluded.type, value=excluded.value, time=excluded.time
  `);
  return ({ rows }) => {
    transaction(database, () => {
      for (const { path, removes, type, value, time } of rows) {
        if (removes) remove.run(path);
        if (value !== null) upsert.run(path, type, value, time);
      }
    });
  };
}

/** Stores of kept values. */
export const KEPT: StoreKind<KeptReader, KeptTask> = {
  form: {
    name: "a file of kept values",
    contents: "kept values",
    // "JetK".
    applicationId: 0x4a65744b,
    version: 1,
    table: "kept",
    schema: `
      CREATE TABLE kept (
        serial INTEGER PRIMARY KEY,
        path BLOB NOT NULL UNIQUE,
        type INTEGER NOT NULL,
        value BLOB NOT NULL,
        time REAL NOT NULL
      );
    `,
  },
  reader: (database) => new KeptReader(database),
  writer: writerOf,
  workers: [
    "./worker.ts",
    "./daemon/kept/worker.ts",
    "./daemon/kept/worker.js",
  ].map((path) => new URL(path, import.meta.url)),
};
