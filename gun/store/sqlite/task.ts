/**
 * What the writer is told to do, and what it answers: plain data that goes from
 * one thread to another.
 *
 * @module
 */

/** Stands for the soul of the write before. */
export const SAME_SOUL = 0;

/**
 * Writes to be kept in one transaction. They come from many calls, each of which
 * is kept as a whole or not at all.
 */
export interface WriteTask {
  readonly kind: "write";
  /**
   * JSON of one array: soul, key and text of each write in turn, the soul as
   * {@linkcode SAME_SOUL} if that is so. One text is passed on faster than many.
   */
  readonly texts: string;
  /** The state of each write. */
  readonly states: Float64Array;
  /** For each call the number of writes up to its end. */
  readonly ends: Uint32Array;
}

/** Something to be done by the writer. */
export type Task =
  | WriteTask
  | { readonly kind: "forget"; readonly souls: readonly string[] }
  | { readonly kind: "compact" }
  | { readonly kind: "close" };

/** A call whose writes were not kept. */
export interface Refusal {
  /** Which of the calls, counted from 0. */
  readonly call: number;
  /** Why; `null` if the store is full. */
  readonly reason: string | null;
}

/** The answer to a task. */
export interface Answer {
  /** Size of the database after it, in bytes; `null` if that isn't known. */
  readonly bytes: number | null;
  /** Why nothing was done, or `null`. */
  readonly error: string | null;
  /** Of a {@linkcode WriteTask}: calls that were left out of it, in order. */
  readonly refusals: readonly Refusal[];
}

/** Gathers the writes of many calls. */
export class WriteGroup {
  #texts: (string | typeof SAME_SOUL)[] = [];
  #states: number[] = [];
  #ends: number[] = [];
  #soul: string | undefined;
  #size = 0;

  /** Length of all texts, in UTF-16 units. */
  get size(): number {
    return this.#size;
  }

  /** Adds one write to the call that is gathered. */
  add(soul: string, key: string, text: string, state: number): void {
    if (soul === this.#soul) {
      this.#texts.push(SAME_SOUL, key, text);
    } else {
      this.#texts.push(soul, key, text);
      this.#soul = soul;
      this.#size += soul.length;
    }
    this.#states.push(state);
    // What a write costs beside its texts counts as well.
    this.#size += key.length + text.length + 32;
  }

  /** Ends the call that is gathered. */
  end(): void {
    this.#ends.push(this.#states.length);
  }

  /** All that was gathered. */
  task(): WriteTask {
    return {
      kind: "write",
      texts: JSON.stringify(this.#texts),
      states: Float64Array.from(this.#states),
      ends: Uint32Array.from(this.#ends),
    };
  }
}
