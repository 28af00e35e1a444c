/**
 * Where the graph is kept for good.
 *
 * @module
 */
import type { Property } from "./value.ts";

/** A property to be kept in place of an older one. */
export interface Write extends Property {
  /** Soul of its node. */
  readonly soul: string;
  /** Its name in the node. */
  readonly key: string;
}

/** A stretch of names in the order of their UTF-8 bytes, both ends inclusive. */
export interface Range {
  /** The first; without it from the beginning. */
  readonly from?: string;
  /** The last; without it to the end. */
  readonly to?: string;
  /** Only names that begin with this. */
  readonly prefix?: string;
}

/** The store can't take more: what is in it can still be read. */
export class StoreFull extends Error {
  /** @param limit The largest size allowed, in bytes. */
  constructor(limit: number) {
    super(`the store is full: it may take ${limit} bytes`);
    this.name = "StoreFull";
  }
}

/**
 * Keeps properties. Reads answer at once and see every write that has been told
 * done; of those under way they may see the old or the new. The graph above
 * holds in memory what is under way, and decides conflicts: a write replaces.
 */
export interface Store {
  /** Bytes that it takes on disk, or in memory. */
  readonly bytes: number;
  /** One property of a node. */
  property(soul: string, key: string): Property | undefined;
  /** Properties of a node whose keys lie in a range, in order of the keys. */
  properties(
    soul: string,
    range?: Range,
    limit?: number,
  ): Map<string, Property>;
  /** Souls of nodes in a range, in order. */
  souls(range?: Range, limit?: number): string[];
  /** Whether a node has any property. */
  has(soul: string): boolean;
  /**
   * Queues writes, all or none of which are kept. Calls `done` later, never
   * during the call: with `null` when they are durable, in the order of the
   * calls; with an error if they can't be kept.
   */
  write(writes: readonly Write[], done: (error: Error | null) => void): void;
  /** Forgets nodes for good, such as those that have expired. */
  forget(souls: readonly string[]): Promise<void>;
  /** Makes the file as small as it can be. */
  compact(): Promise<void>;
  /** Writes what is queued and closes. */
  close(): Promise<void>;
}
