/**
 * Where the text of a users file is kept.
 *
 * @module
 */
import type { FileHandle } from "node:fs/promises";
import { builtins } from "../runtime/builtins.ts";
import { EMPTY_FILE } from "./user_file.ts";

/** Storage of one text. Its methods throw the errors of the system. */
export interface UserStorage {
  /** Name in messages. */
  readonly name: string;
  /** A text that differs after each change of the file, by any program. */
  stamp(): Promise<string>;
  read(): Promise<string>;
  /** Replaces the text as a whole, or leaves it as it was and throws. */
  write(text: string): Promise<void>;
}

/** Keeps the text in memory, and forgets it with the program. */
export function memoryStorage(): UserStorage {
  let text = EMPTY_FILE;
  let writes = 0;
  return {
    name: "memory",
    stamp: () => Promise.resolve(`${writes}`),
    read: () => Promise.resolve(text),
    write(next) {
      text = next;
      writes++;
      return Promise.resolve();
    },
  };
}

/** Keeps the text in a file that only its owner can read. */
export function fileStorage(path: string): UserStorage {
  const { promises } = builtins.files;
  let wasFile = false;
  return {
    name: path,
    async stamp() {
      const { dev, ino, size, mtimeMs, ctimeMs } = await promises.stat(path);
      return [dev, ino, size, mtimeMs, ctimeMs].join(" ");
    },
    async read() {
      const isFile = (await promises.stat(path)).isFile();
      // A pipe in its place would block the reading, and all logins, for good.
      if (wasFile && !isFile) throw new Error("it is a file no longer");
      wasFile ||= isFile;
      return await promises.readFile(path, "utf8");
    },
    async write(text) {
      // Writing must not put a file in the place of a symbolic link.
      await replaceFile(await builtins.files.promises.realpath(path), text);
    },
  };
}

/**
 * Makes a file without users.
 *
 * @throws The error of the system, also if the path exists.
 */
export async function createFile(path: string): Promise<void> {
  await writeNew(path, EMPTY_FILE);
  await syncDirectory(builtins.paths.dirname(path));
}

/**
 * Replaces a file such that at every moment, also when the power fails,
 * either all of the old text or all of the new one is there.
 */
async function replaceFile(path: string, text: string): Promise<void> {
  const { basename, dirname, join } = builtins.paths;
  const directory = dirname(path);
  const unique = builtins.crypto.randomBytes(8).toString("hex");
  const draft = join(directory, `.${basename(path)}.${unique}.tmp`);
  const { uid, gid } = await builtins.files.promises.stat(path);
  await writeNew(draft, text, (file) => keepOwner(file, uid, gid));
  try {
    await builtins.files.promises.rename(draft, path);
  } catch (error) {
    await discard(draft);
    throw error;
  }
  await syncDirectory(directory);
}

/** Writes a file that must not be there yet, down to the disk. */
async function writeNew(
  path: string,
  text: string,
  prepare?: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await builtins.files.promises.open(path, "wx", 0o600);
  try {
    await prepare?.(file);
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await file.close();
    await discard(path);
    throw error;
  }
  await file.close();
}

async function keepOwner(
  file: FileHandle,
  uid: number,
  gid: number,
): Promise<void> {
  const own = await file.stat();
  if (own.uid === uid && own.gid === gid) return;
  try {
    // The replaced file keeps its owner: the daemon's user has to read it.
    await file.chown(uid, gid);
  } catch {
    // Only a superuser may give files away; all others keep what they write.
  }
}

async function discard(path: string): Promise<void> {
  try {
    await builtins.files.promises.unlink(path);
  } catch {
    // What went wrong before is what the caller has to know.
  }
}

/** Makes a rename last. */
async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await builtins.files.promises.open(path, "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch {
    // Not every system can do this. The new file is in its place already, so
    // it would be wrong to call the write a failure.
  }
}
