/**
 * The store on SQLite, which Deno and Bun both have.
 *
 * A store is one file, with two more beside it while it is open: `FILE-wal`, the
 * log, and `FILE-shm`. An empty `FILE-lock` stays. A write is durable when the
 * log has been written and synchronised with the disk (`synchronous=FULL`): it
 * outlasts the end of the program and of the machine's power, as far as the disk
 * keeps what it says it has.
 *
 * Reads are made at once, by a connection of the thread that asks. Writes are
 * made by a thread of their own in groups, so that nobody waits for the disk but
 * who asked for the write. Where no thread can be started, such as in an
 * executable without the module `gun/store/worker.ts`, the groups are written in
 * the program's only thread, which stands still meanwhile; the same holds for
 * `:memory:`.
 *
 * @module
 */
import { resolve } from "node:path";
import { FilePlace } from "./sqlite/file_place.ts";
import { StoreLocked } from "./sqlite/lock.ts";
import { MemoryPlace } from "./sqlite/memory_place.ts";
import { SqliteStore } from "./sqlite/store.ts";
import type { Store } from "../graph/store.ts";

export { StoreLocked } from "./sqlite/lock.ts";

/** How a store is kept. */
export interface StoreOptions {
  /**
   * Size that the file may grow to, in bytes; without it as far as the disk
   * goes. The log beside it is not counted: it seldom is above 32 MiB.
   */
  readonly maxBytes?: number;
}

/** The path of a store that is kept in memory only. */
export const IN_MEMORY = ":memory:";

// A program that is just ending gives its store to the one that is started in
// its place: so often, and so long, it is asked for again (in ms).
const ATTEMPTS = 10;
const BETWEEN = 100;

/**
 * Opens a store. What is not there yet is made by the first write, with its
 * folders: a store that is never written leaves nothing on the disk.
 *
 * Its reads throw an error if the disk can't be read, or when it is closed.
 *
 * @param path A file, or {@linkcode IN_MEMORY}.
 * @throws {StoreLocked} if another program uses it. Of one that is not there yet
 * it is the first write that fails so, and those after it until it is free.
 * @throws {Error} if the file is not a store, or can't be read.
 */
export async function openStore(
  path: string,
  options: StoreOptions = {},
): Promise<Store> {
  const { maxBytes = Infinity } = options;
  if (path === IN_MEMORY) {
    return new SqliteStore(new MemoryPlace(maxBytes), maxBytes);
  }
  const place = new FilePlace(resolve(path), maxBytes);
  for (let attempts = 1;; attempts++) {
    try {
      place.open();
      return new SqliteStore(place, maxBytes);
    } catch (error) {
      if (!(error instanceof StoreLocked) || attempts === ATTEMPTS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
  }
}
