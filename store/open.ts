/**
 * Opens the databases of stores.
 *
 * @module
 */
import { FileLocation } from "./file_location.ts";
import { paths } from "./files.ts";
import { StoreLocked } from "./lock.ts";
import type { DatabaseReader, StoreKind } from "./kind.ts";
import type { DatabaseLocation } from "./location.ts";
import { MemoryLocation } from "./memory_location.ts";

/** The path of a store in memory. */
export const IN_MEMORY = ":memory:";

// A locked store is retried: after a restart the old program may still close it.
const MAX_LOCK_ATTEMPTS = 10;
const LOCK_RETRY_MS = 100;

/**
 * Opens the database of a store, as {@linkcode openLocation} does.
 *
 * @throws {StoreLocked} if another program uses it now.
 */
export function openLocationNow<Reader extends DatabaseReader, Task>(
  kind: StoreKind<Reader, Task>,
  path: string,
  maxBytes: number,
): DatabaseLocation<Reader, Task> {
  if (path === IN_MEMORY) return new MemoryLocation(kind, maxBytes);
  const location = new FileLocation(kind, paths().resolve(path), maxBytes);
  location.open();
  return location;
}

/**
 * Opens the database of a store. A missing file and its folders are created by
 * the first write.
 *
 * @param path A file, or {@linkcode IN_MEMORY}.
 * @param maxBytes Size that it may grow to.
 * @throws {StoreLocked} if another program uses it.
 * @throws {Error} if the file is not such a store, or can't be read.
 */
export async function openLocation<Reader extends DatabaseReader, Task>(
  kind: StoreKind<Reader, Task>,
  path: string,
  maxBytes: number,
): Promise<DatabaseLocation<Reader, Task>> {
  for (let attempts = 1;; attempts++) {
    try {
      return openLocationNow(kind, path, maxBytes);
    } catch (error) {
      if (!(error instanceof StoreLocked) || attempts === MAX_LOCK_ATTEMPTS) {
        throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
  }
}
