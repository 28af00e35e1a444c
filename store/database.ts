/**
 * Databases of SQLite: their files and their settings.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { files } from "./files.ts";
import { openSqlite } from "./sqlite.ts";

const MAGIC = "SQLite format 3\0";
const VERSION_OFFSET = 60;
const APPLICATION_OFFSET = 68;
const HEADER_BYTES = 100;

/** What a database holds. */
export interface DatabaseForm {
  /** What it is, for messages: "a store of Jet". */
  readonly name: string;
  /** What is in it, for messages: "kept values". */
  readonly contents: string;
  /** Identifies its files: the `application_id` of SQLite. */
  readonly applicationId: number;
  /** Version of the tables, from 1. */
  readonly version: number;
  /** Makes the tables. */
  readonly schema: string;
  /** A table of all versions: opening reads a row, so that a damaged file fails. */
  readonly table: string;
  /** Makes the tables of the next version out of those of each older one. */
  readonly upgrades?: Readonly<Record<number, string>>;
}

/** Time for which a connection waits for the other one of this program. */
const BUSY_TIMEOUT_MS = 10_000;
/** Page cache of a connection: the inner pages, and what is being written. */
const CACHE_KIB = 2048;
/** Size of the log at which SQLite makes a checkpoint. */
const CHECKPOINT_PAGES = 4000;
/** Size to which the log is truncated after a checkpoint. */
const MAX_LOG_BYTES = 32 << 20;

/**
 * Whether there is a database at a path; an empty file is none. It reads the
 * header itself, because SQLite may write to a foreign database when it opens
 * one.
 *
 * @throws {Error} if the file is not one of this form, or of a version that can't
 * be read.
 */
export function databaseExists(path: string, form: DatabaseForm): boolean {
  const found = files().statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (!found.isFile()) throw new Error(`${path} is not a file`);
  if (found.size === 0) return false;
  const header = headerOf(path);
  if (header.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw new Error(`${path} is not a database of SQLite`);
  }
  if (header.readUInt32BE(APPLICATION_OFFSET) !== form.applicationId) {
    throw new Error(`${path} is a database, but not ${form.name}`);
  }
  const version = header.readUInt32BE(VERSION_OFFSET);
  if (version !== form.version && form.upgrades?.[version] === undefined) {
    throw new Error(
      `${path} is a store of version ${version}, not ${form.version}`,
    );
  }
  return true;
}

function headerOf(path: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = files().openSync(path, "r");
  try {
    files().readSync(file, header, 0, HEADER_BYTES, 0);
  } finally {
    files().closeSync(file);
  }
  return header;
}

/**
 * Creates an empty database under a temporary name and renames it, so that a
 * crash leaves no partial one.
 *
 * @throws {Error} if it can't be made.
 */
export function createDatabase(path: string, form: DatabaseForm): void {
  const unfinished = `${path}-new`;
  files().rmSync(unfinished, { force: true });
  files().rmSync(`${unfinished}-wal`, { force: true });
  // SQLite would make it for all users of the machine; its other files have the
  // mode of this one.
  files().closeSync(files().openSync(unfinished, "wx", 0o600));
  const database = openSqlite(unfinished);
  try {
    database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
    database.exec(`
      BEGIN;
      PRAGMA application_id=${form.applicationId};
      PRAGMA user_version=${form.version};
      ${form.schema}
      COMMIT
    `);
  } finally {
    database.close();
  }
  files().renameSync(unfinished, path);
}

/** Makes an empty database in memory. */
export function createInMemory({ schema }: DatabaseForm): DatabaseSync {
  const database = openSqlite(":memory:");
  database.exec(schema);
  return database;
}

/**
 * Opens a database that is there. One of an older version is upgraded.
 *
 * @throws {Error} if it can't be read.
 */
export function openDatabase(path: string, form: DatabaseForm): DatabaseSync {
  const database = openSqlite(path);
  try {
    database.exec(`
      PRAGMA busy_timeout=${BUSY_TIMEOUT_MS};
      PRAGMA cache_size=-${CACHE_KIB};
      PRAGMA synchronous=FULL;
      PRAGMA wal_autocheckpoint=${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit=${MAX_LOG_BYTES};
    `);
    upgrade(database, form);
    database.exec(`SELECT 1 FROM ${form.table} LIMIT 1`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function upgrade(database: DatabaseSync, form: DatabaseForm): void {
  for (;;) {
    const version = pragma(database, "user_version");
    const steps = form.upgrades?.[version];
    if (version === form.version || steps === undefined) return;
    transaction(database, () => {
      database.exec(steps);
      database.exec(`PRAGMA user_version=${version + 1}`);
    });
  }
}

/**
 * Carries out an action as one transaction.
 *
 * @returns Whether it is committed: not if the action returns `false`. If it
 * throws, the transaction is rolled back too.
 */
export function transaction(
  database: DatabaseSync,
  action: () => boolean | void,
): boolean {
  database.exec("BEGIN IMMEDIATE");
  try {
    if (action() !== false) {
      database.exec("COMMIT");
      return true;
    }
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // Some errors have ended the transaction already.
    }
    throw error;
  }
  database.exec("ROLLBACK");
  return false;
}

/** Size of a database, in bytes. */
export function sizeOf(database: DatabaseSync): number {
  return pragma(database, "page_count") * pragma(database, "page_size");
}

/** A numeric pragma of a database. */
export function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
