/**
 * The store on SQLite, which Deno and Bun both have.
 *
 * A store is one file, with two more beside it while it is open: `FILE-wal`, the
 * log, and `FILE-shm`. An empty `FILE-lock` stays. A write is durable when the
 * log has been written and synchronised with the disk (`synchronous=FULL`): it
 * survives a crash of the program and a loss of power, if the disk honours
 * `fsync`.
 *
 * Reads are synchronous, on a connection of the calling thread. Writes are
 * grouped and committed in a thread of their own. Where no thread can be
 * started, such as in an executable without the module `gun/store/worker.ts`,
 * and for `:memory:`, commits block the calling thread.
 *
 * @module
 */
import type { DatabaseForm } from "../../store/database.ts";
import { openLocation } from "../../store/open.ts";
import { GRAPH } from "./sqlite/kind.ts";
import { SqliteStore } from "./sqlite/store.ts";
import type { GraphStore } from "../graph/store.ts";

/** What a file of the graph is. */
export const GRAPH_FORM: DatabaseForm = GRAPH.form;

export { isLocked, StoreLocked } from "../../store/lock.ts";
export { IN_MEMORY } from "../../store/open.ts";

/** Options of a store. */
export interface StoreOptions {
  /**
   * Maximum size of the file in bytes; unlimited by default. The log beside it,
   * which rarely exceeds 32 MiB, does not count.
   */
  readonly maxBytes?: number;
}

/**
 * Opens a store. A missing file and its folders are created by the first write: a
 * store that is never written leaves nothing on the disk.
 *
 * Its reads throw an error if the disk can't be read, or when it is closed.
 *
 * @param path A file, or `:memory:`.
 * @throws {StoreLocked} if another program uses it. If the file does not exist,
 * writes fail with it instead, until the lock is free.
 * @throws {Error} if the file is not a store, or can't be read.
 */
export async function openStore(
  path: string,
  options: StoreOptions = {},
): Promise<GraphStore> {
  const { maxBytes = Infinity } = options;
  const location = await openLocation(GRAPH, path, maxBytes);
  return new SqliteStore(location, maxBytes);
}
