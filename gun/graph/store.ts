/**
 * What the graph needs of its durable store.
 *
 * @module
 */
import type { Property } from "./value.ts";

/** A property that replaces an older one. */
export interface Write extends Property {
  /** Soul of its node. */
  readonly soul: string;
  /** Its name in the node. */
  readonly key: string;
}

/** A range of names in the order of their UTF-8 bytes, both ends inclusive. */
export interface NameRange {
  /** The first; without it from the beginning. */
  readonly from?: string;
  /** The last; without it to the end. */
  readonly to?: string;
  /** Only names that begin with this. */
  readonly prefix?: string;
}

/** The store has reached its maximum size; reads still work. */
export class StoreFull extends Error {
  /** @param limit The largest size allowed, in bytes. */
  constructor(limit: number) {
    super(`the store is full: it may take ${limit} bytes`);
    this.name = "StoreFull";
  }
}

/**
 * Keeps properties. Reads are synchronous and see every write whose `done` was
 * called; whether they see pending writes is open, so the graph keeps those in
 * memory. A write replaces unconditionally: conflicts are resolved before.
 */
export interface GraphStore {
  /** Size on disk or in memory, in bytes. */
  readonly bytes: number;
  /** Whether there was a store, even an empty one, when it was opened. */
  readonly existed: boolean;
  /** One property of a node. */
  property(soul: string, key: string): Property | undefined;
  /** Properties of a node whose keys lie in a range, in order of the keys. */
  properties(
    soul: string,
    range?: NameRange,
    limit?: number,
  ): Map<string, Property>;
  /** Souls of nodes in a range, in order. */
  souls(range?: NameRange, limit?: number): string[];
  /** Whether a node has properties. */
  has(soul: string): boolean;
  /**
   * Queues writes as one transaction. `done` is called in a later turn, in the
   * order of the calls: with `null` when they are durable, or with an error.
   */
  write(writes: readonly Write[], done: (error: Error | null) => void): void;
  /**
   * Starts what writing needs and takes some time, such as a thread, and creates
   * the store where there is none. Otherwise the first write does both.
   *
   * @throws {Error} if the store can't be created.
   */
  prepare(): Promise<void>;
  /** Deletes nodes. */
  forget(souls: readonly string[]): Promise<void>;
  /** Releases unused space of the file. */
  compact(): Promise<void>;
  /** Completes queued writes and closes. */
  close(): Promise<void>;
}
