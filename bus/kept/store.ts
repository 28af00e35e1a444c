/**
 * What the bus needs of the store of kept values.
 *
 * @module
 */
import type { Value } from "../../protocol/values/value.ts";

/** A value that is kept. */
export interface KeptValue extends Value {
  /** Path of its state. */
  readonly path: string;
  /** When it came about, in milliseconds since 1970. */
  readonly time: number;
}

/** A change of what is kept. */
export interface KeptWrite {
  readonly path: string;
  /** The new value, which stays valid; `null`: none any more. */
  readonly value: Value | null;
  /** When it came about, in milliseconds since 1970. */
  readonly time: number;
}

/** Keeps values. */
export interface KeptStore {
  /**
   * Patterns of the paths below which all states are the daemon's own: `+` is
   * one segment, `#` at the end the rest.
   */
  readonly patterns: readonly string[];
  /**
   * Queues a write. `done` is called in a later turn, in the order of the calls:
   * with `null` when the value is durable, or with an error.
   */
  write(write: KeptWrite, done: (error: Error | null) => void): void;
}

/** Forgets everything at the end, for tests. */
export class MemoryKeptStore implements KeptStore {
  readonly patterns: readonly string[];
  readonly #later: (task: () => void) => void;

  /** @param later Runs a task in a later turn. */
  constructor(
    patterns: readonly string[],
    later: (task: () => void) => void,
  ) {
    this.patterns = patterns;
    this.#later = later;
  }

  write(_write: KeptWrite, done: (error: Error | null) => void): void {
    this.#later(() => done(null));
  }
}
