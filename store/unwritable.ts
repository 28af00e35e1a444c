/**
 * A store that can't be written.
 *
 * @module
 */
import { messageOf } from "../base/narrowing.ts";
import type { DatabaseForm } from "./database.ts";
import { exists, files, paths } from "./files.ts";

/** A database that can't be written: no fault of the program. */
export class StoreUnwritable extends Error {
  /** The same as the message, with the database: peers don't get its path. */
  readonly description: string;

  /**
   * @param database What it is, and where.
   * @param reason Why it can't be written.
   */
  constructor(database: string, reason: string) {
    super(`the store can't be written: ${reason}`);
    this.name = "StoreUnwritable";
    this.description = `${database} can't be written: ${reason}`;
  }
}

/** What the file of a database is, and where, for messages. */
export function fileName({ contents }: DatabaseForm, path: string): string {
  return `the file of ${contents} ${path}`;
}

/**
 * Tries whether the folder of a file that is not there can be made and written: the
 * first write to the store may come long after the start. Nothing is left behind.
 *
 * @throws {Error} if it can't.
 */
export function tryFolder(form: DatabaseForm, path: string): void {
  if (exists(path)) return;
  const { dirname, resolve } = paths();
  const file = resolve(path);
  const folder = dirname(file);
  let made: string | undefined;
  try {
    made = files().mkdirSync(folder, { recursive: true });
    // For root `access` allows everything, also below /proc.
    files().rmdirSync(files().mkdtempSync(`${file}-`));
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(
      new StoreUnwritable(fileName(form, path), reason).description,
    );
  } finally {
    if (made !== undefined) removeFolders(folder, made);
  }
}

/** Removes empty folders, from one up to one above it. */
function removeFolders(folder: string, last: string): void {
  try {
    files().rmdirSync(folder);
    if (folder !== last) removeFolders(paths().dirname(folder), last);
  } catch {
    // Another program has made something there meanwhile.
  }
}
