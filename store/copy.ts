/**
 * Copies of databases, for backups.
 *
 * @module
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import { databaseExists, type DatabaseForm } from "./database.ts";
import { Lock } from "./lock.ts";
import { openSqlite } from "./sqlite.ts";

/** Time to wait for a checkpoint of the program that uses the database. */
const BUSY_TIMEOUT_MS = 10_000;
/** What SQLite keeps beside a database. */
const BESIDE = ["-wal", "-shm"];

/**
 * Copies a database, which a daemon may be using, as it is at one moment. The
 * copy is on the disk when it has its name.
 *
 * @param from The database; not of this program.
 * @param to The file of the copy; it is replaced.
 * @returns Its size in bytes; `undefined` if there is no database.
 * @throws {Error} if it is not one of this form, is damaged, or can't be copied.
 */
export function copyDatabase(
  from: string,
  to: string,
  form: DatabaseForm,
): number | undefined {
  if (!databaseExists(from, form)) return undefined;
  const unfinished = unfinishedOf(to);
  writeCopy(from, unfinished);
  renameSync(unfinished, to);
  synchronise(dirname(to));
  return statSync(to).size;
}

/**
 * Puts a copy in the place of a database. The former one is kept beside it, as
 * `FILE-before`.
 *
 * @throws {StoreLocked} if a program uses the database.
 * @throws {Error} if the copy is missing, not of this form or damaged.
 */
export function restoreDatabase(
  from: string,
  to: string,
  form: DatabaseForm,
): void {
  if (!databaseExists(from, form)) throw new Error(`${from} is not there`);
  mkdirSync(dirname(to), { recursive: true });
  const lock = new Lock(to);
  try {
    const unfinished = unfinishedOf(to);
    writeCopy(from, unfinished);
    const database = openSqlite(unfinished);
    try {
      database.exec("PRAGMA journal_mode=WAL");
    } finally {
      database.close();
    }
    giveTo(unfinished, statSync(existsSync(to) ? to : dirname(to)));
    for (const suffix of ["", ...BESIDE]) {
      rmSync(`${to}-before${suffix}`, { force: true });
      if (existsSync(to + suffix)) {
        renameSync(to + suffix, `${to}-before${suffix}`);
      }
    }
    renameSync(unfinished, to);
    synchronise(dirname(to));
  } finally {
    lock.release();
  }
}

function unfinishedOf(path: string): string {
  const unfinished = `${path}-new`;
  for (const suffix of ["", ...BESIDE]) {
    rmSync(unfinished + suffix, { force: true });
  }
  return unfinished;
}

/** Gives a file to the owner of another one, as far as this user may. */
function giveTo(path: string, { uid, gid }: Stats): void {
  const own = statSync(path);
  if (own.uid !== uid || own.gid !== gid) chownSync(path, uid, gid);
}

/** Copies and checks a database. */
function writeCopy(from: string, to: string): void {
  const source = openSqlite(from);
  try {
    source.exec(`PRAGMA busy_timeout=${BUSY_TIMEOUT_MS}`);
    source.exec(`VACUUM INTO '${to.replaceAll("'", "''")}'`);
  } finally {
    source.close();
  }
  const copy = openSqlite(to);
  try {
    const [row] = copy.prepare("PRAGMA integrity_check(1)").all();
    const result = Object.values(Object(row))[0];
    if (result !== "ok") throw new Error(`${from} is damaged: ${result}`);
  } finally {
    copy.close();
  }
  chmodSync(to, 0o600);
  synchronise(to);
}

/** Has the disk write a file, or the names in a folder. */
function synchronise(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
