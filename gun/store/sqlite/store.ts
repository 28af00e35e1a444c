/**
 * The store, over a database in a file or in memory.
 *
 * @module
 */
import type { DatabaseLocation } from "../../../store/location.ts";
import { StoreQueue, type WriteDone } from "../../../store/queue.ts";
import type { Reader } from "./reader.ts";
import { type Task, WriteGroup } from "./task.ts";
import {
  type GraphStore,
  type NameRange,
  StoreFull,
  type Write,
} from "../../graph/store.ts";
import type { Property } from "../../graph/value.ts";

const EVERYTHING: NameRange = {};

/** A store in a database of SQLite. */
export class SqliteStore implements GraphStore {
  readonly existed: boolean;
  readonly #queue: StoreQueue<Reader, Task, WriteGroup>;

  /** @param maxBytes Size that the database may grow to. */
  constructor(location: DatabaseLocation<Reader, Task>, maxBytes: number) {
    this.existed = location.existed;
    this.#queue = new StoreQueue(
      location,
      () => new WriteGroup(),
      () => new StoreFull(maxBytes),
    );
  }

  get bytes(): number {
    return this.#queue.bytes;
  }

  property(soul: string, key: string): Property | undefined {
    return this.#queue.reader()?.property(soul, key);
  }

  properties(
    soul: string,
    range = EVERYTHING,
    limit = Infinity,
  ): Map<string, Property> {
    return this.#queue.reader()?.properties(soul, range, limit) ?? new Map();
  }

  souls(range = EVERYTHING, limit = Infinity): string[] {
    return this.#queue.reader()?.souls(range, limit) ?? [];
  }

  has(soul: string): boolean {
    return this.#queue.reader()?.has(soul) ?? false;
  }

  write(writes: readonly Write[], done: WriteDone): void {
    this.#queue.write((group) => {
      for (const { soul, key, text, state } of writes) {
        group.add(soul, key, text, state);
      }
      group.end();
    }, done);
  }

  prepare(): Promise<void> {
    return this.#queue.prepare();
  }

  forget(souls: readonly string[]): Promise<void> {
    return this.#queue.do({ kind: "forget", souls });
  }

  compact(): Promise<void> {
    return this.#queue.do({ kind: "compact" });
  }

  close(): Promise<void> {
    return this.#queue.close();
  }
}
