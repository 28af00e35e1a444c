/**
 * Changes that a disconnected or slow peer has missed.
 *
 * @module
 */

/** Changes that are copied from one journal to another at most. */
const MAX_MERGED = 1000;

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

  /**
   * Journals with all changes of some, up to a number. Only small ones are
   * merged, so that it takes no time that others would wait for.
   *
   * @param capacity Number of properties, a few more at most.
   */
  static join(journals: Iterable<Journal>, capacity: number): Journal[] {
    const joined: Journal[] = [];
    let size = 0;
    for (const journal of new Set(journals)) {
      if (journal.size === 0) continue;
      if (size >= capacity) break;
      size += journal.size;
      const last = joined.at(-1);
      if (last === undefined || last.size + journal.size > MAX_MERGED) {
        joined.push(journal);
        continue;
      }
      const merged = new Journal(MAX_MERGED);
      merged.merge(last);
      merged.merge(journal);
      joined[joined.length - 1] = merged;
    }
    return joined;
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

/** A journal of the last one to two spans of time, in generations. */
export class RecentJournal {
  readonly #capacity: number;
  readonly #span: number;
  #current: Journal;
  #older: readonly Journal[] = [];
  #since = -Infinity;

  /**
   * @param span Milliseconds that a change is kept at least.
   * @param capacity Number of properties noted in one span.
   */
  constructor(span: number, capacity: number) {
    this.#span = span;
    this.#capacity = capacity;
    this.#current = new Journal(capacity);
  }

  /** Starts a new generation, after changes that are being sent. */
  begin(changes: readonly Journal[], now: number): void {
    this.#older = [...this.all, ...changes];
    this.#current = new Journal(this.#capacity);
    this.#since = now;
  }

  /** Notes a change. */
  note(soul: string, key: string, now: number): void {
    if (Math.abs(now - this.#since) > this.#span) {
      this.#older = [this.#current];
      this.#current = new Journal(this.#capacity);
      this.#since = now;
    }
    this.#current.note(soul, key);
  }

  /** The changes of all generations. */
  get all(): readonly Journal[] {
    return [...this.#older, this.#current];
  }
}
