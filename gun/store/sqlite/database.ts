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

// "Jet" and a zero, so that tools can tell what file it is.
const APPLICATION = 0x4a657400;
const VERSION = 1;

const MAGIC = "SQLite format 3\0";
const VERSION_AT = 60;
const APPLICATION_AT = 68;
const HEADER = 100;

const SCHEMA = `
  PRAGMA application_id=${APPLICATION};
  PRAGMA user_version=${VERSION};
  CREATE TABLE properties (
    soul TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    state REAL,
    PRIMARY KEY (soul, key)
  ) WITHOUT ROWID;
`;

// How long a connection waits for the other one of the same program, in ms.
const PATIENCE = 10_000;
// Memory that a connection keeps pages in, in KiB.
const CACHE = 8192;
// The log is written back to the database when it has so many pages, and never
// stays larger than this, in bytes.
const LOG_PAGES = 4000;
const LOG_LIMIT = 32 << 20;

/**
 * Whether there is a store at a path; an empty file is none yet. Reads the file
 * without SQLite, which would touch what belongs to somebody else.
 *
 * @throws {Error} if there is something else.
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
  if (header.readUInt32BE(APPLICATION_AT) !== APPLICATION) {
    throw new Error(`${path} is a database, but not a store of Jet`);
  }
  const version = header.readUInt32BE(VERSION_AT);
  if (version !== VERSION) {
    throw new Error(
      `${path} is a store of version ${version}, not ${VERSION}`,
    );
  }
  return true;
}

function headerOf(path: string): Buffer {
  const header = Buffer.alloc(HEADER);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, HEADER, 0);
  } finally {
    closeSync(file);
  }
  return header;
}

/**
 * Makes an empty store. Whoever is killed while it is made leaves no half of
 * it: it gets its name when it is complete.
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
      PRAGMA busy_timeout=${PATIENCE};
      PRAGMA cache_size=-${CACHE};
      PRAGMA synchronous=FULL;
      PRAGMA wal_autocheckpoint=${LOG_PAGES};
      PRAGMA journal_size_limit=${LOG_LIMIT};
      SELECT 1 FROM properties LIMIT 1;
    `);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
