/**
 * Keeps a store to one program.
 *
 * @module
 */
import { realpathSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Another program, or another part of this one, uses the store. */
export class StoreLocked extends Error {
  /** @param path File of the store. */
  constructor(path: string) {
    super(`${path} is used by another program`);
    this.name = "StoreLocked";
  }
}

/**
 * The right to use a store. It is a lock of SQLite's on an empty file beside the
 * store, which the system takes back from whoever is killed. The file stays: if
 * it were removed, somebody could hold a lock on a file that is no longer there.
 */
export class Lock {
  readonly #path: string;
  readonly #database: DatabaseSync;

  /**
   * Takes it.
   *
   * @param path File of the store; its folder must be there.
   * @throws {StoreLocked} if somebody else has it.
   * @throws {Error} if the folder can't be written.
   */
  constructor(path: string) {
    this.#path = `${realPath(path)}-lock`;
    this.#database = new DatabaseSync(this.#path);
    try {
      // Nothing is ever written, so that there is nothing to be rolled back.
      this.#database.exec("PRAGMA busy_timeout=0; PRAGMA journal_mode=MEMORY");
      this.#database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      this.#database.close();
      // Deno tells no code.
      const locked = error instanceof Error && /locked/.test(error.message);
      throw locked ? new StoreLocked(path) : error;
    }
  }

  /** Gives it back. */
  release(): void {
    this.#database.close();
  }

  /** Gives it back where there is no store to be locked. */
  remove(): void {
    this.release();
    rmSync(this.#path, { force: true });
  }
}

// Another name for the same file must lead to the same lock.
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return join(realpathSync(dirname(path)), basename(path));
  }
}
