/**
 * Tasks of the writer: plain data for `postMessage`.
 *
 * @module
 */

/** Stands for the length of the soul of the previous write, which is left out. */
export const SAME_SOUL = 0xffffffff;

/**
 * Writes for one transaction. They come from many calls, each of which is
 * written as a whole or not at all.
 */
export interface WriteTask {
  readonly kind: "write";
  /**
   * Soul, key and text of each write in turn, joined: one string is cloned faster
   * than many.
   */
  readonly texts: string;
  /** Their lengths, that of a repeated soul as {@linkcode SAME_SOUL}. */
  readonly lengths: Uint32Array;
  /** The state of each write. */
  readonly states: Float64Array;
  /** For each call the number of writes up to its end. */
  readonly ends: Uint32Array;
}

/** A task of the writer, beside those of all writers. */
export type Task =
  | WriteTask
  | { readonly kind: "forget"; readonly souls: readonly string[] };

/** What a write counts beside its texts. */
const WRITE_OVERHEAD = 32;

/** Collects the writes of many calls. */
export class WriteGroup {
  #texts: string[] = [];
  #lengths: number[] = [];
  #states: number[] = [];
  #ends: number[] = [];
  #soul: string | undefined;
  #size = 0;

  /** Length of all texts, in UTF-16 units. */
  get size(): number {
    return this.#size;
  }

  /** Adds a write to the current call. */
  add(soul: string, key: string, text: string, state: number): void {
    if (soul === this.#soul) {
      this.#texts.push(key, text);
      this.#lengths.push(SAME_SOUL, key.length, text.length);
    } else {
      this.#texts.push(soul, key, text);
      this.#lengths.push(soul.length, key.length, text.length);
      this.#soul = soul;
      this.#size += soul.length;
    }
    this.#states.push(state);
    this.#size += key.length + text.length + WRITE_OVERHEAD;
  }

  /** Ends the current call. */
  end(): void {
    this.#ends.push(this.#states.length);
  }

  /** The task with all calls. */
  task(): WriteTask {
    return {
      kind: "write",
      texts: this.#texts.join(""),
      lengths: Uint32Array.from(this.#lengths),
      states: Float64Array.from(this.#states),
      ends: Uint32Array.from(this.#ends),
    };
  }
}
