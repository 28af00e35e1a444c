/**
 * The kind of the graph's stores.
 *
 * @module
 */
import type { StoreKind } from "../../../store/kind.ts";
import { Reader } from "./reader.ts";
import type { Task } from "./task.ts";
import { Writer } from "./writer.ts";

/**
 * Long values have a table of their own, and their property the id in it as a
 * blob: SQLite reads the whole row for each comparison of a key, so that a search
 * among values of a megabyte took 30 ms.
 */
const LONG_VALUES = `
  CREATE TABLE long_values (id INTEGER PRIMARY KEY, value TEXT NOT NULL);
  CREATE TRIGGER replaced AFTER UPDATE ON properties
  WHEN typeof(OLD.value)='blob'
  BEGIN DELETE FROM long_values WHERE id=CAST(OLD.value AS INTEGER); END;
  CREATE TRIGGER deleted AFTER DELETE ON properties
  WHEN typeof(OLD.value)='blob'
  BEGIN DELETE FROM long_values WHERE id=CAST(OLD.value AS INTEGER); END;
`;

/** Stores of the graph. */
export const GRAPH: StoreKind<Reader, Task> = {
  form: {
    name: "a store of Jet",
    contents: "GUN's graph",
    // "Jet" and a zero.
    applicationId: 0x4a657400,
    version: 2,
    table: "properties",
    schema: `
      CREATE TABLE properties (
        soul TEXT NOT NULL,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        state REAL,
        PRIMARY KEY (soul, key)
      ) WITHOUT ROWID;
      ${LONG_VALUES}
    `,
    upgrades: { 1: LONG_VALUES },
  },
  reader: (database) => new Reader(database),
  writer: (database, maxBytes) => new Writer(database, maxBytes).carryOut,
  workers: [
    "../worker.ts",
    "./gun/store/worker.ts",
    "./gun/store/worker.js",
  ].map((path) => new URL(path, import.meta.url)),
};
