/**
 * The kind of the graph's stores.
 *
 * @module
 */
import type { StoreKind } from "../../../store/kind.ts";
import { Reader } from "./reader.ts";
import type { Task } from "./task.ts";
import { Writer } from "./writer.ts";

/** Stores of the graph. */
export const GRAPH: StoreKind<Reader, Task> = {
  form: {
    name: "a store of Jet",
    // "Jet" and a zero.
    applicationId: 0x4a657400,
    version: 1,
    table: "properties",
    schema: `
      CREATE TABLE properties (
        soul TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        state REAL,
        PRIMARY KEY (soul, key)
      ) WITHOUT ROWID;
    `,
  },
  reader: (database) => new Reader(database),
  writer: (database, maxBytes) => new Writer(database, maxBytes).carryOut,
  workers: [
    "../worker.ts",
    "./gun/store/worker.ts",
    "./gun/store/worker.js",
  ].map((path) => new URL(path, import.meta.url)),
};
