/**
 * Reads from the database.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { boundsOf, nameOf, storedName } from "./names.ts";
import type { NameRange } from "../../graph/store.ts";
import type { Property } from "../../graph/value.ts";
import { sizeOf } from "../../../store/database.ts";
import type { DatabaseReader } from "../../../store/kind.ts";

// A blob is above every text: the end of an open range.
const END = new Uint8Array(0);
const ALL = -1;
const VALUE = `
  CASE typeof(value) WHEN 'blob'
  THEN (SELECT value FROM long_values WHERE id=CAST(properties.value AS INTEGER))
  ELSE value END AS value
`;

/** One connection's reads. All of them throw if the disk can't be read. */
export class Reader implements DatabaseReader {
  readonly #database: DatabaseSync;
  readonly #property: StatementSync;
  readonly #properties: StatementSync;
  readonly #souls: StatementSync;
  readonly #has: StatementSync;

  /** @param database A store's; closed with the reader. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#property = database.prepare(
      `SELECT ${VALUE}, state FROM properties WHERE soul=? AND key=?`,
    );
    this.#properties = database.prepare(`
      SELECT key, ${VALUE}, state FROM properties
      WHERE soul=? AND key>=? AND key<? ORDER BY key LIMIT ?
    `);
    // Skips from soul to soul instead of scanning all keys.
    this.#souls = database.prepare(`
      WITH RECURSIVE souls(soul) AS (
        SELECT * FROM (
          SELECT soul FROM properties WHERE soul>=?1 AND soul<?2
          ORDER BY soul LIMIT 1
        )
        UNION ALL
        SELECT (
          SELECT properties.soul FROM properties
          WHERE properties.soul>souls.soul AND properties.soul<?2
          ORDER BY properties.soul LIMIT 1
        ) FROM souls WHERE soul IS NOT NULL
        LIMIT ?3
      ) SELECT soul FROM souls WHERE soul IS NOT NULL
    `);
    this.#has = database.prepare(
      "SELECT 1 FROM properties WHERE soul=? LIMIT 1",
    );
  }

  /** Size of the database, in bytes. */
  size(): number {
    return sizeOf(this.#database);
  }

  /** As in the store. */
  property(soul: string, key: string): Property | undefined {
    if (!soul.isWellFormed() || !key.isWellFormed()) return undefined;
    const row = this.#property.get(storedName(soul), storedName(key));
    return row ? propertyOf(row) : undefined;
  }

  /** As in the store. */
  properties(
    soul: string,
    range: NameRange,
    limit: number,
  ): Map<string, Property> {
    const found = new Map<string, Property>();
    if (!soul.isWellFormed()) return found;
    const { from, below = END } = boundsOf(range);
    const rows = this.#properties.all(
      storedName(soul),
      from,
      below,
      limitOf(limit),
    );
    for (const row of rows) {
      found.set(nameOf(textOf(row.key)), propertyOf(row));
    }
    return found;
  }

  /** As in the store. */
  souls(range: NameRange, limit: number): string[] {
    if (limit <= 0) return [];
    const { from, below = END } = boundsOf(range);
    return this.#souls.all(from, below, limitOf(limit)).map((row) =>
      nameOf(textOf(row.soul))
    );
  }

  /** As in the store. */
  has(soul: string): boolean {
    return soul.isWellFormed() && Boolean(this.#has.get(storedName(soul)));
  }

  /** Closes the connection. */
  close(): void {
    this.#database.close();
  }
}

type SqlRow = ReturnType<StatementSync["all"]>[number];

function propertyOf(row: SqlRow): Property {
  const { state } = row;
  // SQLite keeps no -0: NULL stands for it.
  if (state !== null && typeof state !== "number") throw damaged();
  return { text: textOf(row.value), state: state ?? -0 };
}

function textOf(column: SqlRow[string]): string {
  if (typeof column !== "string") throw damaged();
  return column;
}

function damaged(): Error {
  return new Error("the store is damaged");
}

function limitOf(limit: number): number {
  return Number.isFinite(limit) ? Math.max(0, Math.floor(limit)) : ALL;
}
