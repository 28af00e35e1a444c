/**
 * Excludes other programs from a store.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { exists, files, paths } from "./files.ts";
import { openSqlite } from "./sqlite.ts";

/** Another program, or another part of this one, uses the store. */
export class StoreLocked extends Error {
  /** @param path File of the store. */
  constructor(path: string) {
    super(`${path} is used by another program`);
    this.name = "StoreLocked";
  }
}

/**
 * An exclusive lock: SQLite's lock of an empty file beside the store, which the
 * system releases when the process ends. The file stays. Unlinking it would let
 * one process lock the unlinked inode and another one the new file.
 */
export class Lock {
  readonly #path: string;
  readonly #database: DatabaseSync;

  /**
   * Acquires the lock.
   *
   * @param path File of the store; its folder must be there.
   * @throws {StoreLocked} if it is held already.
   * @throws {Error} if the folder can't be written.
   */
  constructor(path: string) {
    this.#path = lockFile(path);
    // SQLite would make it for all users of the machine, who could lock it. An
    // existing one is not opened: closing it would drop its POSIX locks.
    if (!exists(this.#path)) {
      files().closeSync(files().openSync(this.#path, "a", 0o600));
    }
    this.#database = openSqlite(this.#path);
    try {
      // Nothing is ever written, so that there is nothing to be rolled back.
      this.#database.exec("PRAGMA busy_timeout=0; PRAGMA journal_mode=MEMORY");
      this.#database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      this.#database.close();
      // Errors of Deno have no code.
      const locked = error instanceof Error && /locked/.test(error.message);
      throw locked ? new StoreLocked(path) : error;
    }
  }

  /** Releases the lock. */
  release(): void {
    this.#database.close();
  }

  /** Releases the lock and removes its file, where there is no store. */
  remove(): void {
    this.release();
    files().rmSync(this.#path, { force: true });
  }
}

/**
 * Whether another program uses a store. Nothing is created.
 *
 * @param path File of the store.
 * @throws {Error} if the lock can't be read.
 */
export function isLocked(path: string): boolean {
  if (!exists(path) || !exists(lockFile(path))) return false;
  try {
    new Lock(path).release();
    return false;
  } catch (error) {
    if (error instanceof StoreLocked) return true;
    throw error;
  }
}

function lockFile(path: string): string {
  return `${realPath(path)}-lock`;
}

// All names of a file share one lock.
function realPath(path: string): string {
  try {
    return files().realpathSync(path);
  } catch {
    const { basename, dirname, join } = paths();
    return join(files().realpathSync(dirname(path)), basename(path));
  }
}
