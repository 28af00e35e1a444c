/**
 * The store, whatever place its database is in.
 *
 * @module
 */
import type { Place } from "./place.ts";
import { type Done, TaskQueue } from "./queue.ts";
import type { Reader } from "./reader.ts";
import type { Task } from "./task.ts";
import type { Range, Store, Write } from "../../graph/store.ts";
import type { Property } from "../../graph/value.ts";

const EVERYTHING: Range = {};

/** A store in a database of SQLite. */
export class SqliteStore implements Store {
  readonly #place: Place;
  readonly #queue: TaskQueue;
  #closing: Promise<void> | undefined;

  /** @param maxBytes Size that the database may grow to. */
  constructor(place: Place, maxBytes: number) {
    this.#place = place;
    this.#queue = new TaskQueue(place, maxBytes);
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

  write(writes: readonly Write[], done: Done): void {
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
    return this.#place.reader();
  }

  async #do(task: Task): Promise<void> {
    if (this.#closing !== undefined) throw closed();
    // Nothing is made of a store that nothing was written to.
    if (this.#queue.used || this.#place.reader() !== undefined) {
      await this.#queue.do(task);
    }
  }

  async #close(): Promise<void> {
    try {
      if (this.#queue.used) await this.#queue.do({ kind: "close" });
    } finally {
      this.#queue.end();
      this.#place.release();
    }
  }
}

function closed(): Error {
  return new Error("the store is closed");
}
