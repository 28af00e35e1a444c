/**
 * SQLite of the runtime.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";

/**
 * Opens a database. The module is loaded by the first of them: a daemon that
 * stores nothing runs on runtimes without it.
 *
 * @throws {Error} if the runtime has no SQLite, or the file can't be opened.
 */
export function openSqlite(path: string): DatabaseSync {
  const sqlite = globalThis.process.getBuiltinModule("node:sqlite");
  if (sqlite === undefined) {
    throw new Error("a store needs node:sqlite: Deno 2.2, Bun 1.4, or later");
  }
  return new sqlite.DatabaseSync(path);
}
