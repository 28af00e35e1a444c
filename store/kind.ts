/**
 * Kinds of stores.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { DatabaseForm } from "./database.ts";
import type { TaskHandler } from "./task_writer.ts";

/** Reads from a database, on a connection of the calling thread. */
export interface DatabaseReader {
  /** Size of the database, in bytes. */
  size(): number;
  /** Closes the connection. */
  close(): void;
}

/** A kind of stores: what is in their databases, and what reads and writes it. */
export interface StoreKind<Reader extends DatabaseReader, Task> {
  readonly form: DatabaseForm;
  /** Makes a reader, which closes the database with itself. */
  reader(database: DatabaseSync): Reader;
  /** Prepares the writing to a database. */
  writer(database: DatabaseSync, maxBytes: number): TaskHandler<Task>;
  /**
   * The module of the writer's thread, tried in turn: first in a source tree,
   * then where bundlers have moved the importing file.
   */
  readonly workers: readonly URL[];
}
