/**
 * Changes that a disconnected or slow peer has missed.
 *
 * @module
 */

/** Changed properties by soul and key; their values are in the graph. */
export class Journal {
  readonly #capacity: number;
  #nodes = new Map<string, Set<string>>();
  #size = 0;

  /** @param capacity Number of properties; changes beyond it are dropped. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Number of properties noted. */
  get size(): number {
    return this.#size;
  }

  /** Notes a change; `false` if the journal is full. */
  note(soul: string, key: string): boolean {
    let keys = this.#nodes.get(soul);
    if (keys?.has(key)) return true;
    if (this.#size >= this.#capacity) return false;
    if (keys === undefined) {
      keys = new Set();
      this.#nodes.set(soul, keys);
    }
    keys.add(key);
    this.#size++;
    return true;
  }

  /** Adds the changes of another journal. */
  merge(other: Journal): void {
    for (const [soul, keys] of other.#nodes) {
      for (const key of keys) this.note(soul, key);
    }
  }

  /** All nodes with the keys of their changed properties. */
  entries(): IterableIterator<[soul: string, keys: Set<string>]> {
    return this.#nodes.entries();
  }

  /**
   * Removes and returns changed properties of one node.
   *
   * @param limit How many at most.
   */
  take(limit: number): [soul: string, keys: Iterable<string>] | undefined {
    for (const [soul, keys] of this.#nodes) {
      if (keys.size <= limit) {
        this.#nodes.delete(soul);
        this.#size -= keys.size;
        return [soul, keys];
      }
      const some: string[] = [];
      for (const key of keys) {
        if (some.push(key) === limit) break;
      }
      for (const key of some) keys.delete(key);
      this.#size -= limit;
      return [soul, some];
    }
    return undefined;
  }
}

/** A journal of the last one to two spans of time, in two generations. */
export class RecentJournal {
  readonly #capacity: number;
  readonly #span: number;
  #current: Journal;
  #older: Journal;
  #since = -Infinity;

  /**
   * @param span Milliseconds that a change is kept at least.
   * @param capacity Number of properties noted in one span.
   */
  constructor(span: number, capacity: number) {
    this.#span = span;
    this.#capacity = capacity;
    this.#current = new Journal(capacity);
    this.#older = new Journal(capacity);
  }

  /** Starts a new generation with changes that are being sent. */
  begin(changes: Journal, now: number): void {
    this.#older.merge(this.#current);
    this.#current = changes;
    this.#since = now;
  }

  /** Notes a change. */
  note(soul: string, key: string, now: number): void {
    if (Math.abs(now - this.#since) > this.#span) {
      this.#older = this.#current;
      this.#current = new Journal(this.#capacity);
      this.#since = now;
    }
    this.#current.note(soul, key);
  }

  /** The changes of both generations. */
  get all(): Journal {
    const all = new Journal(2 * this.#capacity);
    all.merge(this.#older);
    all.merge(this.#current);
    return all;
  }
}
