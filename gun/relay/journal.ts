/**
 * What has changed while somebody could not hear of it.
 *
 * @module
 */

/** Notes which properties have changed, not how: the graph knows the newest. */
export class Journal {
  readonly #most: number;
  #nodes = new Map<string, Set<string>>();
  #size = 0;

  /** @param most Properties noted; of what changes then nothing is noted. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Number of properties noted. */
  get size(): number {
    return this.#size;
  }

  /** Notes a change; `false` if there is no room for it. */
  note(soul: string, key: string): boolean {
    let keys = this.#nodes.get(soul);
    if (keys?.has(key)) return true;
    if (this.#size >= this.#most) return false;
    if (keys === undefined) {
      keys = new Set();
      this.#nodes.set(soul, keys);
    }
    keys.add(key);
    this.#size++;
    return true;
  }

  /** Notes all that another one has noted. */
  merge(other: Journal): void {
    for (const [soul, keys] of other.#nodes) {
      for (const key of keys) this.note(soul, key);
    }
  }

  /** All nodes, with the keys of what has changed in them. */
  entries(): IterableIterator<[soul: string, keys: Set<string>]> {
    return this.#nodes.entries();
  }

  /** Takes one node out, with the keys of what has changed in it. */
  take(): [soul: string, keys: Set<string>] | undefined {
    for (const [soul, keys] of this.#nodes) {
      this.#nodes.delete(soul);
      this.#size -= keys.size;
      return [soul, keys];
    }
    return undefined;
  }
}

/** A journal of the last minute or two. */
export class RecentJournal {
  readonly #most: number;
  readonly #span: number;
  #current: Journal;
  #older: Journal;
  #since = -Infinity;

  /**
   * @param span Milliseconds after which a change may be forgotten.
   * @param most Properties noted in that time.
   */
  constructor(span: number, most: number) {
    this.#span = span;
    this.#most = most;
    this.#current = new Journal(most);
    this.#older = new Journal(most);
  }

  /** Begins with changes that are told now. */
  begin(changes: Journal, now: number): void {
    this.#older.merge(this.#current);
    this.#current = changes;
    this.#since = now;
  }

  /** Notes a change. */
  note(soul: string, key: string, now: number): void {
    if (Math.abs(now - this.#since) > this.#span) {
      this.#older = this.#current;
      this.#current = new Journal(this.#most);
      this.#since = now;
    }
    this.#current.note(soul, key);
  }

  /** All that is noted. */
  get all(): Journal {
    const all = new Journal(2 * this.#most);
    all.merge(this.#older);
    all.merge(this.#current);
    return all;
  }
}
