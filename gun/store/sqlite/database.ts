/**
 * The database: its file, its table and its settings.
 *
 * @module
 */
import {
  closeSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** "Jet" and a zero: identifies the file. */
const APPLICATION_ID = 0x4a657400;
const VERSION = 1;

const MAGIC = "SQLite format 3\0";
const VERSION_OFFSET = 60;
const APPLICATION_OFFSET = 68;
const HEADER_BYTES = 100;

const SCHEMA = `
  PRAGMA application_id=${APPLICATION_ID};
  PRAGMA user_version=${VERSION};
  CREATE TABLE properties (
    soul TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    state REAL,
    PRIMARY KEY (soul, key)
  ) WITHOUT ROWID;
`;

/** Time for which a connection waits for the other one of this program. */
const BUSY_TIMEOUT_MS = 10_000;
/** Page cache of a connection: the inner pages, and what is being written. */
const CACHE_KIB = 2048;
/** Size of the log at which SQLite makes a checkpoint. */
const CHECKPOINT_PAGES = 4000;
/** Size to which the log is truncated after a checkpoint. */
const MAX_LOG_BYTES = 32 << 20;

/**
 * Whether there is a store at a path; an empty file is none. It reads the header
 * itself, because SQLite may write to a foreign database when it opens one.
 *
 * @throws {Error} if the file is not a store.
 */
export function storeExists(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (!found.isFile()) throw new Error(`${path} is not a file`);
  if (found.size === 0) return false;
  const header = headerOf(path);
  if (header.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw new Error(`${path} is not a database of SQLite`);
  }
  if (header.readUInt32BE(APPLICATION_OFFSET) !== APPLICATION_ID) {
    throw new Error(`${path} is a database, but not a store of Jet`);
  }
  const version = header.readUInt32BE(VERSION_OFFSET);
  if (version !== VERSION) {
    throw new Error(
      `${path} is a store of version ${version}, not ${VERSION}`,
    );
  }
  return true;
}

function headerOf(path: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(file);
  }
  return header;
}

/**
 * Creates an empty store under a temporary name and renames it, so that a crash
 * leaves no partial store.
 *
 * @throws {Error} if it can't be made.
 */
export function createStore(path: string): void {
  const unfinished = `${path}-new`;
  rmSync(unfinished, { force: true });
  rmSync(`${unfinished}-wal`, { force: true });
  const database = new DatabaseSync(unfinished);
  try {
    database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
    database.exec(`BEGIN; ${SCHEMA} COMMIT`);
  } finally {
    database.close();
  }
  renameSync(unfinished, path);
}

/** Makes an empty store in memory. */
export function createInMemory(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  database.exec(SCHEMA);
  return database;
}

/**
 * Opens a store that is there.
 *
 * @throws {Error} if it can't be read.
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(`
      PRAGMA busy_timeout=${BUSY_TIMEOUT_MS};
      PRAGMA cache_size=-${CACHE_KIB};
      PRAGMA synchronous=FULL;
      PRAGMA wal_autocheckpoint=${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit=${MAX_LOG_BYTES};
      SELECT 1 FROM properties LIMIT 1;
    `);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
