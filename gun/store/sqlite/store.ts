/**
 * The store, over a database in a file or in memory.
 *
 * @module
 */
import type { DatabaseLocation } from "./location.ts";
import { StoreQueue, type WriteDone } from "./queue.ts";
import type { Reader } from "./reader.ts";
import type { Task } from "./task.ts";
import type { GraphStore, NameRange, Write } from "../../graph/store.ts";
import type { Property } from "../../graph/value.ts";

const EVERYTHING: NameRange = {};

/** A store in a database of SQLite. */
export class SqliteStore implements GraphStore {
  readonly #location: DatabaseLocation;
  readonly #queue: StoreQueue;
  #closing: Promise<void> | undefined;

  /** @param maxBytes Size that the database may grow to. */
  constructor(location: DatabaseLocation, maxBytes: number) {
    this.#location = location;
    this.#queue = new StoreQueue(location, maxBytes);
  }

  get bytes(): number {
    return this.#queue.bytes;
  }

  property(soul: string, key: string): Property | undefined {
    return this.#reader()?.property(soul, key);
  }

  properties(
    soul: string,
    range = EVERYTHING,
    limit = Infinity,
  ): Map<string, Property> {
    return this.#reader()?.properties(soul, range, limit) ?? new Map();
  }

  souls(range = EVERYTHING, limit = Infinity): string[] {
    return this.#reader()?.souls(range, limit) ?? [];
  }

  has(soul: string): boolean {
    return this.#reader()?.has(soul) ?? false;
  }

  write(writes: readonly Write[], done: WriteDone): void {
    if (this.#closing === undefined) this.#queue.write(writes, done);
    else queueMicrotask(() => done(closed()));
  }

  forget(souls: readonly string[]): Promise<void> {
    return this.#do({ kind: "forget", souls });
  }

  compact(): Promise<void> {
    return this.#do({ kind: "compact" });
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  #reader(): Reader | undefined {
    if (this.#closing !== undefined) throw closed();
    return this.#location.reader();
  }

  async #do(task: Task): Promise<void> {
    if (this.#closing !== undefined) throw closed();
    // Without writes there is no file, and a task must not create one.
    if (this.#queue.used || this.#location.reader() !== undefined) {
      await this.#queue.do(task);
    }
  }

  async #close(): Promise<void> {
    try {
      if (this.#queue.used) await this.#queue.do({ kind: "close" });
    } finally {
      this.#queue.end();
      this.#location.release();
    }
  }
}

function closed(): Error {
  return new Error("the store is closed");
}
